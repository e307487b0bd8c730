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
 * The epoch of each host's connections. A new one begins when an answer shows that the name no
 * longer resolves to the peer of a live connection. Bounded to the {@value #MAX_HOSTS} hosts used
 * last; an evicted host starts again at 0, and {@link ConnectionGate} still refuses its outdated
 * connections. Thread-safe.
 */
final class HostEpochs {
  private static final int MAX_HOSTS = 4_096;

  private final LiveSockets live;
  private final Set<InetSocketAddress> proxies;
  private final Cache<HostName, Integer> epochs =
      Caffeine.newBuilder().maximumSize(MAX_HOSTS).executor(Runnable::run).build();

  /**
   * All hosts start in epoch 0.
   *
   * @param proxies the declared proxies, behind which a peer's address isn't visible
   */
  HostEpochs(LiveSockets live, Set<InetSocketAddress> proxies) {
    this.live = live;
    this.proxies = Set.copyOf(proxies);
  }

  /** The host's current epoch, which counts up from 0. */
  int of(HostName host) {
    Integer epoch = epochs.getIfPresent(host);
    return epoch == null ? 0 : epoch;
  }

  /** Records the name's current addresses; empty if it was refused. */
  void resolvedTo(HostName host, List<InetAddress> addresses) {
    if (live.markOutdated(host, addresses, this::address)) {
      int unusedEpoch = epochs.asMap().merge(host, 1, Integer::sum);
    }
  }

  private @Nullable InetAddress address(JudgedSocket socket) {
    InetSocketAddress peer = socket.peer();
    return proxies.contains(peer) ? null : peer.getAddress();
  }
}
