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
 * The addresses that recently didn't answer. They are tried last, but not left out.
 *
 * <p>Bounded to {@value #MAX} addresses, of which the least used are evicted. Each is kept for five
 * minutes by {@code clock}, or until it answers. Thread-safe.
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

  /** These addresses in their order, but with the dead ones last. */
  List<InetSocketAddress> last(List<InetSocketAddress> addresses) {
    List<InetSocketAddress> sorted = new ArrayList<>(addresses.size());
    List<InetSocketAddress> dead = new ArrayList<>(0);
    for (InetSocketAddress address : addresses) {
      (isDead(address) ? dead : sorted).add(address);
    }
    sorted.addAll(dead);
    return sorted;
  }

  /**
   * Whether it failed within the last five minutes; false if the clock was set back to before the
   * failure.
   */
  private boolean isDead(InetSocketAddress address) {
    Instant failed = since.getIfPresent(address);
    Instant now = clock.instant();
    return failed != null && !now.isBefore(failed) && now.isBefore(failed.plus(KEPT));
  }
}
