package dev.trustconnect.audit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A syslog receiver on loopback that reads messages with octet counting. */
final class LoopbackReceiver implements AutoCloseable {
  /** Connections have 127.0.0.1 as their source: none can take a port here between two starts. */
  static final String ADDRESS = "127.0.3.1";

  /** What it does on each connection. */
  enum Habit {
    READS,
    /** Resets the connection after each message. */
    RESETS,
    /** Reads nothing. */
    STALLS,
    /** Sends TLS warnings without end, and never a handshake. */
    WARNS
  }

  private final ServerSocket server;
  private final Habit habit;
  private final Thread accepting = new Thread(this::acceptAll, "syslog receiver");
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  private LoopbackReceiver(ServerSocket server, Habit habit) {
    this.server = server;
    this.habit = habit;
  }

  /** Listens at {@code port}, or at a free one if it is 0; over TLS if there is a context. */
  static LoopbackReceiver start(@Nullable SSLContext tls, int port, Habit habit)
      throws IOException {
    InetAddress loopback = InetAddress.getByName(ADDRESS);
    ServerSocket server =
        tls == null
            ? new ServerSocket(port, 50, loopback)
            : tls.getServerSocketFactory().createServerSocket(port, 50, loopback);
    LoopbackReceiver receiver = new LoopbackReceiver(server, habit);
    receiver.accepting.setDaemon(true);
    receiver.accepting.start();
    return receiver;
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next message, once it has come. */
  String next() throws InterruptedException {
    return messages.take();
  }

  /** How many messages have come and weren't taken. */
  int waiting() {
    return messages.size();
  }

  /** The next connection, once it has come. */
  Socket connection() throws InterruptedException {
    return accepted.take();
  }

  /** How the next connection to end has ended: {@code end} between two messages, or an error. */
  String end() throws InterruptedException {
    return ends.take();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        accepted.add(socket);
        if (habit != Habit.STALLS) {
          Thread thread = new Thread(() -> read(socket), "syslog connection");
          thread.setDaemon(true);
          thread.start();
        }
      }
    } catch (IOException closed) {
      ends.add("closed");
    }
  }

  private void read(Socket socket) {
    try (socket) {
      if (habit == Habit.WARNS) {
        warn(socket.getOutputStream());
      }
      InputStream in = socket.getInputStream();
      for (int length = length(in); length >= 0; length = length(in)) {
        byte[] message = in.readNBytes(length);
        if (message.length < length) {
          throw new EOFException("a part of a message: " + message.length + " of " + length);
        }
        if (habit == Habit.RESETS) {
          socket.setSoLinger(true, 0);
          socket.close(); // first: the test sends the next message once it has this one
          messages.add(new String(message, StandardCharsets.UTF_8));
          return;
        }
        messages.add(new String(message, StandardCharsets.UTF_8));
      }
      ends.add("end");
    } catch (IOException e) {
      ends.add(e.toString());
    }
  }

  /** RFC 8446 §6: level 1 is a warning, and 80 an internal error. Ends when the peer closes. */
  private static void warn(OutputStream out) throws IOException {
    byte[] warnings =
        "\u0015\u0003\u0003\u0000\u0002\u0001P".repeat(500).getBytes(StandardCharsets.US_ASCII);
    while (true) {
      out.write(warnings);
    }
  }

  /** The number before a space, or -1 at the end. */
  private static int length(InputStream in) throws IOException {
    ByteArrayOutputStream digits = new ByteArrayOutputStream();
    for (int b = in.read(); b != ' '; b = in.read()) {
      if (b < 0 && digits.size() == 0) {
        return -1;
      }
      if (b < '0' || b > '9') {
        throw new IOException("not a length: " + digits.toString(StandardCharsets.US_ASCII));
      }
      digits.write(b);
    }
    return Integer.parseInt(digits.toString(StandardCharsets.US_ASCII));
  }

  /** The port is free afterwards: a thread that is still in {@code accept} would hold it. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : open) {
      socket.close();
    }
  }
}
