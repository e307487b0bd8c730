package dev.trustconnect;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.IdentitySource;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks made before anything is opened, so that a failed build leaves nothing open. */
final class BuildRules {
  private BuildRules() {}

  static void requireUpstream(List<?> upstreams, List<?> exchanges) {
    if (upstreams.isEmpty() && exchanges.isEmpty()) {
      throw new IllegalStateException("no DNS server: upstreams(DohUpstream.QUAD9, …) is missing");
    }
  }

  /** The addresses of proxies, all resolved. */
  static List<InetSocketAddress> resolved(InetSocketAddress... proxies) {
    for (InetSocketAddress proxy : proxies) {
      if (proxy.isUnresolved()) {
        throw new IllegalArgumentException("a proxy must be given by its IP address: " + proxy);
      }
    }
    return List.of(proxies);
  }

  /** The upstreams, opened, and then the exchanges. */
  static List<DnsExchange> opened(List<DohUpstream> upstreams, List<DnsExchange> exchanges) {
    List<DnsExchange> all = new ArrayList<>(upstreams.stream().map(DohUpstream::open).toList());
    all.addAll(exchanges);
    return all;
  }

  /** The book that was set, or one of the single policies. */
  static PolicyBook policies(
      @Nullable PolicyBook book, PolicyBook.Profile profile, List<EndpointPolicy> policies) {
    if (book != null && !policies.isEmpty()) {
      throw new IllegalStateException("set single policies or a PolicyBook, not both");
    }
    return book != null ? book : PolicyBook.of(profile, policies);
  }

  /** Checks that each identity is valid now, and that policies name only existing ones. */
  static void requireIdentities(Map<String, IdentitySource> sources, PolicyBook book, Instant now) {
    book.requireIdentities(sources.keySet());
    sources.forEach((name, source) -> current(name, source).requireValidAt(name, now));
  }

  private static ClientIdentity current(String name, IdentitySource source) {
    ClientIdentity current = source.current();
    if (current == null) {
      throw new IllegalStateException("the source of identity '" + name + "' returned null");
    }
    return current;
  }
}
