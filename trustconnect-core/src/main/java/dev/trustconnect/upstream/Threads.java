package dev.trustconnect.upstream;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Named daemon threads that end when idle. */
final class Threads {
  private static final long IDLE_SECONDS = 10;

  private Threads() {}

  /** A timer with one thread. */
  static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named(name));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  /**
   * Threads for work that doesn't block. After shutdown the caller runs the task itself: a client
   * that is closing still has connections to close.
   */
  static ThreadPoolExecutor workers(String name, int threads) {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named(name),
            (task, pool) -> task.run());
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    // Not the thread group of the submitting thread: it may be a JdkConnection's group, which is
    // interrupted to close the client.
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    return task -> {
      Thread thread = new Thread(group, task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
