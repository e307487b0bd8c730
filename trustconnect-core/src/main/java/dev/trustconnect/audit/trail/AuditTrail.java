package dev.trustconnect.audit.trail;

import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Passes every event to every sink, without waiting for them. Thread-safe.
 *
 * <p>Each sink has its own thread and a queue of {@value SinkWorker#CAPACITY} events. If the queue
 * is full or the sink throws, the event is lost and counted, and the count is logged.
 */
public final class AuditTrail implements AutoCloseable {
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<SinkWorker> workers;

  /** A trail to these sinks, which it owns and closes. Without sinks, recording does nothing. */
  public AuditTrail(List<AuditSink> sinks) {
    this.workers = sinks.stream().map(SinkWorker::new).toList();
  }

  /**
   * A trail to these sinks and to {@link AuditSink#slf4j}, which is added unless it is among them.
   */
  public static AuditTrail withLog(List<AuditSink> sinks) {
    return new AuditTrail(withTheLog(sinks));
  }

  /** These sinks and the log, once. */
  public static List<AuditSink> withTheLog(List<AuditSink> sinks) {
    List<AuditSink> all = new ArrayList<>(sinks);
    if (!sinks.contains(AuditSink.slf4j())) {
      all.add(AuditSink.slf4j());
    }
    return all;
  }

  /** Records the event, which is created only if there are sinks. Doesn't block. */
  public void record(Supplier<? extends AuditEvent> event) {
    if (workers.isEmpty()) {
      return;
    }
    AuditEvent made = event.get();
    workers.forEach(worker -> worker.offer(made));
  }

  /**
   * As {@link #record}, for something that was allowed without a warning: the event goes only to
   * the sinks that {@linkplain AuditSink#wantsAllowed want} it, and isn't created if none does.
   */
  public void recordAllowed(Supplier<? extends AuditEvent> event) {
    AuditEvent made = null;
    for (int i = 0; i < workers.size(); i++) { // no iterator: every request comes here
      SinkWorker worker = workers.get(i);
      if (worker.wantsAllowed()) {
        made = made == null ? event.get() : made;
        worker.offer(made);
      }
    }
  }

  /**
   * The number of events lost because a sink was too slow or threw, or before it was opened. An
   * event lost by two sinks counts twice.
   */
  public long dropped() {
    return workers.stream().mapToLong(SinkWorker::dropped).sum();
  }

  /**
   * Delivers the queued events and closes the sinks. Blocks for at most two seconds in all; what
   * isn't delivered by then is lost.
   */
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
