package dev.trustconnect.gate;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose route is known: direct, or through one declared SOCKS proxy. As thread-safe as a
 * socket.
 *
 * <p>The route of any other {@link Socket} isn't known: {@code new Socket()} goes through a SOCKS
 * proxy if the JVM's default {@code ProxySelector} says so, and then reports its target as its
 * peer.
 */
class KnownSocket extends Socket {
  private final @Nullable InetSocketAddress socks;
  private final boolean isForTlsOnly;
  private volatile boolean isUnderTls;
  private volatile boolean isSpokenOn;

  /** A socket that goes direct or through {@code proxy}. */
  KnownSocket(Proxy proxy, boolean isForTlsOnly) throws IOException {
    super(proxy);
    this.socks = proxy.type() == Proxy.Type.DIRECT ? null : (InetSocketAddress) proxy.address();
    this.isForTlsOnly = isForTlsOnly;
    super.setTcpNoDelay(true); // or Nagle's algorithm holds small requests back for 40 ms
  }

  /**
   * A socket that isn't connected yet.
   *
   * @param socks the SOCKS proxy it goes through; null to go direct
   * @param isForTlsOnly whether writing fails until TLS runs over it
   */
  static KnownSocket to(@Nullable InetSocketAddress socks, boolean isForTlsOnly)
      throws IOException {
    Proxy proxy = socks == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.SOCKS, socks);
    return new KnownSocket(proxy, isForTlsOnly);
  }

  /** The SOCKS proxy it goes through; null if it goes direct. */
  final @Nullable InetSocketAddress socks() {
    return socks;
  }

  /** Whether something was written before TLS, usually a CONNECT to a proxy. */
  final boolean isSpokenOn() {
    return isSpokenOn;
  }

  /** Records that TLS runs over it from now on. */
  final void layTls() {
    isUnderTls = true;
  }

  /** The peer's address; null behind a SOCKS proxy, where it isn't visible. */
  @Override
  public @Nullable InetAddress getInetAddress() {
    return socks == null ? super.getInetAddress() : null;
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return socks == null || !isConnected()
        ? super.getRemoteSocketAddress()
        : InetSocketAddress.createUnresolved("", getPort());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(int one) throws IOException {
        noteWrite();
        out.write(one);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        noteWrite();
        out.write(bytes, offset, length);
      }
    };
  }

  private void noteWrite() throws SocketException {
    if (isUnderTls) {
      return;
    }
    if (isForTlsOnly) {
      throw new SocketException("only TLS may be written to this socket");
    }
    isSpokenOn = true;
  }
}
