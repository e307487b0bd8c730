package dev.trustconnect.gate;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * A connection that replaces one to a wrong address. Closing either socket closes both: OkHttp
 * cancels a call by closing the socket it created, and that must also end a read on the
 * replacement. As thread-safe as a socket.
 */
final class RedirectedSocket extends Socket {
  /** How often a blocked read checks whether it was cancelled. */
  private static final int LOOK_MILLIS = 200;

  private final Socket misdirected;
  private final Socket replacement;
  private volatile int timeoutMillis;

  RedirectedSocket(Socket misdirected, Socket replacement) throws IOException {
    this.misdirected = misdirected;
    this.replacement = replacement;
    this.timeoutMillis = misdirected.getSoTimeout();
  }

  @Override
  public synchronized void close() throws IOException {
    try (misdirected;
        replacement) {
      super.close();
    }
  }

  @Override
  public boolean isClosed() {
    return replacement.isClosed() || misdirected.isClosed();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Watched(replacement.getInputStream());
  }

  /** Reads with short timeouts, so that closing the original socket ends the read. */
  private final class Watched extends InputStream {
    private final InputStream bytes;

    private Watched(InputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      long begun = System.nanoTime();
      while (true) {
        requireOpen();
        replacement.setSoTimeout(turnMillis(begun));
        try {
          return bytes.read(into, offset, length);
        } catch (SocketTimeoutException turnOver) {
          if (timeoutMillis > 0 && leftMillis(begun) <= 0) {
            throw turnOver;
          }
        }
      }
    }

    private int turnMillis(long begun) {
      return timeoutMillis == 0
          ? LOOK_MILLIS
          : (int) Math.max(1, Math.min(LOOK_MILLIS, leftMillis(begun)));
    }

    private long leftMillis(long begun) {
      return timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    @Override
    public int available() throws IOException {
      return bytes.available();
    }
  }

  private void requireOpen() throws SocketException {
    if (isClosed()) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(replacement.getOutputStream()) {
      @Override
      public void write(int one) throws IOException {
        requireOpen();
        out.write(one);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        requireOpen();
        out.write(bytes, offset, length);
      }
    };
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public InetAddress getInetAddress() {
    return replacement.getInetAddress();
  }

  @Override
  public int getPort() {
    return replacement.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return replacement.getRemoteSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return replacement.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return replacement.getLocalPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return replacement.getLocalSocketAddress();
  }

  @Override
  public boolean isConnected() {
    return replacement.isConnected();
  }

  @Override
  public boolean isBound() {
    return replacement.isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return replacement.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return replacement.isOutputShutdown();
  }

  @Override
  public void shutdownInput() throws IOException {
    replacement.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    replacement.shutdownOutput();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    replacement.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return replacement.getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    replacement.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return replacement.getKeepAlive();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    replacement.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return replacement.getSoLinger();
  }
}
