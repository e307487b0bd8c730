package dev.trustconnect.okhttp;

import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The network interceptor of an installed client: the last look at every request on its connection,
 * redirects and retries included.
 */
final class NetworkInterceptor implements Interceptor {
  private final Exchanges exchanges;

  NetworkInterceptor(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  boolean looksWith(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    CallState state = request.tag(CallState.class);
    if (state == null) { // our first interceptor was taken out, or the tag: home is what was called
      state = new CallState(chain.call().request());
    }
    state.seenOnNetwork();
    Set<String> strays = exchanges.check(state.home(), request, true);
    state.evidence(exchanges.evidence(request.url(), chain.connection()));
    return chain.proceed(Exchanges.without(request, strays));
  }
}
