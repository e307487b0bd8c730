package dev.trustconnect.zone;

import java.time.Duration;
import java.time.Instant;

/**
 * How long caches keep what a zone served before, by the TTLs that the zone gives.
 *
 * @param at the moment of the look
 * @param since from when on the zone has been as it is; waiting begins then
 * @param keyTtl of the DNSKEY set, in seconds
 * @param dsTtl of the DS set, in seconds; 0 if there is none
 * @param zoneTtl the largest in the zone, in seconds
 */
record Waits(Instant at, Instant since, long keyTtl, long dsTtl, long zoneTtl) {
  /** When every cache has the DNSKEY set as it is. */
  Instant keysKnown() {
    return since.plusSeconds(keyTtl);
  }

  /** When every cache has the DS set as it is. */
  Instant dsKnown() {
    return since.plusSeconds(dsTtl);
  }

  /** When every cache has the zone's data with the signatures that it has. */
  Instant dataKnown() {
    return since.plusSeconds(zoneTtl);
  }

  /** When every cache has both keys and data as they are. */
  Instant allKnown() {
    return since.plusSeconds(Math.max(keyTtl, zoneTtl));
  }

  /** How old what a resolver answers may be. */
  Duration age() {
    return Duration.ofSeconds(Math.max(zoneTtl, Math.max(keyTtl, dsTtl)));
  }

  /** A number of seconds in words: {@code 3600 s}. */
  static String text(long seconds) {
    return seconds + " s";
  }
}
