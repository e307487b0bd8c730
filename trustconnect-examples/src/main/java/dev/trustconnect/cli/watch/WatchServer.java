package dev.trustconnect.cli.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.watch.WatchSnapshot;
import dev.trustconnect.watch.WatchedEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /metrics}, {@code /probe} and {@code /healthz}. A request makes no look and no
 * connection: it shows what is known. Four threads, a queue of 32 requests and 64 connections at
 * most; a request has ten seconds to arrive, and its body isn't read.
 */
final class WatchServer implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUE = 32;
  private static final int BACKLOG = 32;
  private static final int MAX_QUERY = 1_000;
  private static final String TEXT = "text/plain; charset=utf-8";

  /**
   * Read once, when the JDK's server is first used. Settings given at the start of the JVM take
   * precedence.
   */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "30",
          "sun.net.httpserver.idleInterval", "30",
          "sun.net.httpserver.maxReqHeaders", "100",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "jdk.httpserver.maxConnections", "64");

  private final ListenAddress address;
  private final Supplier<WatchSnapshot> watch;
  private final WatchMeters meters;
  private final Pulse pulse;
  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  /** An answer that is text. */
  private record Page(int status, String type, String text) {
    static Page of(int status, String sentence) {
      return new Page(status, TEXT, sentence + "\n");
    }
  }

  /**
   * Listens.
   *
   * @throws IOException if the port is taken or may not be used
   */
  WatchServer(ListenAddress address, Supplier<WatchSnapshot> watch, WatchMeters meters, Pulse pulse)
      throws IOException {
    LIMITS.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    this.address = address;
    this.watch = watch;
    this.meters = meters;
    this.pulse = pulse;
    this.server = HttpServer.create(address.socket(), BACKLOG);
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(QUEUE),
            WatchServer::thread);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "trustconnect-watch-http");
    thread.setDaemon(true);
    return thread;
  }

  /** The port, also if a free one was asked for. */
  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, page(exchange));
    }
  }

  private Page page(HttpExchange exchange) {
    List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    String host = hosts.size() == 1 ? hosts.get(0) : "";
    if (host.isEmpty() && !exchange.getProtocol().equals("HTTP/1.0")) {
      return Page.of(400, "a request has one Host header");
    }
    if (!host.isEmpty() && !address.accepts(host)) {
      return Page.of(
          403, "this server listens on loopback: ask for 127.0.0.1 or localhost, not another name");
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Page.of(405, "there is GET and HEAD here");
    }
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    return switch (exchange.getRequestURI().getRawPath()) {
      case "/metrics" -> metrics(accept);
      case "/probe" -> probe(exchange.getRequestURI().getRawQuery(), accept);
      case "/healthz" -> health();
      default -> Page.of(404, "there is /metrics, /probe?target=HOST and /healthz here");
    };
  }

  private Page metrics(@Nullable String accept) {
    String type = WatchMeters.contentType(accept);
    return new Page(200, type, meters.scrape(type));
  }

  private Page probe(@Nullable String query, @Nullable String accept) {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(target(query));
    } catch (IllegalArgumentException malformed) {
      return Page.of(400, "give one endpoint of the list, as in /probe?target=api.example.com:443");
    }
    Optional<WatchedEndpoint> known =
        watch.get().endpoints().stream().filter(one -> one.endpoint().equals(endpoint)).findFirst();
    if (known.isEmpty()) {
      return Page.of(
          404, "that endpoint isn't in the list; /probe shows only endpoints of the list");
    }
    String type = WatchMeters.contentType(accept);
    return new Page(200, type, ProbePage.of(known.get(), type));
  }

  /**
   * The value of the only {@code target}; other parameters, such as {@code module}, are ignored.
   */
  private static String target(@Nullable String query) {
    if (query == null || query.length() > MAX_QUERY) {
      throw new IllegalArgumentException("no query, or a long one");
    }
    List<String> targets = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      if (parameter.startsWith("target=")) {
        targets.add(
            URLDecoder.decode(parameter.substring("target=".length()), StandardCharsets.UTF_8));
      }
    }
    if (targets.size() != 1) {
      throw new IllegalArgumentException("one target");
    }
    return targets.get(0);
  }

  private Page health() {
    return pulse
        .problem()
        .map(problem -> Page.of(503, problem))
        .orElseGet(() -> Page.of(200, "ok, " + watch.get().endpoints().size() + " endpoints"));
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", page.type());
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(page.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(page.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    var unused = threads.shutdownNow();
  }
}
