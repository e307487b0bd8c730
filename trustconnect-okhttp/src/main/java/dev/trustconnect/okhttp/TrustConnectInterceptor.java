package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.ChosenProxies;
import dev.trustconnect.gate.NameGate;
import dev.trustconnect.gate.TlsKit;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The whole of TrustConnect in one application interceptor, for a client that is built elsewhere:
 * {@code builder.addInterceptor(new TrustConnectInterceptor(trust))}. It gives every call our dns,
 * TLS and host name verifier, and watches each of its connections, redirects and retries.
 *
 * <p>Needs OkHttp 5.4 or newer. An interceptor after it can undo what it gives; then there is no
 * evidence on the connection, and no request. What such an interceptor adds is seen only when it is
 * sent; it then goes to no other host. A policy that says {@code STRIP} refuses here: what OkHttp
 * sends after a redirect can be stopped, not changed. Thread-safe.
 */
public final class TrustConnectInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final Calls calls = new Calls();
  private final TlsKit tls;
  private final NameGate names;
  private final DeclaredProxies declared;
  private final PlainSockets plain;

  /**
   * An interceptor over {@code trust}, which the caller keeps and closes.
   *
   * @throws IllegalStateException on an OkHttp before 5.4, which can't be protected this way, or if
   *     two OkHttps are on the class path
   */
  public TrustConnectInterceptor(TrustConnect trust) {
    OneOkHttp.require();
    if (!OkHttpAbilities.overridesPerCall() || !OkHttpAbilities.watchesCalls()) {
      throw new IllegalStateException(
          "TrustConnectInterceptor needs OkHttp 5.4 or newer;"
              + " on older ones use TrustConnectOkHttp.install(trust, builder)");
    }
    this.exchanges = new Exchanges(trust.exchanges());
    this.tls = trust.tls();
    this.names = trust.names();
    this.declared = new DeclaredProxies(trust.proxies(), exchanges);
    this.plain = new PlainSockets(tls.plainSockets());
  }

  boolean looksWith(Exchanges gate) {
    return exchanges.equals(gate);
  }

  /**
   * Lets the call go on, protected.
   *
   * @throws IOException if it fails; {@link TrustRefusal#in} finds a refusal in it
   */
  @Override
  public Response intercept(Chain chain) throws IOException {
    Request asked = chain.request();
    CallState call = calls.of(chain.call(), asked);
    call.throwIfRefused();
    Set<String> strays = exchanges.check(call, asked, true);
    Request home = Exchanges.without(asked, strays);
    DeclaredProxySelector proxies = CallProxies.of(chain, declared);
    proxies.check(home.url());
    Eras eras = new Eras(exchanges, names);
    CallPass pass = new CallPass(home, proxies, eras);
    call.begin(pass);
    CallGuard.watch(chain.call(), exchanges, call);
    ChosenProxies.Call ways = exchanges.chosenProxies().begin();
    try {
      eras.enter(home.url());
      Response response =
          GuardedCookies.in(CallProxies.through(proxies, plain, chain), exchanges, call)
              .withDns(eras.dns())
              .withSslSocketFactory(tls.socketFactory(), tls.trustManager())
              .withHostnameVerifier(tls.hostnameVerifier())
              .proceed(home.newBuilder().tag(CallPass.class, pass).build());
      return ShownPath.in(response, pass.evidence());
    } catch (IOException e) {
      throw CallGuard.told(call, e);
    } finally {
      ways.close();
    }
  }
}
