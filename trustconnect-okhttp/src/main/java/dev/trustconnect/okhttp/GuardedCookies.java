package dev.trustconnect.okhttp;

import dev.trustconnect.gate.UntrustedConnectionException;
import java.util.List;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;

/**
 * A client's cookie jar for one call, whose cookies are checked here: without our network
 * interceptor (with {@link TrustConnectInterceptor}, and for WebSockets) they are added after the
 * last check of a request. A jar knows the hosts of its cookies, so they needn't be declared; a jar
 * that gives one host's cookie to another is refused.
 */
record GuardedCookies(CookieJar own, Exchanges exchanges, CallState state, Call call)
    implements CookieJar {
  /** The chain with its jar guarded. Needs OkHttp 5.4; must not be called on an older one. */
  static Interceptor.Chain in(Interceptor.Chain chain, Exchanges exchanges, CallState state) {
    CookieJar own = chain.getCookieJar();
    return own.equals(CookieJar.NO_COOKIES)
        ? chain
        : chain.withCookieJar(new GuardedCookies(own, exchanges, state, chain.call()));
  }

  @Override
  public List<Cookie> loadForRequest(HttpUrl url) {
    List<Cookie> cookies = own.loadForRequest(url);
    if (cookies.isEmpty()) {
      return cookies;
    }
    try {
      return exchanges.mayBeSent(state, url, cookies) ? cookies : List.of();
    } catch (UntrustedConnectionException refused) {
      state.refuse(refused);
      call.cancel();
      return List.of();
    }
  }

  @Override
  public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
    own.saveFromResponse(url, cookies);
  }
}
