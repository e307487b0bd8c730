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
 * The deadline of one attempt to connect, which the caller may also cancel. For use by the waiting
 * thread.
 */
final class ConnectDeadline {
  /** How often a waiting thread checks whether its caller has cancelled. */
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Time time;
  private final long within;
  private final long deadline;
  private final BooleanSupplier isCancelled;

  /** The source of time, replaceable in tests. */
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

    /** The current time in nanoseconds, from any origin. */
    long nanos();

    /** The head of {@code queue}; null if none comes within {@code nanos}. */
    <T> @Nullable T poll(BlockingQueue<T> queue, long nanos) throws InterruptedException;
  }

  ConnectDeadline(Time time, Duration within, BooleanSupplier isCancelled) {
    this.time = time;
    this.within = within.toNanos();
    this.deadline = time.nanos() + this.within;
    this.isCancelled = isCancelled;
  }

  /** A deadline {@code within} from now by the system's time, which can't be cancelled. */
  static ConnectDeadline of(Duration within) {
    return new ConnectDeadline(Time.SYSTEM, within, () -> false);
  }

  long nanos() {
    return time.nanos();
  }

  /** The remaining time in nanoseconds; zero or negative if there is none. */
  long left() {
    return deadline - time.nanos();
  }

  /**
   * Waits for the head of {@code queue}. Returns null if there is none yet; call again.
   *
   * @param nanos how long to wait at most
   * @throws SocketTimeoutException if the deadline has passed
   * @throws SocketException if the caller has cancelled
   * @throws InterruptedIOException if the thread is interrupted; it stays interrupted
   */
  <T> @Nullable T poll(BlockingQueue<T> queue, long nanos) throws IOException {
    if (isCancelled.getAsBoolean()) {
      throw new SocketException("Socket closed");
    }
    long left = left();
    if (left <= 0) {
      throw new SocketTimeoutException(
          "no connection within " + TimeUnit.NANOSECONDS.toMillis(within) + " ms");
    }
    try {
      return time.poll(queue, Math.min(Math.min(nanos, left), POLL_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Waits until {@code future} completes in any way; cancels it if the wait ends first. */
  void await(CompletableFuture<?> future) throws IOException {
    BlockingQueue<Boolean> done = new LinkedBlockingQueue<>();
    var unused = future.whenComplete((value, failure) -> done.add(true));
    try {
      while (poll(done, POLL_NANOS) == null) {
        // poll() throws when the wait ends
      }
    } finally {
      future.cancel(true);
    }
  }
}
