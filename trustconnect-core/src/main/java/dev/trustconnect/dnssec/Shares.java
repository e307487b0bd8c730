package dev.trustconnect.dnssec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import org.jspecify.annotations.Nullable;

/** Reads the figures of a share from its cache. */
final class Shares {
  private Shares() {}

  /** The figures of {@code cache}, which is bounded by weight in bytes; null keeps nothing. */
  static ShareStats stats(@Nullable Cache<?, ?> cache) {
    if (cache == null) {
      return ShareStats.NONE;
    }
    CacheStats stats = cache.stats();
    long bytes = cache.policy().eviction().map(bound -> bound.weightedSize().orElse(0L)).orElse(0L);
    return new ShareStats(
        stats.hitCount(), stats.missCount(), stats.evictionCount(), cache.estimatedSize(), bytes);
  }
}
