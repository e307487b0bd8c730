package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.TlsKit;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Builds OkHttp clients that send a request only after name, address, certificate path and pins are
 * proven, and send secrets to their own hosts only. For OkHttp 4.12 and 5.x.
 *
 * <p>A refusal is final for its route: OkHttp may try another proven address, but can't bypass a
 * gate. {@link dev.trustconnect.finding.TrustRefusal#in} finds the reason in the exception that
 * OkHttp throws.
 */
public final class TrustConnectOkHttp {
  /** The timeouts of anthropic-java's and openai-java's own clients; google-genai's has none. */
  private static final Duration SDK_CONNECT = Duration.ofMinutes(1);

  private static final Duration SDK_SILENCE = Duration.ofMinutes(10);

  private TrustConnectOkHttp() {}

  /**
   * A protected client, otherwise with OkHttp's defaults. These include a read timeout of 10
   * seconds; use {@link #newSdkClient} for an SDK. The caller must close {@code trust}, after the
   * client's last call.
   *
   * @throws IllegalStateException if two OkHttps are on the class path
   */
  public static OkHttpClient newClient(TrustConnect trust) {
    OneOkHttp.require();
    return install(trust, new OkHttpClient.Builder()).build();
  }

  /**
   * A client for an SDK that takes an {@code OkHttpClient}, such as openai-java and google-genai.
   * It waits 1 minute for a connection and 10 minutes for the next byte, since a model may think
   * that long before it answers or sends the next event of a stream; {@link #newClient} waits
   * OkHttp's 10 seconds. The whole call has no limit but the one set in the SDK. The caller must
   * close {@code trust}, after the client's last call.
   *
   * @throws IllegalStateException if two OkHttps are on the class path
   */
  public static OkHttpClient newSdkClient(TrustConnect trust) {
    OneOkHttp.require();
    return newSdkClient(trust, new Calls(trust.requestGate()));
  }

  private static OkHttpClient newSdkClient(TrustConnect trust, Calls calls) {
    return install(
            trust,
            new OkHttpClient.Builder()
                .connectTimeout(SDK_CONNECT)
                .readTimeout(SDK_SILENCE)
                .writeTimeout(SDK_SILENCE),
            calls)
        .build();
  }

  /**
   * Puts dns, TLS, host name verifier and two interceptors into {@code builder}, and returns it.
   * Clients over the same {@code trust} can share a connection pool.
   *
   * <p>Proxies set in {@code builder}, or chosen by the JVM's default selector, are used if {@code
   * trust} declares them; a call that would go through another proxy is refused before connecting
   * to it. Sockets connect directly and with TCP_NODELAY. If {@code builder} has its own socket
   * factory, it is kept and must return sockets of {@link TlsKit#plainSockets()}: others may go
   * through a SOCKS proxy without showing it, and are refused.
   *
   * <p>If one of these settings is later removed or replaced, requests are refused with {@code
   * gate.no-evidence}. If both interceptors are removed, names, addresses and certificates are
   * still checked, but secrets aren't protected on redirects. A client's own {@code
   * CertificatePinner} stays in force. Changes by interceptors are checked even if these were added
   * later: a secret that they add goes only to the first host it was sent to, and a changed host or
   * port is refused. Network interceptors that are added later run after the last check: if one
   * adds a secret, the call can't go to another host. WebSockets need OkHttp 5.4; on older versions
   * they can't be checked, so they are refused.
   *
   * <p>A cookie that a jar adds on a redirect to another host is refused unless a policy declares
   * {@code cookie} a credential of that host, since the cookie's owner isn't known here.
   *
   * @throws IllegalStateException if two OkHttps are on the class path
   */
  public static OkHttpClient.Builder install(TrustConnect trust, OkHttpClient.Builder builder) {
    OneOkHttp.require();
    return install(trust, builder, new Calls(trust.requestGate()));
  }

  private static OkHttpClient.Builder install(
      TrustConnect trust, OkHttpClient.Builder builder, Calls calls) {
    TlsKit tls = trust.tls();
    Exchanges exchanges = new Exchanges(trust.requestGate());
    DeclaredProxies declared = new DeclaredProxies(trust.proxies(), exchanges);
    PlainSockets plain = new PlainSockets(tls.plainSockets());
    builder
        .dns(TrustedDns.over(trust.names()))
        .sslSocketFactory(tls.socketFactory(), tls.trustManager())
        .hostnameVerifier(tls.hostnameVerifier());
    OkHttpClient before = builder.build(); // a builder's settings can't be read
    DeclaredProxySelector proxies =
        DeclaredProxySelector.of(declared, before.proxy(), before.proxySelector());
    return builder
        .proxy(null)
        .proxySelector(proxies)
        .proxyAuthenticator(DeclaredProxyAuthenticator.of(declared, before.proxyAuthenticator()))
        .socketFactory(plain.inPlaceOf(before.socketFactory()))
        .addInterceptor(new HomeInterceptor(exchanges, calls, trust, proxies, plain))
        .addNetworkInterceptor(new NetworkInterceptor(exchanges, calls));
  }

  /**
   * An application interceptor for a client that is built elsewhere and takes nothing else, such as
   * Spring AI's; for OkHttp 4.12 and 5.x. It doesn't proceed with a request, but sends it through a
   * client of {@link #newSdkClient}: every check applies, and dns, TLS, proxy selector and pool of
   * the other client aren't used. The caller must close {@code trust}, after the last call.
   *
   * <p>Timeouts of the call, its cancellation, and the other client's retries, redirects, ping
   * interval and proxy are carried over; a proxy that {@code trust} doesn't declare is refused. Add
   * it last: later interceptors, network interceptors, event listeners, cookies, caches and
   * authenticators of the other client aren't called. WebSockets are refused. Before OkHttp 5.4, a
   * cancellation takes effect within a tenth of a second, and only until the response begins; then
   * close the response instead.
   *
   * @throws IllegalStateException if two OkHttps are on the class path
   */
  public static Interceptor forwardingInterceptor(TrustConnect trust) {
    OneOkHttp.require();
    Calls calls = new Calls(trust.requestGate());
    return new ForwardingInterceptor(trust, newSdkClient(trust, calls), calls);
  }

  /**
   * Reports which protections by {@code trust} a client lacks and what weakens it, however it was
   * built. Nothing is sent. A trust manager or host name verifier that isn't TrustConnect's is
   * called with a self-signed certificate to see whether it accepts it.
   *
   * <p>Only the client's settings are inspected; what its interceptors do to a call is checked by
   * the gates during the call.
   */
  public static ClientReport inspect(TrustConnect trust, OkHttpClient client) {
    return new ClientInspection(trust, client).report();
  }

  /**
   * The evidence for the connection that {@code response} came over, the last one if there were
   * redirects. Empty if it came only from a cache, or from a client without TrustConnect.
   */
  public static Optional<Evidence> evidenceOf(Response response) {
    CallPass pass = response.request().tag(CallPass.class);
    return pass == null || response.networkResponse() == null
        ? Optional.empty()
        : Optional.ofNullable(pass.evidence());
  }
}
