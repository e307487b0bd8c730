package dev.trustconnect.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A round-trip time on loopback: every byte arrives half a round-trip time after it was sent,
 * whatever else is in flight. A new connection costs a round trip more, as TCP's handshake would.
 */
final class Relay implements AutoCloseable {
  private static final int CHUNK_BYTES = 16_384;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final ServerSocket listener;
  private final int target;
  private final long rttNanos;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Bytes under way; none are the end. */
  private static final class Chunk {
    private final byte[] bytes;
    private final long due;

    Chunk(byte[] bytes, long due) {
      this.bytes = bytes;
      this.due = due;
    }

    boolean isEnd() {
      return bytes.length == 0;
    }
  }

  /** Starts a relay to port {@code target} on this machine with the round-trip time {@code rtt}. */
  Relay(int target, Duration rtt) throws IOException {
    this.target = target;
    this.rttNanos = rtt.toNanos();
    this.listener = new ServerSocket(0, 128, InetAddress.getByAddress(LOOPBACK));
    start("relay", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = listener.accept();
      Socket far = new Socket();
      far.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), target));
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      sockets.add(near);
      sockets.add(far);
      carry(near, far, System.nanoTime() + rttNanos);
      carry(far, near, System.nanoTime());
    }
  }

  /**
   * Reads bytes as they come and writes them when they are due, on two threads, so that neither
   * delays the other.
   */
  private void carry(Socket from, Socket to, long notBefore) {
    BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
    start("relay-in", () -> read(from, underWay, notBefore));
    start("relay-out", () -> write(to, underWay));
  }

  private void read(Socket from, BlockingQueue<Chunk> underWay, long notBefore) {
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[CHUNK_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        long sent = System.nanoTime();
        long leaves = sent - notBefore < 0 ? notBefore : sent;
        underWay.add(new Chunk(Arrays.copyOf(buffer, count), leaves + rttNanos / 2));
      }
    } catch (IOException cut) {
      // Either side may cut a connection at any time; the other one sees it end.
    }
    underWay.add(new Chunk(new byte[0], 0));
  }

  private void write(Socket to, BlockingQueue<Chunk> underWay) throws InterruptedException {
    try (to) {
      OutputStream out = to.getOutputStream();
      for (Chunk next = underWay.take(); !next.isEnd(); next = underWay.take()) {
        for (long left = next.due - System.nanoTime(); left > 0; ) {
          LockSupport.parkNanos(left);
          left = next.due - System.nanoTime();
        }
        out.write(next.bytes);
      }
    } catch (IOException cut) {
      // As above.
    }
  }

  /** The work of one of the relay's threads. */
  @FunctionalInterface
  private interface Carrying {
    void run() throws IOException, InterruptedException;
  }

  private static void start(String name, Carrying carrying) {
    Thread thread =
        new Thread(
            () -> {
              try {
                carrying.run();
              } catch (IOException closed) {
                // The listener was closed: no more connections.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
