package dev.trustconnect.reactor;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.adapter.OptionalLibrary;
import reactor.netty.http.client.HttpClient;

/**
 * Puts Reactor Netty's client, the one under Spring's {@code WebClient}, under the checks of a
 * {@link TrustConnect}. For Reactor Netty 1.3.
 *
 * <ul>
 *   <li>Names are resolved by the {@code TrustConnect}, off the event loop. An address that isn't
 *       the name's is refused before a connection is made, wherever it comes from.
 *   <li>Each handshake and each request is checked, on pooled connections too. A request waits for
 *       its checks; nothing of it is sent before. After a name has moved, a pooled connection to
 *       its old address refuses one request and is closed.
 *   <li>{@code http:} URLs, IP addresses in place of names and undeclared proxies are refused
 *       before a connection is made.
 *   <li>Redirects aren't followed. If the application turns them on again, they carry no secret and
 *       no body to another host, and don't lead to {@code http:}.
 *   <li>HTTP/1.1 only: HTTP/2 and HTTP/3 can't be checked and aren't offered.
 *   <li>An engine doesn't show its peer to the handshake's checks, so {@code requireBoundAddress()}
 *       refuses this client.
 * </ul>
 *
 * <p>A refusal is the error of the {@code Mono} or {@code Flux}, or among its causes: {@link
 * dev.trustconnect.finding.TrustRefusal#in} finds it, also in the exceptions of {@code WebClient}.
 */
@SuppressWarnings("exports") // its callers require Reactor Netty themselves: it is optional
public final class TrustedReactor {
  private static final OptionalLibrary LIBRARY =
      new OptionalLibrary(
          "reactor.netty.http.client.HttpClient",
          "io.projectreactor.netty:reactor-netty-http",
          "reactor.netty.http");

  private TrustedReactor() {}

  /**
   * A client with the settings of {@code client}, whose resolver, TLS, protocol and redirects are
   * replaced. Secure a client last and once: each call begins a new pool of connections. The caller
   * must close {@code trust}, after the last request.
   *
   * @throws IllegalArgumentException if the client has a proxy that {@code
   *     TrustConnect.builder().proxies(…)} didn't declare
   * @throws IllegalStateException if {@code reactor-netty-http} is absent
   */
  public static HttpClient secure(TrustConnect trust, HttpClient client) {
    LIBRARY.require(TrustedReactor.class);
    return Seams.secure(trust, client);
  }
}
