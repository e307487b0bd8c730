package dev.trustconnect.resolve;

import java.time.Instant;

/**
 * A value and the time for which it is valid. Thread-safe.
 *
 * <p>It is renewed in the last tenth of that time, if it is still asked for.
 */
final class CacheEntry<T> {
  private static final int RENEWED_IN_THE_LAST = 10; // a tenth
  private static final long NEXT_TRY_MILLIS = 5_000;

  private final T value;
  private final long fromSecond; // no objects: there are several of these for every name
  private final int fromNano;
  private final Instant until;
  private final long epoch;
  private volatile long renewFromMillis;

  /**
   * A value, kept.
   *
   * @param from when it was received; if the clock shows an earlier time, it was set back, and the
   *     entry isn't used
   * @param until the first moment at which it is no longer valid
   * @param epoch of the memory, when the lookup began that found it
   */
  CacheEntry(T value, Instant from, Instant until, long epoch) {
    this.value = value;
    this.fromSecond = from.getEpochSecond();
    this.fromNano = from.getNano();
    this.until = until;
    this.epoch = epoch;
    long end = until.toEpochMilli();
    this.renewFromMillis = end - (end - from.toEpochMilli()) / RENEWED_IN_THE_LAST;
  }

  T value() {
    return value;
  }

  Instant until() {
    return until;
  }

  /** Whether nothing was forgotten since it was looked up. */
  boolean isOf(long currentEpoch) {
    return epoch == currentEpoch;
  }

  boolean isGoodAt(Instant now) {
    return now.isBefore(until) && !isBeforeItCameIn(now);
  }

  private boolean isBeforeItCameIn(Instant now) {
    long second = now.getEpochSecond();
    return second < fromSecond || (second == fromSecond && now.getNano() < fromNano);
  }

  /**
   * Whether the caller should renew it: it expires soon, and no other caller was asked to renew it
   * in the last five seconds.
   */
  boolean isDueFor(Instant now) {
    long millis = now.toEpochMilli();
    return millis >= renewFromMillis && claim(millis);
  }

  private synchronized boolean claim(long nowMillis) {
    boolean due = nowMillis >= renewFromMillis;
    if (due) {
      renewFromMillis = nowMillis + NEXT_TRY_MILLIS;
    }
    return due;
  }
}
