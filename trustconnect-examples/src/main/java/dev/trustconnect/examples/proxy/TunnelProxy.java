package dev.trustconnect.examples.proxy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The proxy, listening on 127.0.0.1. Bounded: {@value #MAX_TUNNELS} tunnels at a time, 10 seconds
 * for a client to say what it wants, 5 minutes of silence in a tunnel. Thread-safe.
 */
public final class TunnelProxy implements AutoCloseable {
  private static final int MAX_TUNNELS = 128;
  private static final int HEAD_MILLIS = 10_000;
  private static final Duration SILENCE = Duration.ofMinutes(5);

  /** How often a side that waits looks whether the other one is silent, too. */
  private static final int LOOK_MILLIS = 30_000;

  private final JudgedTarget targets;
  private final Set<Integer> ports;
  private final Consumer<TunnelEvent> told;
  private final ServerSocket entrance;
  private final Semaphore places = new Semaphore(MAX_TUNNELS);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A proxy that listens.
   *
   * @param trust judges; stays the caller's
   * @param port where; 0: any
   * @param ports that tunnels may lead to
   * @param told of every request, on the thread that serves it
   */
  public TunnelProxy(TrustConnect trust, int port, Set<Integer> ports, Consumer<TunnelEvent> told)
      throws IOException {
    this.targets = new JudgedTarget(trust);
    this.ports = Set.copyOf(ports);
    this.told = told;
    this.entrance = new ServerSocket(port, MAX_TUNNELS, InetAddress.getLoopbackAddress());
    daemon("trustconnect-proxy", this::accept);
  }

  /** Where it listens. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** Waits until it is closed. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        if (places.tryAcquire()) {
          daemon("trustconnect-tunnel", () -> serveAndLeave(client));
        } else {
          client.close(); // as a full queue would
        }
      } catch (IOException closed) {
        ended.countDown(); // or nobody can be let in any more: that is the end, too
        return;
      }
    }
  }

  private void serveAndLeave(Socket client) {
    open.add(client);
    try (client) {
      serve(client);
    } catch (IOException gone) {
      // The client hung up, or the tunnel was cut: there is nobody left to tell.
    } finally {
      open.remove(client);
      places.release();
    }
  }

  private void serve(Socket client) throws IOException {
    client.setTcpNoDelay(true);
    ConnectHead head;
    try {
      head = ConnectHead.read(new HurriedStream(client, HEAD_MILLIS));
    } catch (ConnectHead.Malformed malformed) {
      refuse(client, "", malformed.status(), "", String.valueOf(malformed.getMessage()));
      return;
    }
    String target = head.host() + ":" + head.port();
    if (!ports.contains(head.port())) {
      refuse(client, target, 403, "proxy.port", "tunnels lead to port " + ports + " only");
      return;
    }
    Socket server;
    try {
      server = targets.connect(head.host(), head.port());
    } catch (IOException failed) {
      TrustRefusal refusal = TrustRefusal.in(failed).orElse(null);
      if (refusal == null) {
        refuse(client, target, 502, "", String.valueOf(failed));
      } else {
        String message = String.valueOf(refusal.getMessage());
        refuse(client, target, 403, refusal.reason().code(), message);
      }
      return;
    }
    open.add(server);
    try (server) {
      tunnel(client, server, head, target);
    } finally {
      open.remove(server);
    }
  }

  private void tunnel(Socket client, Socket server, ConnectHead head, String target)
      throws IOException {
    OutputStream toClient = client.getOutputStream();
    toClient.write(
        "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    HelloName hello;
    try {
      hello = HelloName.read(new HurriedStream(client, HEAD_MILLIS));
    } catch (IOException noHello) {
      tell(client, target, false, "proxy.no-tls", String.valueOf(noHello.getMessage()));
      return;
    }
    if (!hello.serverName().map(name -> same(name, head.host())).orElse(false)) {
      // Another name on the same address has policies of its own.
      String name = hello.serverName().map(TunnelProxy::shown).orElse("nobody");
      tell(client, target, false, "proxy.other-name", "the client asks there for " + name);
      return;
    }
    tell(client, target, true, "", "at " + server.getInetAddress().getHostAddress());
    hello.sendTo(server.getOutputStream());
    client.setSoTimeout(LOOK_MILLIS);
    server.setSoTimeout(LOOK_MILLIS);
    Silence silence = new Silence(SILENCE, System::nanoTime);
    CountDownLatch back = new CountDownLatch(1);
    daemon(
        "trustconnect-tunnel-back",
        () -> {
          pump(server, client, silence);
          back.countDown();
        });
    pump(client, server, silence);
    try {
      back.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean same(String name, String host) {
    String asked = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return name.equalsIgnoreCase(asked);
  }

  /** Passes on what comes, and then that nothing more does; a failure ends both directions. */
  private static void pump(Socket from, Socket to, Silence silence) {
    byte[] chunk = new byte[1 << 14];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = next(in, chunk, silence); n >= 0; n = next(in, chunk, silence)) {
        out.write(chunk, 0, n);
        silence.isBroken();
      }
      to.shutdownOutput();
    } catch (IOException cutOrSilent) {
      close(from);
      close(to);
    }
  }

  private static int next(InputStream in, byte[] chunk, Silence silence) throws IOException {
    while (true) {
      try {
        return in.read(chunk);
      } catch (SocketTimeoutException nothing) {
        if (silence.isOver()) {
          throw nothing;
        }
      }
    }
  }

  private void refuse(Socket client, String target, int status, String reason, String message)
      throws IOException {
    tell(client, target, false, reason, message);
    byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + " refused\r\n"
            + (status == 405 ? "Allow: CONNECT\r\n" : "")
            + (reason.isEmpty() ? "" : "X-TrustConnect-Reason: " + reason + "\r\n")
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    OutputStream out = client.getOutputStream();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    client.shutdownOutput();
  }

  private void tell(Socket client, String target, boolean opened, String reason, String message) {
    String from = client.getInetAddress().getHostAddress() + ":" + client.getPort();
    told.accept(new TunnelEvent(from, shown(target), opened, reason, message));
  }

  /** What a client wrote mustn't play tricks on a terminal. */
  private static String shown(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.:\\[\\]_-]", "?");
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that can't be closed", e);
    }
  }

  /** Takes no more clients and cuts the tunnels there are. */
  @Override
  public void close() throws IOException {
    entrance.close();
    open.forEach(TunnelProxy::close);
    ended.countDown();
  }
}
