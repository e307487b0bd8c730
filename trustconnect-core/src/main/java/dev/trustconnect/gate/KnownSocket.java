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
 * A socket whose way to its peer is known: direct, or through one SOCKS proxy that was declared.
 * Thread-safe as a socket is.
 *
 * <p>Of any other {@link Socket} that can't be known: {@code new Socket()} goes through a SOCKS
 * proxy if the JVM's default {@code ProxySelector} says so, and then reports its target as its
 * peer.
 */
class KnownSocket extends Socket {
  private final @Nullable InetSocketAddress socks;
  private final boolean isForTlsOnly;
  private volatile boolean isUnderTls;
  private volatile boolean isSpokenOn;

  /** A socket that goes as {@code proxy} says. */
  KnownSocket(Proxy proxy, boolean isForTlsOnly) throws IOException {
    super(proxy);
    this.socks = proxy.type() == Proxy.Type.DIRECT ? null : (InetSocketAddress) proxy.address();
    this.isForTlsOnly = isForTlsOnly;
    super.setTcpNoDelay(true); // or Nagle's algorithm holds small requests back for 40 ms
  }

  /**
   * A socket that isn't connected yet.
   *
   * @param socks the SOCKS proxy it goes through; null: it goes direct
   * @param isForTlsOnly whether writing fails until TLS is laid over it
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

  /** Whether something was written before TLS was laid over it: a CONNECT to a proxy, mostly. */
  final boolean isSpokenOn() {
    return isSpokenOn;
  }

  /** From now on what is written is TLS. */
  final void layTls() {
    isUnderTls = true;
  }

  /** The peer; null behind a SOCKS proxy, where the peer can't be seen. */
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
      throw new SocketException("nothing may be written to this socket but TLS");
    }
    isSpokenOn = true;
  }
}
