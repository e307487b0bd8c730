package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;

/**
 * Says that an answer is used past its TTL because no newer one could be had (RFC 8767).
 *
 * @param since when its TTL ran out; its signatures are still valid
 * @param why no newer answer could be had
 */
public record Staleness(Instant since, Reason why) {
  @Override
  public String toString() {
    return "stale since " + since + " [" + why.code() + "]";
  }
}
