package dev.trustconnect.okhttp;

import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The application interceptor of an installed client: looks at a call before anything is resolved
 * or connected, and has the rest of it watched where OkHttp can.
 */
final class HomeInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final DeclaredProxySelector installed;
  private final boolean watches = OkHttpAbilities.watchesCalls();
  private final boolean overrides = OkHttpAbilities.overridesPerCall();

  /**
   * An interceptor for a client that was given {@code proxies}; where each call shows its own,
   * those count.
   */
  HomeInterceptor(Exchanges exchanges, DeclaredProxySelector proxies) {
    this.exchanges = exchanges;
    this.installed = proxies;
  }

  boolean looksWith(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request asked = chain.request();
    Set<String> strays = exchanges.check(asked, asked, true);
    Request home = Exchanges.without(asked, strays);
    DeclaredProxySelector proxies =
        overrides ? CallProxies.of(chain, installed.declared()) : installed;
    proxies.check(home.url());
    if (!watches) {
      refuseUnwatchedWebSocket(home);
    }
    CallState state = new CallState(home);
    if (watches) {
      CallGuard.watch(chain.call(), exchanges, proxies, state);
    }
    Chain onward = overrides ? CallProxies.through(proxies, chain) : chain;
    try {
      Response response = onward.proceed(home.newBuilder().tag(CallState.class, state).build());
      return seen(state, response);
    } catch (IOException e) {
      throw watches ? CallGuard.told(state, e) : e;
    }
  }

  /** A redirect of a WebSocket's request shows itself to no network interceptor. */
  private void refuseUnwatchedWebSocket(Request home) throws IOException {
    if ("websocket".equalsIgnoreCase(home.header("Upgrade"))) {
      throw exchanges.refusal(
          home.url(),
          Reason.EVIDENCE_MISSING,
          "a WebSocket, which this OkHttp shows to no gate",
          "OkHttp 5.4 or newer, or an ordinary request");
    }
  }

  /** An answer from the network that no gate has seen means that one was taken out. */
  private Response seen(CallState state, Response response) throws IOException {
    if (response.networkResponse() != null && state.evidence() == null) {
      response.close();
      throw exchanges.refusal(
          response.request().url(),
          Reason.EVIDENCE_MISSING,
          "an answer over a connection that no gate has looked at",
          "TrustConnect's interceptors left where they were installed");
    }
    return response;
  }
}
