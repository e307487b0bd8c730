package dev.trustconnect.upstream;

import java.time.Duration;

/** Converts time limits to the nanoseconds that timers take. */
final class Deadlines {
  private static final Duration LONGEST = Duration.ofDays(1);

  private Deadlines() {}

  /**
   * {@code timeout} in nanoseconds, clamped to between zero and one day: {@link Duration#toNanos()}
   * overflows beyond 292 years.
   */
  static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
  }
}
