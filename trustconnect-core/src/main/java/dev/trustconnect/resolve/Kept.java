package dev.trustconnect.resolve;

import java.time.Duration;
import java.time.Instant;

/**
 * Something proven, and the time for which it holds. Thread-safe.
 *
 * <p>In the last tenth of that time it is worth renewing, if somebody still asks for it.
 */
final class Kept<T> {
  private static final int RENEWED_IN_THE_LAST = 10; // a tenth
  private static final Duration NEXT_TRY = Duration.ofSeconds(5);

  private final T value;
  private final Instant from;
  private final Instant until;
  private volatile Instant renewFrom;

  /**
   * A value, kept.
   *
   * @param from when it came in; a clock that shows less was set back, and nothing is known then
   * @param until the first moment at which it holds no more
   */
  Kept(T value, Instant from, Instant until) {
    this.value = value;
    this.from = from;
    this.until = until;
    this.renewFrom = until.minus(Duration.between(from, until).dividedBy(RENEWED_IN_THE_LAST));
  }

  T value() {
    return value;
  }

  Instant until() {
    return until;
  }

  boolean isGoodAt(Instant now) {
    return now.isBefore(until) && !now.isBefore(from);
  }

  /**
   * Whether the caller should renew it: it ends soon, and nobody else was told so in the last
   * seconds.
   */
  boolean isDueFor(Instant now) {
    return !now.isBefore(renewFrom) && claim(now);
  }

  private synchronized boolean claim(Instant now) {
    boolean due = !now.isBefore(renewFrom);
    if (due) {
      renewFrom = now.plus(NEXT_TRY);
    }
    return due;
  }
}
