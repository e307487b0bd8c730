package dev.trustconnect.gate;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long one connection may take in all, and whether its caller still wants it. For the thread
 * that waits.
 */
final class Patience {
  /** How often a thread that waits checks whether its caller has given up. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Time time;
  private final long within;
  private final long deadline;
  private final BooleanSupplier isGivenUp;

  /** How time passes. */
  interface Time {
    Time SYSTEM =
        new Time() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public <T> @Nullable T poll(BlockingQueue<T> queue, long nanos)
              throws InterruptedException {
            return queue.poll(nanos, TimeUnit.NANOSECONDS);
          }
        };

    /** Nanoseconds, from any origin. */
    long nanos();

    /** The head of {@code queue}; null if none comes within {@code nanos}. */
    <T> @Nullable T poll(BlockingQueue<T> queue, long nanos) throws InterruptedException;
  }

  Patience(Time time, Duration within, BooleanSupplier isGivenUp) {
    this.time = time;
    this.within = within.toNanos();
    this.deadline = time.nanos() + this.within;
    this.isGivenUp = isGivenUp;
  }

  /** The whole of {@code within}, by the system's time. */
  static Patience of(Duration within) {
    return new Patience(Time.SYSTEM, within, () -> false);
  }

  long nanos() {
    return time.nanos();
  }

  /** What is left of the whole, in nanoseconds; not positive if nothing is. */
  long left() {
    return deadline - time.nanos();
  }

  /**
   * The head of {@code queue}; null if none has come yet: call again.
   *
   * @param nanos how long to wait at most
   * @throws SocketTimeoutException if the time is over
   * @throws SocketException if the caller has given up
   * @throws InterruptedIOException if the thread is interrupted, which it stays
   */
  <T> @Nullable T poll(BlockingQueue<T> queue, long nanos) throws IOException {
    if (isGivenUp.getAsBoolean()) {
      throw new SocketException("Socket closed");
    }
    long left = left();
    if (left <= 0) {
      throw new SocketTimeoutException(
          "no connection within " + TimeUnit.NANOSECONDS.toMillis(within) + " ms");
    }
    try {
      return time.poll(queue, Math.min(Math.min(nanos, left), LOOK_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Waits until {@code future} is done, however it ends; cancels it if waiting ends first. */
  void await(CompletableFuture<?> future) throws IOException {
    BlockingQueue<Boolean> done = new LinkedBlockingQueue<>();
    var unused = future.whenComplete((value, failure) -> done.add(true));
    try {
      while (poll(done, LOOK_NANOS) == null) {
        // poll() ends the waiting
      }
    } finally {
      future.cancel(true);
    }
  }
}
