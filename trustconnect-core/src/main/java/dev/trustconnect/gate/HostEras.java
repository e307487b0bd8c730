package dev.trustconnect.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.name.HostName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The era of each host's connections: it ends when the name stops leading to one of them, whoever
 * asked for the name. Bound: the {@value #MAX_HOSTS} hosts used last; one that is forgotten starts
 * over at 0, and its connections are found by {@link ConnectionGate}. Thread-safe.
 */
final class HostEras {
  private static final int MAX_HOSTS = 4_096;

  private final LiveSockets live;
  private final Set<InetSocketAddress> proxies;
  private final Cache<HostName, Integer> eras =
      Caffeine.newBuilder().maximumSize(MAX_HOSTS).executor(Runnable::run).build();

  /**
   * Eras in which nothing has happened yet.
   *
   * @param proxies peers behind which the address can't be seen
   */
  HostEras(LiveSockets live, Set<InetSocketAddress> proxies) {
    this.live = live;
    this.proxies = Set.copyOf(proxies);
  }

  /** 0 and counting. */
  int of(HostName host) {
    Integer era = eras.getIfPresent(host);
    return era == null ? 0 : era;
  }

  /** The name was found to lead to {@code addresses}; none if it was refused. */
  void leadsTo(HostName host, List<InetAddress> addresses) {
    if (live.markStrays(host, addresses, this::address)) {
      int unusedEra = eras.asMap().merge(host, 1, Integer::sum);
    }
  }

  private @Nullable InetAddress address(JudgedSocket socket) {
    InetSocketAddress peer = socket.peer();
    return proxies.contains(peer) ? null : peer.getAddress();
  }
}
