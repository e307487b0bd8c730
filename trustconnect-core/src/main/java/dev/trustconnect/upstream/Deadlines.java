package dev.trustconnect.upstream;

import java.time.Duration;

/** Time limits as the timers want them. */
final class Deadlines {
  private static final Duration LONGEST = Duration.ofDays(1);

  private Deadlines() {}

  /** Nanoseconds, none to a day: {@link Duration#toNanos()} overflows beyond 292 years. */
  static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
  }
}
