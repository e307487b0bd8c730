package dev.trustconnect.audit.syslog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A TCP connection whose operations end at a deadline, by {@link WireTime#nanoTime}, or when
 * another thread closes it.
 */
final class Wire {
  private final Selector selector;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final WireTime time;

  Wire(WireTime time) throws IOException {
    this.time = time;
    selector = Selector.open();
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    key = channel.register(selector, 0);
  }

  void connect(InetSocketAddress address, long deadline) throws IOException {
    if (!channel.connect(address)) {
      do {
        await(SelectionKey.OP_CONNECT, deadline, "connect");
      } while (!channel.finishConnect());
    }
  }

  /** Reads what there is, without waiting; 0 if there is nothing, -1 at the end. */
  int readNow(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  /**
   * Waits for something to read; -1 at the end. Not after the deadline, even if there is something:
   * a peer could send without end.
   */
  int read(ByteBuffer into, long deadline) throws IOException {
    left(deadline, "read");
    int count = channel.read(into);
    while (count == 0 && into.hasRemaining()) {
      await(SelectionKey.OP_READ, deadline, "read");
      count = channel.read(into);
    }
    return count;
  }

  void write(ByteBuffer bytes, long deadline) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE, deadline, "write");
      }
    }
  }

  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  private long left(long deadline, String what) throws IOException {
    long left = deadline - time.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("no " + what + " before the deadline");
    }
    return left;
  }

  private void await(int operation, long deadline, String what) throws IOException {
    long left = left(deadline, what);
    try {
      key.interestOps(operation);
      time.await(selector, left);
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException | CancelledKeyException closed) {
      throw new AsynchronousCloseException();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Ends what another thread waits for. */
  void close() {
    try {
      channel.close();
      selector.close();
    } catch (IOException ignored) { // there is nothing left to lose
      return;
    }
  }
}
