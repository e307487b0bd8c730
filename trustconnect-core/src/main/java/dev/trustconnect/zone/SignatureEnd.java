package dev.trustconnect.zone;

import java.time.Duration;
import java.time.Instant;

/**
 * A signature over a set of records at the apex.
 *
 * @param type of the set, such as {@code SOA}
 * @param keyTag of the key that made it
 * @param algorithm DNSSEC algorithm number
 * @param begins valid from
 * @param ends valid until
 */
public record SignatureEnd(String type, int keyTag, int algorithm, Instant begins, Instant ends) {
  private static final Duration ALWAYS_ENOUGH = Duration.ofDays(3);

  /** How long it is still valid; negative if it has ended. */
  public Duration restAt(Instant now) {
    return Duration.between(now, ends);
  }

  /**
   * Whether a signer that works would have replaced it before {@code now}: less than three days and
   * less than a quarter of its lifetime are left.
   */
  public boolean isEndingAt(Instant now) {
    Duration rest = restAt(now);
    return rest.compareTo(ALWAYS_ENOUGH) < 0
        && rest.multipliedBy(4).compareTo(Duration.between(begins, ends)) < 0;
  }
}
