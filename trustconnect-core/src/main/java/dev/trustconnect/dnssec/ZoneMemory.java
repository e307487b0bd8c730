package dev.trustconnect.dnssec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Proven zones, until the moment their proof ends. Thread-safe.
 *
 * <p>Bounded by weight in bytes; the entries used least are evicted. An entry that has expired is
 * removed when it is looked up.
 */
final class ZoneMemory {
  private static final int ENTRY_BYTES = 256;

  private final @Nullable Cache<Name, Entry> zones;
  private final AtomicLong generation = new AtomicLong();

  private record Entry(ProvenZone zone, Reader by) {
    /** A zone proven later counts only for a validation that was under way by then. */
    boolean isKnownTo(Reader reader) {
      return by.epoch() == reader.epoch()
          && (!reader.now().isBefore(by.now()) || by.number() > reader.number());
    }
  }

  /**
   * A validation that reads from the memory.
   *
   * @param number in the order in which they began
   * @param now the moment that signatures and TTLs are compared with. If the clock was set back, a
   *     later validation has an earlier moment
   * @param epoch of the memory, when it began: it knows zones of this one
   */
  record Reader(long number, Instant now, long epoch) {}

  /** A memory of about so many bytes; 0 keeps nothing. */
  ZoneMemory(long maxBytes) {
    this.zones =
        maxBytes == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<Name, Entry>weigher((apex, entry) -> ENTRY_BYTES + entry.zone().weightBytes())
                .executor(Runnable::run)
                .recordStats()
                .build();
  }

  /** The zone cut at {@code apex}, as far as {@code reader} may know of it; or null. */
  @Nullable ProvenZone at(Name apex, Reader reader) {
    if (zones == null) {
      return null;
    }
    Entry entry = zones.getIfPresent(apex);
    if (entry == null || !entry.isKnownTo(reader)) {
      return null;
    }
    if (!reader.now().isBefore(entry.zone().validUntil())) {
      zones.asMap().remove(apex, entry);
      return null;
    }
    return entry.zone();
  }

  /** Keeps {@code zone}, proven by {@code by}, if that is {@code current} before and after. */
  void learn(ProvenZone zone, Reader by, BooleanSupplier current) {
    if (zones == null || !zone.validUntil().isAfter(by.now()) || !current.getAsBoolean()) {
      return;
    }
    Entry entry = new Entry(zone, by);
    zones.put(zone.apex(), entry);
    if (!current.getAsBoolean()) {
      zones.asMap().remove(zone.apex(), entry);
      return;
    }
    generation.incrementAndGet();
  }

  long generation() {
    return generation.get();
  }

  void forget() {
    if (zones != null) {
      zones.invalidateAll();
    }
  }

  ShareStats stats() {
    return Shares.stats(zones);
  }
}
