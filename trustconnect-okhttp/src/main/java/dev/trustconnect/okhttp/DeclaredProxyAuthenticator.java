package dev.trustconnect.okhttp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Authenticator;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to tunnel through an HTTP proxy that wasn't declared. OkHttp asks for credentials before
 * it sends the CONNECT ("preemptively"), so the proxy gets neither them nor the name of the host.
 *
 * <p>A 407 that arrives through the tunnel comes from the host, which must not get the proxy's
 * password; it is returned as the call's response (RFC 9110 §11.7.1: only the next proxy may ask).
 */
record DeclaredProxyAuthenticator(DeclaredProxies declared, Authenticator own)
    implements Authenticator {
  @Override // written out for the reason that Exchanges gives
  public boolean equals(@Nullable Object other) {
    return other instanceof DeclaredProxyAuthenticator that
        && declared.equals(that.declared)
        && own.equals(that.own);
  }

  @Override
  public int hashCode() {
    return 31 * declared.hashCode() + own.hashCode();
  }

  static Authenticator of(DeclaredProxies declared, Authenticator own) {
    return own instanceof DeclaredProxyAuthenticator ours && ours.declared.equals(declared)
        ? ours
        : new DeclaredProxyAuthenticator(declared, own);
  }

  private static boolean isTunnel(Request request) {
    return request.method().equals("CONNECT");
  }

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response)
      throws IOException {
    if (route != null && !declared.has(route.socketAddress())) {
      HttpUrl url = response.request().url();
      InetSocketAddress undeclared = route.socketAddress();
      declared.refuse(url.host(), url.port(), new Proxy(route.proxy().type(), undeclared));
    }
    boolean isOfTheHost = response.request().isHttps() && !isTunnel(response.request());
    return isOfTheHost ? null : own.authenticate(route, response);
  }
}
