package dev.trustconnect.resolve;

import java.time.Instant;

/**
 * Something proven, and the time for which it holds.
 *
 * @param from when it came in; a clock that shows less was set back, and nothing is known then
 * @param until the first moment at which it holds no more
 */
record Kept<T>(T value, Instant from, Instant until) {
  boolean isGoodAt(Instant now) {
    return now.isBefore(until) && !now.isBefore(from);
  }
}
