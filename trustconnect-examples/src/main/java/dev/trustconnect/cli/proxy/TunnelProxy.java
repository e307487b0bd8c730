package dev.trustconnect.cli.proxy;

import dev.trustconnect.TrustConnect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The proxy, listening on 127.0.0.1. Bounded by {@link Limits}. A client has 10 seconds to send its
 * request; resolving, checking and connecting to the server may take 20 seconds. Thread-safe.
 */
public final class TunnelProxy implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final int MAX_ACCEPTED_AT_ONCE = 64;
  private static final Duration ACCEPT_AGAIN = Duration.ofMillis(100);
  private static final long CLOSE_SECONDS = 5;

  private final Set<Integer> ports;
  private final Limits limits;
  private final Listener listener;
  private final EventLoop loop;
  private final Entrance entrance;
  private final SelectionKey accepting;
  private final Farewells farewells;
  private final DeadAddresses dead = new DeadAddresses();
  private final ExecutorService workers;
  private final Set<Visit> visits = new LinkedHashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private JudgedTarget targets; // of the loop's thread
  private boolean cannotAccept;
  private long served;
  private volatile boolean isClosed;
  private volatile @Nullable Throwable defect;

  /**
   * The proxy's limits.
   *
   * @param tunnels the number of tunnels at a time; further clients get a 503
   * @param idle how long a tunnel may be idle
   */
  public record Limits(int tunnels, Duration idle) {
    /** 128 tunnels, five minutes. */
    public static final Limits USUAL = new Limits(128, Duration.ofMinutes(5));
  }

  /** Receives events, on one thread. Must not block. */
  public interface Listener {
    /** A client was refused, or its tunnel was opened or has ended. */
    void happened(TunnelEvent event);

    /** Something that isn't about a single client. */
    void noted(String message);
  }

  /** Accepts clients. */
  interface Entrance {
    /** The next client, not blocking; null if none is waiting. */
    @Nullable SocketChannel accept(ServerSocketChannel listening) throws IOException;
  }

  /**
   * Starts a proxy.
   *
   * @param trust checks servers; closed with the proxy
   * @param port the port to listen on; 0 for any
   * @param ports the allowed ports of servers
   */
  public TunnelProxy(
      TrustConnect trust, int port, Set<Integer> ports, Limits limits, Listener listener)
      throws IOException {
    this(trust, port, ports, limits, listener, ServerSocketChannel::accept);
  }

  TunnelProxy(
      TrustConnect trust,
      int port,
      Set<Integer> ports,
      Limits limits,
      Listener listener,
      Entrance entrance)
      throws IOException {
    this.ports = new TreeSet<>(ports);
    this.limits = limits;
    this.listener = listener;
    this.entrance = entrance;
    this.targets = new JudgedTarget(trust);
    this.loop = new EventLoop(this::reportDefect);
    this.farewells = new Farewells(loop);
    // Exactly this address: the JVM's loopback address is ::1 if it prefers IPv6.
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      listening.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          BACKLOG);
      this.accepting = loop.register(listening, SelectionKey.OP_ACCEPT, this::accept);
    } catch (IOException taken) {
      listening.close();
      throw taken;
    }
    this.workers = Executors.newCachedThreadPool(task -> daemon("trustconnect-judge", task));
    daemon("trustconnect-proxy", this::run).start();
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** The port it listens on. */
  public int port() {
    return ((ServerSocketChannel) accepting.channel()).socket().getLocalPort();
  }

  /**
   * Waits until it is closed.
   *
   * @throws IOException if it ended although it wasn't closed
   */
  public void awaitEnd() throws InterruptedException, IOException {
    ended.await();
    Throwable why = defect;
    if (!isClosed) {
      throw new IOException("the proxy ended by itself", why);
    }
  }

  private void run() {
    try {
      loop.run();
    } catch (IOException | RuntimeException | Error e) {
      defect = e;
    } finally {
      Sockets.close(accepting.channel());
      workers.shutdownNow();
      targets.retire();
      ended.countDown();
    }
  }

  /** JVMS §5.4.3: where a class couldn't be loaded once, each later attempt fails the same way. */
  private void reportDefect(Throwable found) {
    if (found instanceof LinkageError missing) {
      listener.noted(
          "a class can't be loaded, and the proxy ends: "
              + found
              + "; if this process may open few files (ulimit -n), allow more");
      throw missing;
    }
    listener.noted("a defect of this program, please report it: " + found);
    if (!accepting.channel().isOpen()) {
      loop.end();
    }
  }

  private void accept() {
    for (int i = 0; i < MAX_ACCEPTED_AT_ONCE; i++) {
      SocketChannel client;
      try {
        client = entrance.accept((ServerSocketChannel) accepting.channel());
      } catch (IOException e) {
        acceptLater(e);
        return;
      }
      if (client == null) {
        return;
      }
      if (cannotAccept) {
        cannotAccept = false;
        listener.noted("clients are accepted again");
      }
      welcome(client);
    }
  }

  /**
   * Waits before accepting again. The usual cause is too many open files, which is temporary, and
   * an immediate retry would keep a core busy.
   */
  private void acceptLater(IOException failed) {
    if (!cannotAccept) {
      cannotAccept = true;
      listener.noted("no client can be accepted for now: " + failed.getMessage());
    }
    accepting.interestOps(0);
    EventLoop.Timer unused =
        loop.after(ACCEPT_AGAIN, () -> accepting.interestOps(SelectionKey.OP_ACCEPT));
  }

  private void welcome(SocketChannel client) {
    try {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Visit visit = new Visit(this, loop, client);
      if (visits.size() < limits.tunnels()) {
        visits.add(visit);
        return;
      }
      visit.end(
          new Refused(
              503, "proxy.busy", "all " + limits.tunnels() + " places are taken (--max-tunnels)"));
    } catch (IOException gone) {
      Sockets.close(client); // it left before it sent anything
    } catch (RuntimeException | Error defect) {
      Sockets.close(client);
      throw defect;
    }
  }

  // For Visit, on the loop's thread.

  void leaves(Visit visit) {
    boolean unused = visits.remove(visit);
  }

  void report(TunnelEvent event) {
    if (event.kind() == TunnelEvent.Kind.OPEN) {
      served++;
    }
    listener.happened(event);
  }

  Farewells farewells() {
    return farewells;
  }

  Duration idle() {
    return limits.idle();
  }

  void checkPort(int port) throws Refused {
    if (!ports.contains(port)) {
      throw new Refused(
          403, "proxy.port", "tunnels lead to port " + ports + " only (--allow-port)");
    }
  }

  Dial dial(String host, int port, Dial.Outcome outcome) {
    return new Dial(loop, workers, dead, targets, host, port, outcome);
  }

  /**
   * Replaces the TrustConnect by {@code next}, which also checks the open tunnels: those that it
   * refuses are closed. The earlier one is closed when its last handshake has ended.
   */
  public void judgeBy(TrustConnect next) {
    loop.execute(
        () -> {
          targets.retire();
          targets = new JudgedTarget(next);
          judgeAgain();
        });
  }

  private record Place(String host, InetSocketAddress address) {}

  private void judgeAgain() {
    Map<Place, List<Visit>> places = new HashMap<>();
    for (Visit visit : List.copyOf(visits)) {
      InetSocketAddress server = visit.server();
      if (server != null) {
        places.merge(
            new Place(visit.host(), server),
            List.of(visit),
            (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
      }
    }
    places.forEach(this::judgeAgain);
  }

  private void judgeAgain(Place place, List<Visit> there) {
    Dial dial =
        dial(
            place.host(),
            place.address().getPort(),
            new Dial.Outcome() {
              @Override
              public void connected(String host, InetSocketAddress address, SelectionKey server) {
                Sockets.close(server.channel());
              }

              @Override
              public void failed(Refused why) {
                if (why.isRefusal()) {
                  there.forEach(visit -> visit.end(why));
                }
              }
            });
    dial.start(place.address().getAddress());
    EventLoop.Timer unused = loop.after(Visit.DIAL, dial::cancel);
  }

  /** Accepts no more clients and cuts all tunnels. Blocks for up to 5 seconds. */
  @Override
  public void close() {
    isClosed = true;
    loop.execute(
        () -> {
          Sockets.close(accepting.channel());
          List<Visit> cut = List.copyOf(visits);
          Refused why = new Refused(503, "proxy.ended", "the proxy was ended");
          cut.forEach(visit -> visit.end(why));
          farewells.close();
          listener.noted(
              "ended: " + served + " tunnels served, " + cut.size() + " clients cut off");
          loop.end();
        });
    try {
      boolean unused = ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A duration for messages. */
  static String text(Duration duration) {
    return duration.toMillis() % 1_000 != 0
        ? duration.toMillis() + " ms"
        : duration.toSeconds() % 60 != 0 || duration.toSeconds() < 60
            ? duration.toSeconds() + " s"
            : duration.toMinutes() + " min";
  }
}
