package dev.trustconnect.audit.trail;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditSink;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sink with its thread and queue. The thread ends after ten idle seconds. The sink is also
 * closed on it, so that a sink which blocks delays no caller.
 */
final class SinkWorker {
  static final int CAPACITY = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);

  private final AuditSink sink;
  private final AtomicLong dropped = new AtomicLong();
  private final Semaphore places = new Semaphore(CAPACITY);
  private final ThreadPoolExecutor thread;

  SinkWorker(AuditSink sink) {
    this.sink = sink;
    this.dropped.set(sink.lostBefore());
    this.thread =
        new ThreadPoolExecutor(
            1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SinkWorker::daemon);
    this.thread.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "trustconnect-audit");
    thread.setDaemon(true);
    return thread;
  }

  boolean wantsAllowed() {
    return sink.wantsAllowed();
  }

  void offer(AuditEvent event) {
    if (!places.tryAcquire()) {
      lost("is too slow", null);
      return;
    }
    try {
      thread.execute(() -> deliver(event));
    } catch (RejectedExecutionException closed) {
      places.release();
      lost("is closed", null);
    }
  }

  private void deliver(AuditEvent event) {
    places.release();
    try {
      sink.accept(event);
    } catch (IOException | RuntimeException | LinkageError e) {
      lost("threw", e);
    }
  }

  private void lost(String why, @Nullable Throwable thrown) {
    long count = dropped.incrementAndGet();
    if (Long.bitCount(count) == 1) { // log only at 1, 2, 4, 8, …
      LOG.warn("an audit sink {}: {} events lost so far", why, count, thrown);
    }
  }

  long dropped() {
    return dropped.get();
  }

  /** Accepts no more events. Those in the queue are delivered, and then the sink is closed. */
  synchronized void end() {
    if (!thread.isShutdown()) {
      thread.execute(this::closeSink);
      thread.shutdown();
    }
  }

  private void closeSink() {
    try {
      sink.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("an audit sink couldn't be closed", e);
    }
  }

  /** Waits until {@code deadlineNanos} for the worker to finish, and then gives up. */
  void await(long deadlineNanos) throws InterruptedException {
    long left = Math.max(0, deadlineNanos - System.nanoTime());
    if (!thread.awaitTermination(left, TimeUnit.NANOSECONDS)) {
      giveUp();
    }
  }

  /** Interrupts the sink and drops the queued events. The sink is closed on a new thread. */
  void giveUp() {
    List<Runnable> undelivered = thread.shutdownNow();
    if (undelivered.isEmpty()) { // it is closing or has finished
      return;
    }
    dropped.addAndGet(undelivered.size() - 1L); // the last task closes the sink
    LOG.warn("an audit sink blocks: {} events lost", dropped.get());
    daemon(undelivered.get(undelivered.size() - 1)).start();
  }
}
