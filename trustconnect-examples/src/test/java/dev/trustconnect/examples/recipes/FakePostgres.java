package dev.trustconnect.examples.recipes;

import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * As much of a PostgreSQL server as a login needs (its protocol 3.0), honest or not: answers to a
 * request for TLS, asks for the password in the clear, accepts any, and notes what it was sent.
 */
final class FakePostgres implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int CANCEL_REQUEST = 80877102;

  private final ServerSocket entrance;
  private final SSLContext tls;
  private final Thread acceptor;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Map<Integer, CountDownLatch> probes = new ConcurrentHashMap<>();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile char answer = 'S';

  FakePostgres(String address, int port, TestCa.Identity identity) {
    try {
      entrance = new ServerSocket(port, 50, InetAddress.getByName(address));
      tls = SilentServer.context(identity);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    acceptor = new Thread(this::accept, "fake-postgres");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** From now on it says that it has no TLS. */
  void withoutTls() {
    answer = 'N';
  }

  int port() {
    return entrance.getLocalPort();
  }

  /**
   * What clients did before TLS: {@code connect}, {@code tls}, {@code cancel}. Connections that are
   * made already are in it: one is made after them, and waited for.
   */
  List<String> asked() {
    CountDownLatch accepted = new CountDownLatch(1);
    try (Socket probe = new Socket()) {
      probe.bind(new InetSocketAddress(entrance.getInetAddress(), 0));
      probes.put(probe.getLocalPort(), accepted);
      probe.connect(entrance.getLocalSocketAddress());
      await(accepted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(asked);
  }

  private static void await(CountDownLatch event) {
    try {
      if (!event.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("it doesn't happen");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }

  /** What clients sent of a login, with or without TLS: parameters and passwords. */
  List<String> received() {
    return List.copyOf(received);
  }

  /** Waits for a request to cancel. */
  void awaitCancelled() {
    await(cancelled);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      Socket client;
      try {
        client = entrance.accept();
      } catch (IOException e) {
        return; // closed
      }
      open.add(client);
      CountDownLatch probe = probes.remove(client.getPort());
      if (probe != null) {
        probe.countDown();
        continue;
      }
      asked.add("connect");
      Thread server = new Thread(() -> serve(client), "fake-postgres-client");
      server.setDaemon(true);
      server.start();
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      int length = in.readInt();
      int code = in.readInt();
      if (code == SSL_REQUEST) {
        asked.add("tls");
        client.getOutputStream().write(answer);
        if (answer == 'N') {
          int clearLength = in.readInt();
          int unusedVersion = in.readInt();
          login(client, clearLength);
          return;
        }
        try (SSLSocket secured =
            (SSLSocket) tls.getSocketFactory().createSocket(client, null, false)) {
          secured.setUseClientMode(false);
          DataInputStream inside = new DataInputStream(secured.getInputStream());
          int insideLength = inside.readInt();
          int unusedVersion = inside.readInt();
          login(secured, insideLength);
        }
      } else if (code == CANCEL_REQUEST) {
        asked.add("cancel");
        cancelled.countDown();
      } else {
        login(client, length);
      }
    } catch (IOException e) {
      // The client has left: what it sent is noted.
    }
  }

  /** After the length and the version of a startup message. */
  private void login(Socket client, int length) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    received.add(text(in, length - 8));
    message(out, 'R', new byte[] {0, 0, 0, 3}); // AuthenticationCleartextPassword
    while (true) {
      int type = in.read();
      if (type < 0 || type == 'X') {
        return;
      }
      received.add(text(in, in.readInt() - 4));
      if (type == 'p') {
        message(out, 'R', new byte[4]); // AuthenticationOk
        parameter(out, "server_version", "17.0");
        parameter(out, "client_encoding", "UTF8");
        parameter(out, "DateStyle", "ISO, MDY");
        parameter(out, "TimeZone", "UTC");
        parameter(out, "integer_datetimes", "on");
        parameter(out, "standard_conforming_strings", "on");
        message(out, 'K', new byte[] {0, 0, 0, 7, 0, 0, 0, 9}); // BackendKeyData
        message(out, 'Z', new byte[] {'I'}); // ReadyForQuery
      }
    }
  }

  private static String text(DataInputStream in, int length) throws IOException {
    if (length < 0 || length > 10_000) {
      throw new EOFException("not a message");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static void parameter(DataOutputStream out, String name, String value)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    body.write(0);
    body.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    body.write(0);
    message(out, 'S', body.toByteArray());
  }

  private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream message = new DataOutputStream(whole);
    message.writeByte(type);
    message.writeInt(body.length + 4);
    message.write(body);
    out.write(whole.toByteArray());
    out.flush();
  }

  @Override
  public void close() {
    SilentServer.end(entrance, acceptor, open);
  }
}
