package dev.trustconnect.audit;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sink with its thread and queue. The thread ends after ten idle seconds. */
final class SinkWorker {
  static final int CAPACITY = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);
  private static final int CLOSE_SECONDS = 2;

  private final AuditSink sink;
  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor thread;

  SinkWorker(AuditSink sink) {
    this.sink = sink;
    this.thread =
        new ThreadPoolExecutor(
            1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(CAPACITY), SinkWorker::daemon);
    this.thread.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "trustconnect-audit");
    thread.setDaemon(true);
    return thread;
  }

  void offer(AuditEvent event) {
    try {
      thread.execute(() -> deliver(event));
    } catch (RejectedExecutionException fullOrClosed) {
      long count = dropped.incrementAndGet();
      if (Long.bitCount(count) == 1) { // 1, 2, 4, 8 …: said often enough
        LOG.warn("an audit sink is too slow or closed: {} events dropped so far", count);
      }
    }
  }

  private void deliver(AuditEvent event) {
    try {
      sink.accept(event);
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.warn("an audit sink threw; the event is dropped", e);
    }
  }

  long dropped() {
    return dropped.get();
  }

  void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        dropped.addAndGet(thread.shutdownNow().size());
        LOG.warn("an audit sink blocks: {} events dropped", dropped.get());
      }
      sink.close();
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warn("an audit sink couldn't be closed", e);
    }
  }
}
