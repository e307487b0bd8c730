package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.TlsKit;
import java.time.Duration;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * OkHttp clients whose requests leave only after name, address, path and pins are proven and their
 * secrets are at home. For OkHttp 4.12 and 5.x.
 *
 * <p>A refusal is final for its route: OkHttp may go on to another proven address, never around a
 * gate. {@link dev.trustconnect.finding.TrustRefusal#in} finds the reason in what it throws.
 */
public final class TrustConnectOkHttp {
  /** What anthropic-java and openai-java give their own clients; google-genai's has no limits. */
  private static final Duration SDK_CONNECT = Duration.ofMinutes(1);

  private static final Duration SDK_SILENCE = Duration.ofMinutes(10);

  private TrustConnectOkHttp() {}

  /**
   * A client with OkHttp's defaults otherwise, 10 seconds of silence among them; for an SDK take
   * {@link #newSdkClient}. {@code trust} stays the caller's to close.
   *
   * @throws IllegalStateException if two OkHttps are on the class path
   */
  public static OkHttpClient newClient(TrustConnect trust) {
    OneOkHttp.require();
    return install(trust, new OkHttpClient.Builder()).build();
  }

  /**
   * A client for an SDK that takes an {@code OkHttpClient}, such as openai-java and google-genai.
   * It connects within a minute and waits 10 minutes for the next byte, since a model may think
   * that long before its answer or the next event of a stream; {@link #newClient} waits OkHttp's 10
   * seconds. The whole call has no limit but the one that the SDK is given. {@code trust} stays the
   * caller's to close.
   *
   * @throws IllegalStateException if two OkHttps are on the class path
   */
  public static OkHttpClient newSdkClient(TrustConnect trust) {
    OneOkHttp.require();
    return install(
            trust,
            new OkHttpClient.Builder()
                .connectTimeout(SDK_CONNECT)
                .readTimeout(SDK_SILENCE)
                .writeTimeout(SDK_SILENCE))
        .build();
  }

  /**
   * Puts dns, TLS, host name verifier and two interceptors into {@code builder}, and returns it.
   * Clients over the same {@code trust} can share a connection pool.
   *
   * <p>Proxies that {@code builder} names, or the JVM's default selector, are used if {@code trust}
   * declares them; a call that would go through another one is refused before that hears of it.
   * Sockets go direct and send at once (TCP_NODELAY). If {@code builder} has its own socket
   * factory, that stays, and has to hand out sockets of {@link TlsKit#plainSockets()}: others may
   * have come through a SOCKS proxy without showing it, and are refused.
   *
   * <p>Who later takes out or exchanges one of them finds requests refused for want of evidence.
   * Who takes out both interceptors has names, addresses and certificates judged, and nobody who
   * looks after secrets on redirects. A client's own {@code CertificatePinner} goes on to hold as
   * well. Interceptors that are added later are looked at too: a secret of theirs goes to the first
   * host that gets it, and a changed host or port is refused. Network interceptors that are added
   * later come after the last look: if one adds a secret, the call goes to no other host.
   * WebSockets need OkHttp 5.4: older ones show them to no gate, so they are refused.
   *
   * <p>What a cookie jar adds on a redirect to another host is refused unless a policy declares
   * {@code cookie} a credential of that host: here nobody can tell whose it is.
   *
   * @throws IllegalStateException if two OkHttps are on the class path
   */
  public static OkHttpClient.Builder install(TrustConnect trust, OkHttpClient.Builder builder) {
    OneOkHttp.require();
    TlsKit tls = trust.tls();
    Exchanges exchanges = new Exchanges(trust.exchanges());
    DeclaredProxies declared = new DeclaredProxies(trust.proxies(), exchanges);
    Calls calls = new Calls();
    PlainSockets plain = new PlainSockets(tls.plainSockets());
    builder
        .dns(TrustedDns.over(trust.names()))
        .sslSocketFactory(tls.socketFactory(), tls.trustManager())
        .hostnameVerifier(tls.hostnameVerifier());
    OkHttpClient before = builder.build(); // a builder shows nobody what it holds
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
   * What {@code client}, whoever built it, lacks of the protection by {@code trust}, and what
   * weakens it. Nothing is sent. A trust manager and a host name verifier that aren't ours are
   * shown a certificate that nobody has issued, as any connection might do.
   *
   * <p>Looks at the client as it is; what its interceptors do to a call, the gates see then.
   */
  public static ClientReport inspect(TrustConnect trust, OkHttpClient client) {
    return new ClientInspection(trust, client).report();
  }

  /**
   * What was proven about the connection {@code response} came over, the last one if there were
   * redirects. Empty if it came from a cache alone, or from a client without TrustConnect.
   */
  public static Optional<Evidence> evidenceOf(Response response) {
    CallPass pass = response.request().tag(CallPass.class);
    return pass == null || response.networkResponse() == null
        ? Optional.empty()
        : Optional.ofNullable(pass.evidence());
  }
}
