package dev.trustconnect.zone;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Facts about a zone that its owner knows and that a single look doesn't show.
 *
 * @param since from when on all name servers have served the zone and its DS as they are now; empty
 *     if unknown, and then waiting begins with the look
 * @param largestTtl the largest TTL of any record in the zone; zero if unknown, and then the
 *     largest one at the apex counts
 */
public record ZoneHistory(Optional<Instant> since, Duration largestTtl) {
  /**
   * @throws IllegalArgumentException if the TTL is negative
   */
  public ZoneHistory {
    Objects.requireNonNull(since);
    if (largestTtl.isNegative()) {
      throw new IllegalArgumentException("a TTL isn't negative: " + largestTtl);
    }
  }

  /** Nothing is known. */
  public static ZoneHistory unknown() {
    return new ZoneHistory(Optional.empty(), Duration.ZERO);
  }

  /** The same, and the zone has been as it is since {@code moment}. */
  public ZoneHistory since(Instant moment) {
    return new ZoneHistory(Optional.of(moment), largestTtl);
  }
}
