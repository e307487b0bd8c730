package dev.trustconnect.remark;

import java.time.Instant;

/**
 * How long a certificate of a public authority may be valid (ballot SC-081v3 of the CA/B Forum).
 */
final class PublicLifetimes {
  private static final Instant TO_200 = Instant.parse("2026-03-15T00:00:00Z");
  private static final Instant TO_100 = Instant.parse("2027-03-15T00:00:00Z");
  private static final Instant TO_47 = Instant.parse("2029-03-15T00:00:00Z");

  private PublicLifetimes() {}

  /** In days, for a certificate issued then. */
  static int daysAt(Instant issued) {
    if (issued.isBefore(TO_200)) {
      return 398;
    }
    if (issued.isBefore(TO_100)) {
      return 200;
    }
    return issued.isBefore(TO_47) ? 100 : 47;
  }
}
