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
 * The network interceptor of an installed client: the last check of every request and its
 * connection, redirects and retries included.
 */
final class NetworkInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final Calls calls;

  NetworkInterceptor(Exchanges exchanges, Calls calls) {
    this.exchanges = exchanges;
    this.calls = calls;
  }

  boolean uses(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    CallState call =
        calls.of(chain.call(), request); // works even if our application interceptor was removed
    Set<String> toRemove = exchanges.check(call, request, true);
    @Nullable Evidence evidence = exchanges.evidence(request.url(), chain.connection());
    record(request.tag(CallPass.class), evidence);
    record(call.pass(), evidence); // a different one if TrustConnect was installed twice
    Request leaving = Exchanges.without(request, toRemove);
    call.looked(leaving);
    Response response = chain.proceed(leaving);
    if (!call.isWatched()) {
      checkSent(call, response, leaving);
      makeRoomForNext(response);
    }
    return response;
  }

  private static void record(@Nullable CallPass pass, @Nullable Evidence evidence) {
    if (pass != null) {
      pass.evidence(evidence);
    }
  }

  /**
   * Closes outdated connections to a redirect's target. Before OkHttp 5.4 nothing else sees a
   * redirect before a connection is chosen for it.
   */
  private void makeRoomForNext(Response response) {
    String location = response.isRedirect() ? response.header("Location") : null;
    HttpUrl next = location == null ? null : response.request().url().resolve(location);
    if (next != null) {
      exchanges.evict(next);
    }
  }

  /**
   * Checks what interceptors after ours have added, which isn't visible earlier: it goes to no
   * other host.
   */
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
