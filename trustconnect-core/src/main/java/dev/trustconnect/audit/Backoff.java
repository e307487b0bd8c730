package dev.trustconnect.audit;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long to wait before the next connection: not at all at first, then 100 ms, doubled for each
 * connection that fails or ends within a minute, and at most 30 seconds. For one thread.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LASTING = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private int failures;
  private long openedAt;

  Backoff(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  Duration delay() {
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }

  /** A connection couldn't be opened. */
  void failed() {
    failures++;
  }

  void opened() {
    openedAt = nanoTime.getAsLong();
  }

  /** A connection that was opened has ended. A receiver that always resets isn't flooded. */
  void ended() {
    boolean lasted = nanoTime.getAsLong() - openedAt >= LASTING.toNanos();
    failures = lasted ? 0 : failures + 1;
  }
}
