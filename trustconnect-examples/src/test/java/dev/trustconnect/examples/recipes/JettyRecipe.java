package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import java.net.InetSocketAddress;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's client: our names, our TLS, a check of each request, no redirects. */
final class JettyRecipe {
  private JettyRecipe() {}

  /** A client to be started and stopped by the caller. It has no proxy, whatever the JVM's. */
  static HttpClient client(TrustConnect trust) {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(trust.tls().context());
    HttpClient client = new HttpClient();
    client.setSslContextFactory(tls);
    client.setSocketAddressResolver(
        (host, port, context, found) ->
            Promise.completeWith(
                found,
                trust
                    .names()
                    .resolveAsync(host)
                    .thenApply(name -> name.addresses().stream())
                    .thenApply(all -> all.map(at -> new InetSocketAddress(at, port)).toList())));
    client.setFollowRedirects(false);
    client.getRequestListeners().addListener(new JettyGuard(trust));
    return client;
  }
}
