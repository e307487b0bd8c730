package dev.trustconnect.cli.issued;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A search service on loopback with made-up answers, by the query's {@code after}. */
final class SearchServer implements AutoCloseable {
  private static final int DRIPPING = -1;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpsServer server;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();

  private record Page(int status, Map<String, String> headers, String body) {}

  SearchServer(String address, TestCa.Identity identity)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    queries.add(query);
    tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    String after = query.contains("after=") ? query.replaceAll(".*after=", "") : "";
    Page page = pages.getOrDefault(after, new Page(200, Map.of(), "[]"));
    page.headers().forEach(exchange.getResponseHeaders()::set);
    if (page.status() == DRIPPING) {
      drip(exchange);
      return;
    }
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** A list that is given after this id; an empty id is for the first one. */
  SearchServer page(String after, String... entries) {
    return raw(after, 200, Map.of(), "[" + String.join(",", entries) + "]");
  }

  SearchServer raw(String after, int status, Map<String, String> headers, String body) {
    pages.put(after, new Page(status, headers, body));
    return this;
  }

  String url(String host) {
    return "https://" + host + ":" + server.getAddress().getPort() + "/";
  }

  /** The answer after this id never ends: a byte of white space comes, and again one. */
  SearchServer dripping(String after) {
    return raw(after, DRIPPING, Map.of(), "");
  }

  /** Sends bytes until the client has gone or this server is closed. */
  private void drip(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      while (!closed.await(5, TimeUnit.MILLISECONDS)) {
        body.write(' ');
        body.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  /** The queries of the requests that it got. */
  List<String> queries() {
    return List.copyOf(queries);
  }

  /** The {@code Authorization} headers that it got; {@code null} in words where there was none. */
  List<String> tokens() {
    return List.copyOf(tokens);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
