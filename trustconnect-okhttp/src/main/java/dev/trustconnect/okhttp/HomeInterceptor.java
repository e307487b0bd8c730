package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.ChosenProxies;
import dev.trustconnect.gate.NameGate;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The application interceptor of an installed client: looks at a call before anything is resolved
 * or connected, and has the rest of it watched where OkHttp can.
 */
final class HomeInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final Calls calls;
  private final DeclaredProxySelector installed;
  private final PlainSockets plain;
  private final boolean watches = OkHttpAbilities.watchesCalls();
  private final boolean overrides = OkHttpAbilities.overridesPerCall();
  private final NameGate names;
  private final KnownRoots roots;

  /**
   * An interceptor for a client that was given {@code proxies}; where each call shows its own,
   * those count.
   */
  HomeInterceptor(
      Exchanges exchanges,
      Calls calls,
      TrustConnect trust,
      DeclaredProxySelector proxies,
      PlainSockets plain) {
    this.exchanges = exchanges;
    this.calls = calls;
    this.installed = proxies;
    this.plain = plain;
    this.names = trust.names();
    this.roots = new KnownRoots(trust.tls());
  }

  boolean looksWith(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request asked = chain.request();
    CallState call = calls.of(chain.call(), asked);
    call.throwIfRefused();
    Set<String> strays = exchanges.check(call, asked, true);
    Request home = Exchanges.without(asked, strays);
    DeclaredProxySelector proxies = proxies(chain);
    proxies.check(home.url());
    if (!watches) {
      refuseUnwatchedWebSocket(home);
      refuseWithoutNetworkInterceptor(chain, home);
    }
    Eras eras = overrides ? new Eras(exchanges, names) : null;
    CallPass pass = new CallPass(home, proxies, eras);
    call.begin(pass);
    if (watches) {
      CallGuard.watch(chain.call(), exchanges, call);
    }
    Chain onward =
        overrides
            ? roots.in(
                GuardedCookies.in(CallProxies.through(proxies, plain, chain), exchanges, call))
            : chain;
    ChosenProxies.Call ways = exchanges.chosenProxies().begin();
    try {
      Response response =
          lead(onward, eras).proceed(home.newBuilder().tag(CallPass.class, pass).build());
      return seen(pass, response);
    } catch (IOException e) {
      throw watches ? CallGuard.told(call, e) : e;
    } finally {
      ways.close();
    }
  }

  /** What the call will use; an older OkHttp doesn't show that, but its client was asked. */
  private DeclaredProxySelector proxies(Chain chain) {
    if (overrides) {
      return CallProxies.of(chain, installed.declared());
    }
    OkHttpClient client = OkHttpAbilities.clientOf(chain.call());
    return client == null
        ? installed
        : DeclaredProxySelector.of(installed.declared(), client.proxy(), client.proxySelector());
  }

  /** The rest of the call, on no pooled connection that its name doesn't lead to any more. */
  private Chain lead(Chain chain, @Nullable Eras eras) throws IOException {
    if (eras != null) {
      eras.enter(chain.request().url());
      return chain.getDns() instanceof TrustedDns ? chain.withDns(eras.dns()) : chain;
    }
    int unusedEra = exchanges.era(chain.request().url(), false); // closes what is of an older one
    return chain;
  }

  /** A redirect of a WebSocket's request shows itself to no network interceptor. */
  private void refuseUnwatchedWebSocket(Request home) throws IOException {
    if ("websocket".equalsIgnoreCase(home.header("Upgrade"))) {
      throw exchanges.refused(
          home.url(),
          Reason.GATE_NO_EVIDENCE,
          "a WebSocket, which this OkHttp shows to no gate",
          "OkHttp 5.4 or newer, or an ordinary request");
    }
  }

  /**
   * On an OkHttp before 5.4 a redirect shows itself to network interceptors alone: who took ours
   * out would learn of it when the secrets are gone.
   */
  private void refuseWithoutNetworkInterceptor(Chain chain, Request home) throws IOException {
    OkHttpClient client = OkHttpAbilities.clientOf(chain.call());
    if (client != null
        && client.networkInterceptors().stream().noneMatch(NetworkInterceptor.class::isInstance)) {
      throw exchanges.refused(
          home.url(),
          Reason.GATE_NO_EVIDENCE,
          "a client without TrustConnect's network interceptor",
          "TrustConnect's interceptors left where they were installed");
    }
  }

  /** An answer from the network that no gate has seen means that one was taken out. */
  private Response seen(CallPass pass, Response response) throws IOException {
    if (response.networkResponse() != null && !pass.isSeen()) {
      response.close();
      throw exchanges.refused(
          response.request().url(),
          Reason.GATE_NO_EVIDENCE,
          "an answer over a connection that no gate has looked at",
          "TrustConnect's interceptors left where they were installed");
    }
    return ShownPath.in(response, pass.evidence());
  }
}
