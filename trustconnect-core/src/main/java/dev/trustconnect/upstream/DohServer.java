package dev.trustconnect.upstream;

import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Everything a transport needs to know of its server.
 *
 * @param label for thread names and messages
 * @param url where to post, with the server's name or address as its host
 * @param host the name (lower case, no trailing dot) or the bare address literal of the URL
 * @param port 1 to 65535
 * @param addresses the only addresses to connect to, in this order; never empty
 * @param named whether {@code host} is a name, and so belongs into SNI
 * @param tls made for this server alone: its trust manager checks path, name and pins
 * @param trustManager that trust manager, for libraries that want to be told
 * @param proxies null: connect directly, whatever the system says, or by {@code proxy}
 * @param proxy the one proxy to connect through, whose name alone the system's resolver may be
 *     asked for; null unless set, and only if {@code proxies} is null
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
