package dev.trustconnect.cli.doctor;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When the whole examination has to be over. Immutable, thread-safe. */
final class Deadline {
  private final LongSupplier nanos;
  private final long end;

  private Deadline(LongSupplier nanos, long end) {
    this.nanos = nanos;
    this.end = end;
  }

  /**
   * That long from now on.
   *
   * @param nanos a clock that only moves forward, such as {@code System::nanoTime}
   */
  static Deadline in(Duration limit, LongSupplier nanos) {
    return new Deadline(nanos, nanos.getAsLong() + limit.toNanos());
  }

  /** The remaining time; never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - nanos.getAsLong()));
  }

  /** The remaining time, at most {@code limit} and at least a millisecond, which sockets need. */
  Duration atMost(Duration limit) {
    Duration left = left();
    Duration shorter = left.compareTo(limit) < 0 ? left : limit;
    return shorter.toMillis() < 1 ? Duration.ofMillis(1) : shorter;
  }
}
