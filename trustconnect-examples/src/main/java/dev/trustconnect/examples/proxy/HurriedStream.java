package dev.trustconnect.examples.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** What a client says in so much time, all in all: one byte a second is no way to keep a place. */
final class HurriedStream extends InputStream {
  private final Socket socket;
  private final InputStream bytes;
  private final long deadlineNanos;

  HurriedStream(Socket socket, int millis) throws IOException {
    this.socket = socket;
    this.bytes = socket.getInputStream();
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public int read() throws IOException {
    hurry();
    return bytes.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    hurry();
    return bytes.read(into, offset, length);
  }

  private void hurry() throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("the client took too long to say what it wants");
    }
    socket.setSoTimeout((int) left);
  }
}
