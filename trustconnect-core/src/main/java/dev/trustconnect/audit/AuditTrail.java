package dev.trustconnect.audit;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hands every event to every sink, without ever waiting for one. Thread-safe.
 *
 * <p>Each sink has a thread and a queue of {@value SinkWorker#CAPACITY} events of its own. What
 * finds the queue full, or a sink that throws, is lost and counted, and the count is logged.
 */
public final class AuditTrail implements AutoCloseable {
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<SinkWorker> workers;

  /** A trail to these sinks, which it closes; without any it costs nothing. */
  public AuditTrail(List<AuditSink> sinks) {
    this.workers = sinks.stream().map(SinkWorker::new).toList();
  }

  /** Records the event, which is only made if a sink wants it. Returns at once; never throws. */
  public void record(Supplier<? extends AuditEvent> event) {
    if (workers.isEmpty()) {
      return;
    }
    AuditEvent made = event.get();
    workers.forEach(worker -> worker.offer(made));
  }

  /**
   * Events that were lost because a sink was too slow or threw, or before it was opened; counted
   * for each sink.
   */
  public long dropped() {
    return workers.stream().mapToLong(SinkWorker::dropped).sum();
  }

  /** Delivers what is queued and closes the sinks; gives up after two seconds in all. */
  @Override
  public void close() {
    long deadline = System.nanoTime() + CLOSE_NANOS;
    workers.forEach(SinkWorker::end);
    try {
      for (SinkWorker worker : workers) {
        worker.await(deadline);
      }
    } catch (InterruptedException e) {
      workers.forEach(SinkWorker::giveUp);
      Thread.currentThread().interrupt();
    }
  }
}
