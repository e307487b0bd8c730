package dev.trustconnect.resolve;

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
 */
public record UpstreamStatus(String label, Duration asideFor, Optional<Duration> clockSkew) {
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
