package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.name.HostName;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that were resolved to addresses, until the first of their answers ends: the way of a warm
 * call, on which nothing is looked up twice and next to nothing allocated. Thread-safe.
 *
 * <p>Bounded by weight in bytes; what was used least goes first. Starts no thread. What has ended
 * goes when it is asked for, or when its room is needed.
 */
final class ResolvedHosts {

  /** A host as it was resolved, by these rules. */
  record Host(Resolution resolution, AddressRules rules) {}

  private final InstantSource clock;
  private final Cache<HostName, CacheEntry<Host>> hosts;

  ResolvedHosts(long maxBytes, InstantSource clock) {
    this.clock = clock;
    this.hosts =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<HostName, CacheEntry<Host>>weigher((host, kept) -> weight(kept.value().resolution()))
            .executor(Runnable::run)
            .build();
  }

  private static int weight(Resolution resolution) {
    return AnswerWeight.ofEntry()
        + AnswerWeight.of(resolution.ipv4())
        + AnswerWeight.of(resolution.ipv6());
  }

  /** What is known of {@code host} under {@code rules} at {@code now}; null if nothing is. */
  @Nullable CacheEntry<Host> find(HostName host, AddressRules rules, Instant now) {
    CacheEntry<Host> kept = hosts.getIfPresent(host);
    if (kept == null || !kept.value().rules().equals(rules)) {
      return null;
    }
    if (!kept.isGoodAt(now)) {
      hosts.asMap().remove(host, kept);
      return null;
    }
    return kept;
  }

  /**
   * Keeps what {@code rules} allowed. One without one of its two answers doesn't take the place of
   * one that has both and hasn't ended: a kind of addresses that can't be renewed is proven to its
   * end.
   */
  void keep(Resolution resolution, AddressRules rules) {
    Instant now = clock.instant();
    Instant until = resolution.validUntil();
    if (!until.isAfter(now)) {
      return;
    }
    CacheEntry<Host> next =
        new CacheEntry<>(new Host(resolution.rememberedAt(now), rules), now, until);
    var unused =
        hosts
            .asMap()
            .compute(
                resolution.host(),
                (name, kept) -> isWhole(kept, rules, now) && isIncomplete(next) ? kept : next);
  }

  private static boolean isWhole(@Nullable CacheEntry<Host> kept, AddressRules rules, Instant now) {
    return kept != null
        && !isIncomplete(kept)
        && kept.value().rules().equals(rules)
        && kept.isGoodAt(now);
  }

  private static boolean isIncomplete(CacheEntry<Host> kept) {
    return kept.value().resolution().missing().isPresent();
  }

  /** Forgets {@code host} if it was resolved by one of its two answers alone. */
  void dropIncomplete(HostName host) {
    hosts.asMap().computeIfPresent(host, (name, kept) -> isIncomplete(kept) ? null : kept);
  }

  void forget() {
    hosts.invalidateAll();
  }
}
