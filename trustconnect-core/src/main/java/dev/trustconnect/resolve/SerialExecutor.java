package dev.trustconnect.resolve;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in order, on an executor. State that only these tasks touch needs no
 * lock.
 *
 * <p>No thread waits for another: a task that finds one running is left to the thread that runs it.
 * Where the executor refuses (it was shut down, or can't start a thread), the thread that brought
 * the task runs it, so that every task runs.
 */
final class SerialExecutor implements Executor {
  private final Executor executor;

  @GuardedBy("this")
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean running;

  SerialExecutor(Executor executor) {
    this.executor = executor;
  }

  /** Queues {@code task}, which must not throw. */
  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    Run run = new Run();
    try {
      executor.execute(run);
    } catch (RuntimeException | Error refused) { // such as: no thread can be started
      run.run();
    }
  }

  /** Runs what waits, once: an executor may have queued it before it threw. */
  private final class Run implements Runnable {
    private final AtomicBoolean begun = new AtomicBoolean();

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        runAll();
      }
    }
  }

  private void runAll() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private @Nullable Runnable next() {
    synchronized (this) {
      Runnable task = waiting.poll();
      running = task != null;
      return task;
    }
  }
}
