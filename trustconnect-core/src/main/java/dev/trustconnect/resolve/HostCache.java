package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.dnssec.ShareStats;
import dev.trustconnect.name.HostName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that were resolved to addresses, until the first of their answers ends. This is the fast
 * path of a warm call: one map lookup, almost no allocation. Thread-safe; starts no thread.
 *
 * <p>Bounded by weight in bytes; the entries used least are evicted. An expired entry is removed
 * when it is looked up, or evicted.
 */
final class HostCache {
  private static final int ENTRY_BYTES = 256;

  /** A host as it was resolved, by these rules. */
  record Host(Resolution resolution, AddressRules rules) {}

  private final InstantSource clock;
  private final LongSupplier epoch;
  private final Cache<HostName, CacheEntry<Host>> hosts;

  /** An empty cache; {@code epoch} is the one whose entries are used. */
  HostCache(long maxBytes, InstantSource clock, LongSupplier epoch) {
    this.clock = clock;
    this.epoch = epoch;
    this.hosts =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<HostName, CacheEntry<Host>>weigher((host, kept) -> weight(kept.value().resolution()))
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  private static int weight(Resolution resolution) {
    return ENTRY_BYTES
        + AnswerCache.weightOf(resolution.ipv4())
        + AnswerCache.weightOf(resolution.ipv6());
  }

  /**
   * The resolution of {@code host} cached under {@code rules} at {@code now}; null if there is
   * none.
   */
  @Nullable CacheEntry<Host> find(HostName host, AddressRules rules, Instant now) {
    CacheEntry<Host> kept = hosts.getIfPresent(host);
    if (kept == null || !kept.value().rules().equals(rules)) {
      return null;
    }
    if (!kept.isOf(epoch.getAsLong()) || !kept.isGoodAt(now)) {
      hosts.asMap().remove(host, kept);
      return null;
    }
    return kept;
  }

  /**
   * Keeps what {@code rules} allowed. A resolution that lacks one of its two answers doesn't
   * replace an unexpired one that has both: both are proven until then, even if one of them can't
   * be renewed now.
   *
   * @param begun the epoch in which its lookups began
   */
  void keep(Resolution resolution, AddressRules rules, long begun) {
    Instant now = clock.instant();
    Instant until = resolution.validUntil();
    if (!until.isAfter(now)) {
      return;
    }
    CacheEntry<Host> next =
        new CacheEntry<>(new Host(resolution.rememberedAt(now), rules), now, until, begun);
    var unused =
        hosts
            .asMap()
            .compute(
                resolution.host(),
                (name, kept) -> isWhole(kept, rules, now) && isIncomplete(next) ? kept : next);
  }

  private boolean isWhole(@Nullable CacheEntry<Host> kept, AddressRules rules, Instant now) {
    return kept != null
        && !isIncomplete(kept)
        && kept.value().rules().equals(rules)
        && kept.isOf(epoch.getAsLong())
        && kept.isGoodAt(now);
  }

  private static boolean isIncomplete(CacheEntry<Host> kept) {
    return kept.value().resolution().missing().isPresent();
  }

  /** Forgets {@code host} if it was resolved by one of its two answers alone. */
  void dropIncomplete(HostName host) {
    hosts.asMap().computeIfPresent(host, (name, kept) -> isIncomplete(kept) ? null : kept);
  }

  /** Forgets {@code host}. */
  void forget(HostName host) {
    hosts.invalidate(host);
  }

  void forget() {
    hosts.invalidateAll();
  }

  ShareStats stats() {
    return Memory.stats(hosts);
  }
}
