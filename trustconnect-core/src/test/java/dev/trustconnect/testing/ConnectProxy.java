package dev.trustconnect.testing;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that knows HTTP's CONNECT (RFC 9110 §9.3.6) and SOCKS 5 (RFC 1928), and leads every
 * tunnel to one peer.
 */
public final class ConnectProxy implements AutoCloseable {
  private static final byte SOCKS_5 = 5;

  private final ServerSocket entrance;
  private final InetSocketAddress target;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> passwords = new CopyOnWriteArrayList<>();
  private volatile String refusal = "";
  private volatile String wanted = "";
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /** A proxy on loopback. */
  public ConnectProxy(TlsPeer target) {
    this(new InetSocketAddress(target.address(), target.port()));
  }

  /** A proxy on loopback, to whatever listens there. */
  public ConnectProxy(InetSocketAddress target) {
    this(new InetSocketAddress("127.0.0.1", 0), target);
  }

  /** A proxy that listens at {@code address}, to whatever listens at {@code target}. */
  public ConnectProxy(InetSocketAddress address, InetSocketAddress target) {
    this.target = target;
    try {
      entrance = new ServerSocket(address.getPort(), 10, address.getAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(entrance.getInetAddress(), entrance.getLocalPort());
  }

  /** The request lines it was given. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** The values of Proxy-Authorization it was given. */
  public List<String> passwords() {
    return List.copyOf(passwords);
  }

  /** From now on CONNECT is answered with this status line after {@code HTTP/1.1}. */
  public ConnectProxy refuse(String status) {
    refusal = status;
    return this;
  }

  /** From now on CONNECT needs this Proxy-Authorization. */
  public ConnectProxy require(String authorization) {
    wanted = authorization;
    return this;
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        open.add(client);
        daemon(() -> tunnel(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void tunnel(Socket client) {
    try {
      PushbackInputStream in = new PushbackInputStream(client.getInputStream());
      int first = in.read();
      in.unread(first);
      byte[] yes = first == SOCKS_5 ? socks(in, client) : connect(in, client);
      if (yes.length == 0) {
        client.close();
        return;
      }
      Socket server = new Socket(Proxy.NO_PROXY); // a test may have made us the JVM's proxy
      open.add(server);
      server.connect(target);
      client.getOutputStream().write(yes);
      daemon(() -> pump(server, client));
      pump(client, server);
    } catch (IOException e) {
      close(client);
    }
  }

  /** What to say when the tunnel is open; nothing if the request was refused. */
  private byte[] connect(InputStream in, Socket client) throws IOException {
    BufferedReader head =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1), 1);
    while (true) {
      String request = head.readLine();
      if (request == null) {
        return new byte[0];
      }
      asked.add(request);
      String given = authorization(head);
      String refused =
          !refusal.isEmpty()
              ? refusal
              : given.equals(wanted) || wanted.isEmpty() ? "" : "407 Who are you";
      if (refused.isEmpty()) {
        return latin("HTTP/1.1 200 Connected\r\n\r\n");
      }
      client
          .getOutputStream()
          .write(
              latin(
                  "HTTP/1.1 "
                      + refused
                      + "\r\n"
                      + "Proxy-Authenticate: Basic realm=\"company\"\r\n"
                      + "Content-Length: 0\r\n\r\n"));
    }
  }

  private String authorization(BufferedReader head) throws IOException {
    String given = "";
    for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
      if (line.regionMatches(true, 0, "Proxy-Authorization:", 0, 20)) {
        given = line.substring(20).strip();
        passwords.add(given);
      }
    }
    return given;
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** No authentication, one request for a name or an IPv4 address. */
  private byte[] socks(InputStream stream, Socket client) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    in.skipBytes(1);
    in.skipBytes(in.readByte());
    client.getOutputStream().write(new byte[] {SOCKS_5, 0});
    in.skipBytes(3);
    boolean byName = in.readByte() == 3;
    byte[] host = new byte[byName ? in.readByte() : 4];
    in.readFully(host);
    asked.add(
        "SOCKS "
            + (byName
                ? new String(host, StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(host).getHostAddress())
            + ":"
            + in.readUnsignedShort());
    return new byte[] {SOCKS_5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side is gone; so is the tunnel.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "connect-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(ConnectProxy::close);
  }
}
