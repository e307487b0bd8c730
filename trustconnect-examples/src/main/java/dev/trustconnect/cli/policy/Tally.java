package dev.trustconnect.cli.policy;

import java.time.Instant;

/** How often something was seen, and when. */
final class Tally {
  private long times;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;

  void add(Instant at) {
    times++;
    first = at.isBefore(first) ? at : first;
    last = at.isAfter(last) ? at : last;
  }

  long times() {
    return times;
  }

  Instant last() {
    return last;
  }

  /** For a comment: {@code 3 times, 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z}. */
  @Override
  public String toString() {
    return times == 1 ? "once, " + first : times + " times, " + first + " to " + last;
  }
}
