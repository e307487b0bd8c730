package dev.trustconnect.audit;

import java.util.List;
import java.util.function.Supplier;

/**
 * Hands every event to every sink, without ever waiting for one. Thread-safe.
 *
 * <p>Each sink has a thread and a queue of {@value SinkWorker#CAPACITY} events of its own. What
 * finds the queue full is dropped and counted, and the count is logged.
 */
public final class AuditTrail implements AutoCloseable {
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

  /** Events that were dropped because a sink was too slow. */
  public long dropped() {
    return workers.stream().mapToLong(SinkWorker::dropped).sum();
  }

  /** Delivers what is queued, for two seconds at most, and closes the sinks. */
  @Override
  public void close() {
    workers.forEach(SinkWorker::close);
  }
}
