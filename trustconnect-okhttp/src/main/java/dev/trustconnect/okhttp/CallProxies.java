package dev.trustconnect.okhttp;

import javax.net.SocketFactory;
import okhttp3.Authenticator;
import okhttp3.Interceptor;

/**
 * Restricts a call to declared proxies, however its client is configured. Needs OkHttp 5.4; must
 * not be loaded on an older one.
 */
final class CallProxies {
  private CallProxies() {}

  /** The call's own choice of proxies, without those that weren't declared. */
  static DeclaredProxySelector of(Interceptor.Chain chain, DeclaredProxies declared) {
    return DeclaredProxySelector.of(declared, chain.getProxy(), chain.getProxySelector());
  }

  /** The chain restricted to {@code proxies}; {@code chain} itself if nothing has to change. */
  static Interceptor.Chain through(
      DeclaredProxySelector proxies, PlainSockets plain, Interceptor.Chain chain) {
    Interceptor.Chain onward = chain.getProxy() == null ? chain : chain.withProxy(null);
    if (chain.getProxySelector() != proxies) {
      onward = onward.withProxySelector(proxies);
    }
    Authenticator own = chain.getProxyAuthenticator();
    Authenticator ours = DeclaredProxyAuthenticator.of(proxies.declared(), own);
    if (ours != own) {
      onward = onward.withProxyAuthenticator(ours);
    }
    SocketFactory sockets = plain.inPlaceOf(chain.getSocketFactory());
    return sockets == chain.getSocketFactory() ? onward : onward.withSocketFactory(sockets);
  }
}
