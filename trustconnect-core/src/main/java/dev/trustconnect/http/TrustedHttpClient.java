package dev.trustconnect.http;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Outgoing;
import dev.trustconnect.gate.RequestGate;
import dev.trustconnect.gate.UntrustedConnectionException;
import dev.trustconnect.policy.PolicyBook;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's {@code HttpClient} under the checks: each request is shown to the request gate before
 * it is sent, each handshake to the kit of a {@link TrustConnect}. Thread-safe.
 *
 * <ul>
 *   <li>{@code http:} URLs, IP addresses in place of names and undeclared proxies are refused
 *       before a connection is made.
 *   <li>Redirects aren't followed: the application gets the response, and decides.
 *   <li>After policies were replaced, pooled connections aren't used any more.
 *   <li>The peer's address isn't visible, so {@code requireBoundAddress()} refuses this client. On
 *       JDK 18 and later {@link TrustConnect#useForThisJvm} has it connect to proven addresses; or
 *       pin the host.
 *   <li>WebSockets and HTTP/3 aren't supported, since they can't be checked.
 * </ul>
 *
 * <p>A refusal is thrown as {@link UntrustedConnectionException}, or is among the causes of an
 * {@code IOException} that the JDK's client throws: {@code TrustRefusal.in(exception)} finds it.
 */
public final class TrustedHttpClient extends HttpClient {
  private final TrustConnect trust;
  private final RequestGate gate;
  private final HttpClient.Builder builder;
  private final CheckedProxies proxies;
  private Current current; // guarded by this

  /** A client, and the policies under which it made its connections. */
  private record Current(HttpClient client, PolicyBook book) {}

  private TrustedHttpClient(TrustConnect trust, HttpClient.Builder builder) {
    this.trust = trust;
    this.gate = trust.requestGate();
    // A builder's settings can't be read.
    ProxySelector selector = builder.build().proxy().orElse(null);
    this.proxies = new CheckedProxies(selector, trust.proxies(), gate);
    this.builder = builder.proxy(proxies);
    this.current = build(trust.policies());
  }

  /**
   * A client with the settings of {@code builder}, whose SSL context is replaced. This keeps the
   * builder: don't use it for anything else.
   *
   * @throws IllegalArgumentException if it follows redirects, or prefers HTTP/3
   */
  public static TrustedHttpClient over(TrustConnect trust, HttpClient.Builder builder) {
    return new TrustedHttpClient(trust, builder.sslContext(trust.tls().context()));
  }

  /** A client with the JDK's defaults; see {@link #over}. */
  public static TrustedHttpClient create(TrustConnect trust) {
    return over(trust, HttpClient.newBuilder());
  }

  /**
   * A builder for code that accepts only a builder of the JDK's client, such as the transports of
   * MCP: its {@code build()} returns a client like that of {@link #over}. An SSL context is refused
   * when it is set, a client that follows redirects when it is built.
   */
  public static HttpClient.Builder builder(TrustConnect trust) {
    return new TrustedBuilder(trust);
  }

  private Current build(PolicyBook book) {
    HttpClient client = builder.build();
    if (client.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException(
          "a client that follows redirects ("
              + client.followRedirects()
              + ") sends requests that aren't checked; use Redirect.NEVER");
    }
    if (client.sslContext() != trust.tls().context()
        || client.proxy().filter(proxies::equals).isEmpty()) {
      throw new IllegalArgumentException(
          "the builder has got another SSL context or proxy in between");
    }
    refuseHttp3(client.version());
    return new Current(client, book);
  }

  /** TLS of HTTP/3 is QUIC's, which a kit doesn't know. The constant is new in 26. */
  private static void refuseHttp3(Version version) {
    if (version.compareTo(Version.HTTP_2) > 0) {
      throw new IllegalArgumentException(version + " can't be checked; use HTTP_2");
    }
  }

  /**
   * The client in use, asked for after the checks of a request. Its pool has only connections that
   * were made under the current policies.
   */
  private synchronized HttpClient client() {
    PolicyBook book = trust.policies();
    if (current.book != book) {
      current = build(book);
    }
    return current.client;
  }

  /**
   * Checks and sends a request. Blocks.
   *
   * @throws UntrustedConnectionException if it may not be sent
   */
  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    check(request);
    try {
      return client().send(request, handler);
    } catch (CheckedProxies.RefusedProxy refused) {
      throw refused.refusal();
    }
  }

  /**
   * Checks and sends a request. The future fails with an {@link UntrustedConnectionException} if it
   * may not be sent; cancelling it ends the exchange, as with the JDK's client. Blocks only for an
   * {@code http:} URL whose policy merely reports: its name is resolved first.
   */
  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return sendAsync(request, handler, null);
  }

  /**
   * As above. A push for another host, port or scheme than the request's is rejected: the
   * connection isn't proven for it.
   */
  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushed) {
    try {
      check(request);
      return client().sendAsync(request, handler, pushed == null ? null : ofTheSameHost(pushed));
    } catch (UntrustedConnectionException refused) {
      return CompletableFuture.failedFuture(refused);
    } catch (CheckedProxies.RefusedProxy refused) {
      return CompletableFuture.failedFuture(refused.refusal());
    }
  }

  /** RFC 9113 §8.4: a server may push only what it is authoritative for. The JDK doesn't check. */
  private static <T> PushPromiseHandler<T> ofTheSameHost(PushPromiseHandler<T> handler) {
    return (request, promised, accept) -> {
      URI asked = request.uri();
      URI pushed = promised.uri();
      if (asked.getHost().equalsIgnoreCase(pushed.getHost())
          && asked.getScheme().equalsIgnoreCase(pushed.getScheme())
          && portOf(asked) == portOf(pushed)) {
        handler.applyPushPromise(request, promised, accept);
      }
    };
  }

  private static boolean isEncrypted(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** The port of a URL, explicit or not. */
  static int portOf(URI uri) {
    return uri.getPort() > 0 ? uri.getPort() : isEncrypted(uri) ? 443 : 80;
  }

  private void check(HttpRequest request) throws UntrustedConnectionException {
    request.version().ifPresent(TrustedHttpClient::refuseHttp3);
    URI uri = request.uri();
    boolean encrypted = isEncrypted(uri);
    String host = uri.getHost();
    int port = portOf(uri);
    // Redirects aren't followed, so a call is one request and nothing has to be stripped from it.
    Set<String> nothing =
        gate.begin(host, port)
            .check(names -> outgoing(host, port, encrypted, request, secrets(request, names)));
    if (!nothing.isEmpty()) {
      throw new IllegalStateException("a request to its own host has misplaced headers");
    }
    if (!encrypted) {
      gate.forAdapter().checkCleartext(host, port, null);
    }
  }

  private static Outgoing outgoing(
      String host, int port, boolean encrypted, HttpRequest request, Map<String, String> secrets) {
    boolean hasBody = request.bodyPublisher().filter(body -> body.contentLength() != 0).isPresent();
    return new Outgoing(host, port, encrypted, hasBody, false, secrets, secrets);
  }

  private static Map<String, String> secrets(HttpRequest request, Set<String> names) {
    Map<String, String> secrets = new TreeMap<>();
    request
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (names.contains(lower)) {
                secrets.put(lower, String.join("\n", values));
              }
            });
    return secrets;
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client().cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client().connectTimeout();
  }

  /** Always {@code NEVER}. */
  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  /** The builder's selector, whose proxies are checked; empty for the JVM's. */
  @Override
  public Optional<ProxySelector> proxy() {
    return proxies.own();
  }

  /** The context of the {@link TrustConnect}'s kit. */
  @Override
  public SSLContext sslContext() {
    return client().sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client().sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client().authenticator();
  }

  @Override
  public Version version() {
    return client().version();
  }

  @Override
  public Optional<Executor> executor() {
    return client().executor();
  }
}
