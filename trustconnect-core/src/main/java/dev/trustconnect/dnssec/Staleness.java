package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;

/**
 * Marks an answer that is used past its TTL because no newer one could be obtained (RFC 8767).
 *
 * @param since when its TTL ran out; its signatures are still valid
 * @param why why no newer answer could be obtained
 */
public record Staleness(Instant since, Reason why) {
  @Override
  public String toString() {
    return "stale since " + since + " [" + why.code() + "]";
  }
}
