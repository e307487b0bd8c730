package dev.trustconnect.examples.proxy;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long nobody has said anything in a tunnel, whoever would have: a long download is silence
 * from one side only. Thread-safe.
 */
final class Silence {
  private final long limitNanos;
  private final LongSupplier nanoTime;
  private volatile long heard;

  Silence(Duration limit, LongSupplier nanoTime) {
    this.limitNanos = limit.toNanos();
    this.nanoTime = nanoTime;
    this.heard = nanoTime.getAsLong();
  }

  /** Somebody has said something. */
  void isBroken() {
    heard = nanoTime.getAsLong();
  }

  /** Whether it has lasted too long. */
  boolean isOver() {
    return nanoTime.getAsLong() - heard >= limitNanos;
  }
}
