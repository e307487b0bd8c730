package dev.trustconnect.cli.audit;

import dev.trustconnect.cli.defect.Defect;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.path.TrustStoreException;
import dev.trustconnect.remark.Assessment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Audits many endpoints, a limited number at a time. An unexpected exception of one of them becomes
 * its result. {@link #stop()} may be called on any thread; what was found until then is kept.
 */
final class AuditRun {
  private final Function<Target, Assessment> audit;
  private final Consumer<Audited> done;
  private @Nullable Thread running; // guarded by this
  private boolean stopped; // guarded by this

  private record Found(int index, Audited audited) {}

  /**
   * A run.
   *
   * @param audit audits one endpoint; blocks, and is interrupted if the run is stopped
   * @param done receives each result as it comes, on the calling thread
   */
  AuditRun(Function<Target, Assessment> audit, Consumer<Audited> done) {
    this.audit = audit;
    this.done = done;
  }

  /** The results in the order of the targets; fewer if the run was stopped. Blocks. */
  List<Audited> run(List<Target> targets, int jobs) {
    ExecutorService workers =
        Executors.newFixedThreadPool(Math.max(1, Math.min(jobs, targets.size())), AuditRun::worker);
    try {
      return collected(workers, targets);
    } finally {
      var unused = workers.shutdownNow();
    }
  }

  private static Thread worker(Runnable task) {
    Thread thread = new Thread(task, "audit");
    thread.setDaemon(true); // a thread that waits for a server doesn't keep the process alive
    return thread;
  }

  private List<Audited> collected(ExecutorService workers, List<Target> targets) {
    CompletionService<Found> results = new ExecutorCompletionService<>(workers);
    for (int i = 0; i < targets.size(); i++) {
      int index = i;
      var unused = results.submit(() -> new Found(index, audited(targets.get(index))));
    }
    @Nullable Audited[] found = new Audited[targets.size()];
    if (begin()) {
      try {
        for (int i = 0; i < targets.size(); i++) {
          Found one = results.take().get();
          found[one.index()] = one.audited();
          done.accept(one.audited());
        }
      } catch (InterruptedException stop) {
        // Only stop() interrupts this thread; what was found is the result.
      } catch (ExecutionException fatal) {
        throw fatal.getCause() instanceof TrustStoreException unusable
            ? unusable
            : new CompletionException(fatal.getCause());
      } finally {
        end();
      }
    }
    List<Audited> inOrder = new ArrayList<>();
    for (Audited one : found) {
      if (one != null) {
        inOrder.add(one);
      }
    }
    return inOrder;
  }

  /** A defect at one endpoint doesn't affect the others. */
  private Audited audited(Target target) {
    try {
      return Audited.of(target, audit.apply(target));
    } catch (TrustStoreException unusable) { // no endpoint can be judged
      throw unusable;
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError unexpected) {
      return Audited.failed(target, new Defect(unexpected));
    }
  }

  private synchronized boolean begin() {
    running = Thread.currentThread();
    return !stopped;
  }

  private synchronized void end() {
    running = null;
    boolean unused = Thread.interrupted(); // by stop() after the last result
  }

  /** Ends the run early. */
  synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.interrupt();
    }
  }
}
