package dev.trustconnect.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands before a healthy TLS peer, at 127.0.1.10, and spoils what it says in a handshake.
 * Thread-safe.
 */
public final class HalfOpenPeer implements AutoCloseable {
  private static final int RECORD_HEADER = 5; // RFC 8446 §5.1
  private static final int MESSAGE_HEADER = 4; // RFC 8446 §4
  private static final int DRIP_MILLIS = 25;

  /** What comes of what the peer behind says. */
  public enum Manner {
    /** All of it, one byte in a packet: slow, and healthy. */
    BYTE_BY_BYTE,
    /** Nothing ever comes; the connection stays open. */
    SILENT,
    /** The first byte comes, and then nothing. */
    SILENT_AFTER_ONE_BYTE,
    /** The ServerHello comes, and then nothing. */
    SILENT_AFTER_SERVER_HELLO,
    /** The ServerHello and a little of what follows, and then nothing. */
    SILENT_AMID_CERTIFICATE,
    /** A byte now and then, so that something comes always and the end never. */
    DRIPPING,
    /** The connection is closed before anything is said. */
    CLOSES_AT_ONCE,
    /** The connection is closed after the ServerHello. */
    CLOSES_AFTER_SERVER_HELLO,
    /** The connection is closed a little later. */
    CLOSES_AMID_CERTIFICATE
  }

  private final ServerSocket entrance;
  private final TlsPeer behind;
  private final Manner manner;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch stalled = new CountDownLatch(1);

  /** In front of {@code behind}, at a free port. */
  public HalfOpenPeer(TlsPeer behind, Manner manner) {
    this.behind = behind;
    this.manner = manner;
    try {
      entrance = new ServerSocket(0, 9, InetAddress.getByName("127.0.1.10"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** Where it listens, address and all. */
  public InetSocketAddress address() {
    return new InetSocketAddress(entrance.getInetAddress(), entrance.getLocalPort());
  }

  /** Waits until all is said that ever will be. */
  public void awaitStalled() {
    try {
      if (!stalled.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came, or more was said");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        client.setTcpNoDelay(true);
        Socket server = new Socket(behind.address(), behind.port());
        open.add(client);
        open.add(server);
        daemon(() -> forward(client, server));
        daemon(() -> answer(server, client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "half-open-peer");
    thread.setDaemon(true);
    thread.start();
  }

  private static void forward(Socket client, Socket server) {
    try (server) {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      // One of them has gone, which the other is about to see.
    }
  }

  private void answer(Socket server, Socket client) {
    try {
      say(server.getInputStream(), client.getOutputStream());
      if (manner.name().startsWith("CLOSES")) {
        client.close();
      }
      stalled.countDown();
    } catch (IOException e) {
      // The client has had enough, or the test has ended.
    }
  }

  private void say(InputStream from, OutputStream to) throws IOException {
    switch (manner) {
      case BYTE_BY_BYTE -> {
        pass(from, to, Integer.MAX_VALUE);
        to.close();
      }
      case SILENT, CLOSES_AT_ONCE -> from.readNBytes(1);
      case SILENT_AFTER_ONE_BYTE -> pass(from, to, 1);
      case SILENT_AFTER_SERVER_HELLO, CLOSES_AFTER_SERVER_HELLO -> passServerHello(from, to);
      case SILENT_AMID_CERTIFICATE, CLOSES_AMID_CERTIFICATE -> {
        passServerHello(from, to);
        pass(from, to, 100);
      }
      case DRIPPING -> drip(from, to);
    }
  }

  private static void passServerHello(InputStream from, OutputStream to) throws IOException {
    byte[] head = from.readNBytes(RECORD_HEADER + MESSAGE_HEADER);
    to.write(head);
    pass(from, to, (head[6] & 0xff) << 16 | (head[7] & 0xff) << 8 | (head[8] & 0xff));
  }

  private static void pass(InputStream from, OutputStream to, int bytes) throws IOException {
    int next;
    for (int i = 0; i < bytes && (next = from.read()) >= 0; i++) {
      to.write(next);
      to.flush();
    }
  }

  /** A record of a length that takes it hours; the pause ends with the test. */
  private void drip(InputStream from, OutputStream to) throws IOException {
    pass(from, to, RECORD_HEADER + 1);
    stalled.countDown();
    try {
      while (!closed.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
        to.write(from.read());
        to.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the connections there are. */
  public void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    entrance.close();
    hangUp();
  }
}
