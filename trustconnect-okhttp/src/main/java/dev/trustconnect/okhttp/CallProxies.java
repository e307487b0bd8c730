package dev.trustconnect.okhttp;

import javax.net.SocketFactory;
import okhttp3.Authenticator;
import okhttp3.Interceptor;

/**
 * Gives a call only proxies that were declared, whatever its client says by then. Needs OkHttp 5.4;
 * not to be touched on an older one.
 */
final class CallProxies {
  private CallProxies() {}

  /** The call's own choice of proxies, less those that weren't declared. */
  static DeclaredProxySelector of(Interceptor.Chain chain, DeclaredProxies declared) {
    return DeclaredProxySelector.of(declared, chain.getProxy(), chain.getProxySelector());
  }

  /** The chain to go on with; itself where there is nothing to change. */
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
