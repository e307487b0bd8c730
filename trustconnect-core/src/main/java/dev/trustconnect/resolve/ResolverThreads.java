package dev.trustconnect.resolve;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a resolver that was built without an executor: daemons, one for each processor,
 * that end when idle.
 */
final class ResolverThreads {
  private static final long IDLE_SECONDS = 10;

  private ResolverThreads() {}

  /** An executor of new threads; none runs yet. */
  static ExecutorService start() {
    AtomicInteger count = new AtomicInteger();
    // The first task may come from a transport's thread; our threads must not join its group.
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread =
                  new Thread(group, task, "trustconnect-resolve-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
