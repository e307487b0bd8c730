package dev.trustconnect.cli.option;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams of a command line.
 *
 * @param bootstrap the addresses of servers that are given by name
 * @param ca the file with the only roots to trust; null for the Java runtime's
 */
record DohServers(List<String> bootstrap, @Nullable Path ca) {
  /** Well-known servers, whose addresses are built in. */
  private static final Map<String, DohUpstream> KNOWN =
      Map.of(
          "cloudflare-dns.com", DohUpstream.CLOUDFLARE,
          "dns.google", DohUpstream.GOOGLE,
          "dns.quad9.net", DohUpstream.QUAD9);

  DohServers {
    bootstrap = List.copyOf(bootstrap);
  }

  /**
   * One upstream for each URL, in this order.
   *
   * @throws IllegalArgumentException if a URL or an address is malformed, a server's addresses are
   *     missing, unneeded addresses are given, or the CA file holds no certificate
   */
  List<DohUpstream> of(List<String> urls) throws IOException {
    if (!bootstrap.isEmpty() && urls.stream().allMatch(DohServers::isByAddress)) {
      throw new IllegalArgumentException(
          "--bootstrap is for a server given by name; every --doh has an address already");
    }
    java.util.ArrayList<DohUpstream> upstreams = new java.util.ArrayList<>();
    for (String url : urls) {
      upstreams.add(upstream(url));
    }
    return List.copyOf(upstreams);
  }

  private DohUpstream upstream(String url) throws IOException {
    DohUpstream.Builder builder = builder(url);
    if (!isByAddress(url)) {
      builder.bootstrap(addressesOf(url));
    }
    if (ca != null) {
      try {
        builder.roots(TrustRoots.fromPem(ca));
      } catch (IOException unreadable) {
        throw new IOException(
            "--doh-ca " + ca + ": " + FileTrouble.inWords(unreadable), unreadable);
      } catch (IllegalArgumentException malformed) {
        throw new IllegalArgumentException("--doh-ca: " + malformed.getMessage(), malformed);
      }
    }
    return builder.build();
  }

  private static DohUpstream.Builder builder(String url) {
    try {
      return DohUpstream.builder(url);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("--doh " + url + ": " + malformed.getMessage(), malformed);
    }
  }

  private String[] addressesOf(String url) {
    if (!bootstrap.isEmpty()) {
      bootstrap.forEach(DohServers::check);
      return bootstrap.toArray(String[]::new);
    }
    DohUpstream known = KNOWN.get(host(url));
    if (known == null) {
      throw new IllegalArgumentException(
          "--doh "
              + url
              + ": give the server's addresses with --bootstrap IP; its name is not looked up");
    }
    return known.addresses().stream().map(InetAddress::getHostAddress).toArray(String[]::new);
  }

  private static void check(String address) {
    try {
      DohUpstream.builder("https://name.invalid/").bootstrap(address);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("--bootstrap: " + malformed.getMessage(), malformed);
    }
  }

  private static boolean isByAddress(String url) {
    String host = host(url);
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  /** The host of a URL, or an empty text; {@link DohUpstream} validates it. */
  private static String host(String url) {
    try {
      String host = URI.create(url.replaceFirst("\\{.*$", "")).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }
}
