package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.NameGate;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.gate.adapter.ChosenProxies;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * All of TrustConnect in one application interceptor, for a client that is built elsewhere: {@code
 * builder.addInterceptor(new TrustConnectInterceptor(trust))}. It sets TrustConnect's dns, TLS and
 * host name verifier for every call and checks each of its connections, redirects and retries.
 *
 * <p>Needs OkHttp 5.4 or newer. If an interceptor after it replaces these settings, the connection
 * has no evidence and the request is refused. A secret that such an interceptor adds to a request
 * is seen only when it is sent, and goes to no other host. A policy that says {@code STRIP} refuses
 * instead: a request that OkHttp sends after a redirect can be stopped but not changed.
 * Thread-safe.
 */
public final class TrustConnectInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final Calls calls;
  private final TlsKit tls;
  private final NameGate names;
  private final DeclaredProxies declared;
  private final PlainSockets plain;

  /**
   * An interceptor that uses {@code trust}, which the caller must close.
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
    this.exchanges = new Exchanges(trust.requestGate());
    this.calls = new Calls(trust.requestGate());
    this.tls = trust.tls();
    this.names = trust.names();
    this.declared = new DeclaredProxies(trust.proxies(), exchanges);
    this.plain = new PlainSockets(tls.plainSockets());
  }

  boolean uses(Exchanges gate) {
    return exchanges.equals(gate);
  }

  /**
   * Checks the call and proceeds with it. Blocks as the call does.
   *
   * @throws IOException if the call fails or is refused; {@link TrustRefusal#in} finds the refusal
   */
  @Override
  public Response intercept(Chain chain) throws IOException {
    Request asked = chain.request();
    CallState call = calls.of(chain.call(), asked);
    call.throwIfRefused();
    Set<String> toRemove = exchanges.check(call, asked, true);
    Request home = Exchanges.without(asked, toRemove);
    DeclaredProxySelector proxies = CallProxies.of(chain, declared);
    proxies.check(home.url());
    PoolEpochs epochs = new PoolEpochs(exchanges, names);
    CallPass pass = new CallPass(home, proxies, epochs);
    call.begin(pass);
    CallGuard.watch(chain.call(), exchanges, call);
    ChosenProxies.Call chosen = exchanges.chosenProxies().begin();
    try {
      epochs.enter(home.url());
      Response response =
          GuardedCookies.in(CallProxies.through(proxies, plain, chain), exchanges, call)
              .withDns(epochs.dns())
              .withSslSocketFactory(tls.socketFactory(), tls.trustManager())
              .withHostnameVerifier(tls.hostnameVerifier())
              .proceed(home.newBuilder().tag(CallPass.class, pass).build());
      return ShownPath.in(response, pass.evidence());
    } catch (IOException e) {
      throw CallGuard.toThrow(call, e);
    } finally {
      chosen.close();
    }
  }
}
