package dev.trustconnect.dnssec;

import java.time.Instant;

/**
 * What all parts of one validation share.
 *
 * @param now the moment that signatures and TTLs are compared with
 * @param settings how strict it is
 * @param budget what it may still cost
 * @param memory what it may use of earlier validations, and add for later ones
 */
record Terms(Instant now, ValidatorSettings settings, WorkBudget budget, MemoryView memory) {
  /** The terms of a new validation: nothing of its budget is spent. */
  static Terms of(Instant now, ValidatorSettings settings, MemoryView memory) {
    return new Terms(now, settings, new WorkBudget(settings.limits()), memory);
  }

  /** The moment at which what has this TTL now ends. */
  Instant endOfTtl(long ttlSeconds) {
    return now.plusSeconds(Ttls.sane(ttlSeconds));
  }
}
