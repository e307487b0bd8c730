package dev.trustconnect.resolve;

import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An upstream as a resolver sees it now.
 *
 * @param label its name, such as {@code dns.quad9.net}
 * @param asideFor how much longer it is asked last, because it failed or wants to be left alone;
 *     zero if it is asked in its turn
 * @param clockSkew how far its clock is ahead of this machine's by its last response, negative if
 *     behind; exact to a second or two, and not proven. Empty if unknown
 * @param failure why it answered nothing at all, not even a question for the root zone's keys,
 *     which is asked after a lookup without an answer. Empty if it has answered since
 */
public record UpstreamStatus(
    String label, Duration asideFor, Optional<Duration> clockSkew, Optional<Reason> failure) {
  /**
   * How far this machine's clock is behind, negative if it is ahead: the smallest difference from
   * an upstream's clock, since an upstream's clock may be wrong. Empty if none is known.
   */
  public static Optional<Duration> clockSkew(List<UpstreamStatus> upstreams) {
    return upstreams.stream()
        .flatMap(upstream -> upstream.clockSkew().stream())
        .min(Comparator.comparing(Duration::abs));
  }
}
