package dev.trustconnect.okhttp.doh;

import dev.trustconnect.upstream.transport.DohProxy;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Authenticator;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Configures a DoH client to tunnel through an HTTP proxy. */
final class TunnelledDoh {
  private static final String HEADER = "Proxy-Authorization";

  private TunnelledDoh() {}

  /**
   * Sets {@code proxy} as the only way to connect, and returns {@code builder}.
   *
   * @param preferred the index of the proxy's address to try first
   */
  static OkHttpClient.Builder through(
      DohProxy proxy, OkHttpClient.Builder builder, AtomicInteger preferred) {
    return builder
        .proxy(new Proxy(Proxy.Type.HTTP, proxy.address()))
        .proxyAuthenticator(authenticator(proxy.authorization().orElse(null)))
        .dns(host -> addressesOf(proxy, host, preferred.get()));
  }

  /**
   * The proxy's addresses. Only the proxy's own name is looked up; the proxy itself resolves the
   * server's.
   */
  private static List<InetAddress> addressesOf(DohProxy proxy, String host, int first)
      throws UnknownHostException {
    if (!host.equals(proxy.host())) {
      throw new UnknownHostException("not the proxy of the DoH server: " + host);
    }
    List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
    Collections.rotate(addresses, -first);
    return addresses;
  }

  /** Sends the password with the first CONNECT, and gives up if the proxy rejects it. */
  private static Authenticator authenticator(@Nullable String authorization) {
    if (authorization == null) {
      return Authenticator.NONE;
    }
    return (route, response) -> {
      Request request = response.request();
      return request.header(HEADER) == null
          ? request.newBuilder().header(HEADER, authorization).build()
          : null;
    };
  }
}
