package dev.trustconnect.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses that didn't answer lately. They are tried last, never left out: whether one may be
 * connected to isn't decided here.
 *
 * <p>Bound: {@value #MAX} addresses, the ones used least are evicted. Each is kept for five minutes
 * by {@code clock}; one that answers is removed. Thread-safe.
 */
final class DeadAddresses {
  private static final int MAX = 1_024;
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final Cache<InetSocketAddress, Instant> since =
      Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();
  private final InstantSource clock;

  DeadAddresses(InstantSource clock) {
    this.clock = clock;
  }

  void add(InetSocketAddress address) {
    since.put(address, clock.instant());
  }

  void remove(InetSocketAddress address) {
    since.invalidate(address);
  }

  /** The same addresses, those that are remembered as dead last; otherwise in their order. */
  List<InetSocketAddress> last(List<InetSocketAddress> addresses) {
    List<InetSocketAddress> sorted = new ArrayList<>(addresses.size());
    List<InetSocketAddress> dead = new ArrayList<>(0);
    for (InetSocketAddress address : addresses) {
      (isDead(address) ? dead : sorted).add(address);
    }
    sorted.addAll(dead);
    return sorted;
  }

  /** Also false if the clock was set back behind the failure. */
  private boolean isDead(InetSocketAddress address) {
    Instant failed = since.getIfPresent(address);
    Instant now = clock.instant();
    return failed != null && !now.isBefore(failed) && now.isBefore(failed.plus(KEPT));
  }
}
