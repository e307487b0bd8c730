package dev.trustconnect.dnssec;

import java.time.Instant;

/**
 * The terms of one validation, shared by all its parts.
 *
 * @param now the moment that signatures and TTLs are compared with
 * @param settings how strict it is
 * @param budget how much work it may still do
 * @param memory what it knows from earlier validations and keeps for later ones
 */
record Terms(Instant now, ValidatorSettings settings, WorkBudget budget, MemoryView memory) {
  /** The terms of a new validation: nothing of its budget is spent. */
  static Terms of(Instant now, ValidatorSettings settings, MemoryView memory) {
    return new Terms(now, settings, new WorkBudget(settings.limits()), memory);
  }

  /** The moment at which a record that has this TTL now expires. */
  Instant endOfTtl(long ttlSeconds) {
    return now.plusSeconds(Ttls.sane(ttlSeconds));
  }
}
