package dev.trustconnect.audit;

import java.util.ArrayList;
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

  /** These sinks and the log, once: {@link AuditSink#slf4j} among them is the log already. */
  public static AuditTrail withLog(List<AuditSink> sinks) {
    return new AuditTrail(withTheLog(sinks));
  }

  static List<AuditSink> withTheLog(List<AuditSink> sinks) {
    List<AuditSink> all = new ArrayList<>(sinks);
    if (sinks.stream().noneMatch(Slf4jSink.class::isInstance)) {
      all.add(AuditSink.slf4j());
    }
    return all;
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
   * {@link #record} for an event that only says that something was allowed, without a warning: it
   * goes to the sinks that {@linkplain AuditSink#wantsAllowed want} it, and isn't made if none
   * does.
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
