package dev.trustconnect.okhttp;

import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.UntrustedConnectionException;
import java.io.IOException;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The network interceptor of an installed client: the last look at every request on its connection,
 * redirects and retries included.
 */
final class NetworkInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final Calls calls;

  NetworkInterceptor(Exchanges exchanges, Calls calls) {
    this.exchanges = exchanges;
    this.calls = calls;
  }

  boolean looksWith(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    CallState call = calls.of(chain.call(), request); // also if our first one was taken out
    Set<String> strays = exchanges.check(call, request, true);
    @Nullable Evidence evidence = exchanges.evidence(request.url(), chain.connection());
    tell(request.tag(CallPass.class), evidence);
    tell(call.pass(), evidence); // another one where TrustConnect was installed twice
    Request leaving = Exchanges.without(request, strays);
    call.looked(leaving);
    Response response = chain.proceed(leaving);
    if (!call.isWatched()) {
      checkSent(call, response, leaving);
      makeRoomForNext(response);
    }
    return response;
  }

  private static void tell(@Nullable CallPass pass, @Nullable Evidence evidence) {
    if (pass != null) {
      pass.evidence(evidence);
    }
  }

  /** Before OkHttp 5.4 nothing else sees a redirect before a connection is chosen for it. */
  private void makeRoomForNext(Response response) {
    String location = response.isRedirect() ? response.header("Location") : null;
    HttpUrl next = location == null ? null : response.request().url().resolve(location);
    if (next != null) {
      exchanges.evict(next);
    }
  }

  /** What interceptors after ours have added is only seen now: it goes nowhere else from here. */
  private void checkSent(CallState call, Response response, Request leaving) throws IOException {
    Request sent = response.request();
    if (sent.headers().equals(leaving.headers())) {
      return;
    }
    try {
      exchanges.checkAddedLate(call, sent, leaving.headers());
    } catch (UntrustedConnectionException refused) {
      response.close();
      throw refused;
    }
  }
}
