package dev.trustconnect.upstream.transport;

import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Everything a transport needs to know about its server. Immutable.
 *
 * @param label for thread names and messages
 * @param url the URL to post to, with the server's name or address as its host
 * @param host the name (lower case, no trailing dot) or the bare address literal of the URL
 * @param port 1 to 65535
 * @param addresses the only addresses to connect to, in this order; not empty
 * @param named whether {@code host} is a name and belongs in SNI
 * @param tls a context made for this server alone, whose trust manager checks path, name and pins
 * @param trustManager that trust manager, for HTTP clients that require it separately
 * @param proxies selects the proxies to connect through; null to ignore the system's settings and
 *     connect directly or through {@code proxy}
 * @param proxy the only proxy to connect through; null if none was set, and always null if {@code
 *     proxies} isn't. Only the proxy's name may be looked up with the system's resolver
 */
public record DohServer(
    String label,
    URI url,
    String host,
    int port,
    List<InetAddress> addresses,
    boolean named,
    SSLContext tls,
    X509TrustManager trustManager,
    @Nullable ProxySelector proxies,
    @Nullable DohProxy proxy) {
  public DohServer {
    addresses = List.copyOf(addresses);
  }
}
