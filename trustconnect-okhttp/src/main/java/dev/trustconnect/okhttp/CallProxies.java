package dev.trustconnect.okhttp;

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

  /** The chain to go on with. */
  static Interceptor.Chain through(DeclaredProxySelector proxies, Interceptor.Chain chain) {
    return chain
        .withProxy(null)
        .withProxySelector(proxies)
        .withProxyAuthenticator(
            DeclaredProxyAuthenticator.of(proxies.declared(), chain.getProxyAuthenticator()))
        .withSocketFactory(PromptSocketFactory.inPlaceOf(chain.getSocketFactory()));
  }
}
