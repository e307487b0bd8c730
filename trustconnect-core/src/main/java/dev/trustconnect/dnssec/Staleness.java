package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;

/**
 * That an answer is used past its TTL, since nobody has a newer one (RFC 8767).
 *
 * @param since when its TTL ran out; its signatures hold on
 * @param why no newer answer could be had
 */
public record Staleness(Instant since, Reason why) {
  @Override
  public String toString() {
    return "stale since " + since + " [" + why.code() + "]";
  }
}
