package dev.trustconnect.resolve;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs a short task after a delay. Tests trigger it by hand. */
@FunctionalInterface
interface Timer {

  /**
   * Runs {@code task}, which must not block, after {@code nanos}; cancelling the returned handle
   * prevents it.
   */
  Future<?> schedule(long nanos, Runnable task);

  /**
   * The JDK's delay thread, which every {@code CompletableFuture} timeout uses, so that we need
   * none.
   */
  static Future<?> ofTheJdk(long nanos, Runnable task) {
    CompletableFuture<Void> time = new CompletableFuture<>();
    CompletableFuture<Void> unused = time.thenRun(task); // not run if time is cancelled
    return time.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
  }
}
