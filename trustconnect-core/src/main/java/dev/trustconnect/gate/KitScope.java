package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.HostName;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a kit.
 *
 * @param hosts the hosts it may connect to; null for any
 * @param reconnects whether it replaces a connection to an unproven address by one to a proven
 *     address
 * @param socks the SOCKS proxy that its sockets go through; null for direct connections
 */
record KitScope(
    @Nullable Set<HostName> hosts, boolean reconnects, @Nullable InetSocketAddress socks) {
  static final KitScope ANY = new KitScope(null, false, null);

  KitScope {
    hosts = hosts == null ? null : Set.copyOf(hosts);
  }

  @Override // written out for the reason that HostName gives
  public boolean equals(@Nullable Object other) {
    return other instanceof KitScope that
        && Objects.equals(hosts, that.hosts)
        && reconnects == that.reconnects
        && Objects.equals(socks, that.socks);
  }

  @Override
  public int hashCode() {
    return Objects.hash(hosts, reconnects, socks);
  }

  /** This scope limited to those of its hosts that are in {@code chosen}. */
  KitScope only(Set<HostName> chosen) {
    Set<HostName> both = new TreeSet<>(chosen);
    if (hosts != null) {
      both.retainAll(hosts);
    }
    if (both.isEmpty()) {
      throw new IllegalArgumentException(
          hosts == null
              ? "no host given: name at least one"
              : "no host left: this kit is for " + shown(hosts));
    }
    return new KitScope(both, reconnects, socks);
  }

  KitScope reconnecting() {
    return new KitScope(hosts, true, socks);
  }

  KitScope through(InetSocketAddress proxy) {
    return new KitScope(hosts, reconnects, proxy);
  }

  /**
   * Refuses a host that isn't in scope.
   *
   * @param subject the host, or host and port, for the refusal
   */
  void require(HostName host, String subject) throws RefusedException {
    if (hosts != null && !hosts.contains(host)) {
      throw new RefusedException(
          new Refusal(
              subject,
              Reason.GATE_HOST_OUTSIDE_KIT,
              "a connection to " + host + " (by a redirect?)",
              "connections of this client only to " + shown(hosts)),
          null);
    }
  }

  private static String shown(Set<HostName> hosts) {
    return hosts.stream().sorted().map(HostName::ascii).collect(Collectors.joining(" or "));
  }
}
