package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.gate.NameGate;
import dev.trustconnect.gate.adapter.ChosenProxies;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The application interceptor of an installed client: checks a call before anything is resolved or
 * connected, and has the rest of it watched if this OkHttp supports that.
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
   * An interceptor for a client with {@code proxies}. If this OkHttp shows a call's own proxies,
   * those are used instead.
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

  boolean uses(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request asked = chain.request();
    CallState call = calls.of(chain.call(), asked);
    call.throwIfRefused();
    Set<String> toRemove = exchanges.check(call, asked, true);
    Request home = Exchanges.without(asked, toRemove);
    DeclaredProxySelector proxies = proxies(chain);
    proxies.check(home.url());
    if (!watches) {
      refuseUnwatchedWebSocket(home);
      refuseWithoutNetworkInterceptor(chain, home);
    }
    PoolEpochs epochs = overrides ? new PoolEpochs(exchanges, names) : null;
    CallPass pass = new CallPass(home, proxies, epochs);
    call.begin(pass);
    if (watches) {
      CallGuard.watch(chain.call(), exchanges, call);
    }
    Chain onward =
        overrides
            ? roots.in(
                GuardedCookies.in(CallProxies.through(proxies, plain, chain), exchanges, call))
            : chain;
    ChosenProxies.Call chosen = exchanges.chosenProxies().begin();
    try {
      Response response =
          withEpochs(onward, epochs).proceed(home.newBuilder().tag(CallPass.class, pass).build());
      return requireChecked(pass, response);
    } catch (IOException e) {
      throw watches ? CallGuard.toThrow(call, e) : e;
    } finally {
      chosen.close();
    }
  }

  /**
   * The proxies the call will use. An older OkHttp doesn't show a call's own, so its client's are
   * used.
   */
  private DeclaredProxySelector proxies(Chain chain) {
    if (overrides) {
      return CallProxies.of(chain, installed.declared());
    }
    OkHttpClient client = OkHttpAbilities.clientOf(chain.call());
    return client == null
        ? installed
        : DeclaredProxySelector.of(installed.declared(), client.proxy(), client.proxySelector());
  }

  /** The chain, kept off pooled connections to addresses that its name no longer resolves to. */
  private Chain withEpochs(Chain chain, @Nullable PoolEpochs epochs) throws IOException {
    if (epochs != null) {
      epochs.enter(chain.request().url());
      return chain.getDns() instanceof TrustedDns ? chain.withDns(epochs.dns()) : chain;
    }
    int unusedEpoch =
        exchanges.epoch(chain.request().url(), false); // closes connections of older epochs
    return chain;
  }

  /** Refuses a WebSocket: network interceptors don't see redirects of its request. */
  private void refuseUnwatchedWebSocket(Request home) throws IOException {
    if ("websocket".equalsIgnoreCase(home.header("Upgrade"))) {
      throw exchanges.refused(
          home.url(),
          Reason.GATE_NO_EVIDENCE,
          "a WebSocket, which can't be checked on this OkHttp",
          "OkHttp 5.4 or newer, or an ordinary request");
    }
  }

  /**
   * Refuses a client whose network interceptor was removed. Before OkHttp 5.4 only network
   * interceptors see redirects; without ours, secrets would be sent before anything is noticed.
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

  /** Refuses a response from the network that no gate has checked: an interceptor was removed. */
  private Response requireChecked(CallPass pass, Response response) throws IOException {
    if (response.networkResponse() != null && !pass.isSeen()) {
      response.close();
      throw exchanges.refused(
          response.request().url(),
          Reason.GATE_NO_EVIDENCE,
          "a response over a connection that no gate has checked",
          "TrustConnect's interceptors left where they were installed");
    }
    return ShownPath.in(response, pass.evidence());
  }
}
