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
 * Refuses the tunnel through an HTTP proxy that wasn't declared. OkHttp asks for credentials before
 * it connects ("preemptively"), so the proxy sees neither them nor the name of the host, whoever
 * chose it. Equal if what answers for declared proxies is.
 *
 * <p>A 407 that comes through the tunnel is the host's, which would get the proxy's password; it is
 * the call's answer (RFC 9110 §11.7.1: only the next proxy asks so).
 */
record DeclaredProxyAuthenticator(DeclaredProxies declared, Authenticator own)
    implements Authenticator {

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
