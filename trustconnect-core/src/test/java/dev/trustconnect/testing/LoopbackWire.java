package dev.trustconnect.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wire between a client and a loopback server: passes bytes on, counts connections, and can go
 * silent or be cut. Thread-safe: guarded by its lock.
 */
final class LoopbackWire implements AutoCloseable {
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final int BACKLOG = 200;

  private final @Nullable OwnPort own; // null if the port was given
  private final ServerSocket entrance;
  private final Thread acceptor;
  private final int target;
  private final List<Pipe> links = new ArrayList<>();
  private int accepted;
  private long bytesReceived;
  private boolean swallowNew;

  LoopbackWire(int target) {
    this(target, "127.0.0.1", 0);
  }

  /** A wire that begins at another loopback address, at a port of its own if 0. */
  LoopbackWire(int target, String address, int port) {
    this.target = target;
    own = port == 0 ? OwnPort.at(address, BACKLOG) : null;
    entrance = own != null ? own.entrance() : listen(address, port);
    acceptor = daemon("loopback-wire-accept", this::accept);
  }

  private static ServerSocket listen(String address, int port) {
    try {
      return new ServerSocket(port, BACKLOG, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  int port() {
    return entrance.getLocalPort();
  }

  /** How many connections there ever were. */
  synchronized int accepted() {
    return accepted;
  }

  /** How many bytes clients have sent, whatever they mean. */
  synchronized long bytesReceived() {
    return bytesReceived;
  }

  /** The connections there are now stay open and pass nothing on, in either direction. */
  synchronized void silence() {
    links.forEach(link -> link.silent = true);
  }

  /** New connections are accepted and then hear nothing. */
  synchronized void swallowNew(boolean swallow) {
    swallowNew = swallow;
  }

  /** Cuts every connection with a TCP reset towards the client. */
  void reset() {
    List<Pipe> cut;
    synchronized (this) {
      cut = List.copyOf(links);
    }
    cut.forEach(Pipe::reset);
  }

  /** Waits until the client has so many connections and no more. */
  synchronized void awaitOpen(int count) {
    await(() -> links.size() == count, "not " + count + " connections open");
  }

  /** Waits until there have been so many connections. */
  synchronized void awaitAccepted(int count) {
    await(() -> accepted >= count, "too few connections");
  }

  private synchronized void await(BooleanSupplier reached, String complaint) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!reached.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(complaint + ": " + links.size() + " of " + accepted);
      }
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(complaint, e);
      }
    }
  }

  /** Closes all; the port is free when it returns. */
  @Override
  public void close() {
    quietly(entrance);
    if (own != null) {
      quietly(own);
    }
    awaitEndOf(acceptor); // the kernel keeps the port while a thread is still in accept()
    List<Pipe> all;
    synchronized (this) {
      all = List.copyOf(links);
    }
    all.forEach(Pipe::close);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      Socket client;
      try {
        client = entrance.accept();
      } catch (IOException e) {
        return; // closed
      }
      try {
        client.setTcpNoDelay(true);
        Socket server = new Socket();
        server.setTcpNoDelay(true);
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        Pipe link = new Pipe(client, server);
        synchronized (this) {
          accepted++;
          link.silent = swallowNew;
          links.add(link);
          notifyAll();
        }
        var unusedUp = daemon("loopback-wire-up", () -> link.pump(client, server));
        var unusedDown = daemon("loopback-wire-down", () -> link.pump(server, client));
      } catch (IOException e) {
        quietly(client);
      }
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitEndOf(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + thread.getName() + " ends", e);
    }
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("a socket that can't be closed", e);
    }
  }

  /** One client connection and its continuation to the server. */
  private final class Pipe {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;

    private Pipe(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    private void count(Socket from, int bytes) {
      if (from == client) {
        synchronized (LoopbackWire.this) {
          bytesReceived += bytes;
        }
      }
    }

    private void pump(Socket from, Socket to) {
      byte[] buffer = new byte[16_384];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          count(from, n);
          if (!silent) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // One side is gone; so is the link, below.
      } finally {
        close();
      }
    }

    private void reset() {
      try {
        client.setSoLinger(true, 0); // close() now sends RST
      } catch (IOException e) {
        // It is closed already.
      }
      close();
    }

    private void close() {
      quietly(client);
      quietly(server);
      synchronized (LoopbackWire.this) {
        links.remove(this);
        LoopbackWire.this.notifyAll();
      }
    }
  }
}
