package dev.trustconnect.cli.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs checks side by side, each after those that it depends on, and collects their rows in the
 * checks' order. A check that needs a failed one is skipped and says because of which; a check of
 * the network that hasn't ended at the deadline isn't evaluated.
 */
final class Examination {
  private final Map<String, Check> checks = new LinkedHashMap<>();
  private final Map<String, CompletableFuture<List<Row>>> begun = new LinkedHashMap<>();
  private final Deadline deadline;

  Examination(List<Check> checks, Deadline deadline) {
    checks.forEach(check -> this.checks.put(check.id(), check));
    this.deadline = deadline;
  }

  /** The rows. Blocks, for the network no longer than the deadline. */
  List<Row> rows() {
    ExecutorService workers = Executors.newCachedThreadPool(Examination::worker);
    try {
      for (Check check : checks.values()) {
        var unused = begin(check, workers); // collected below, in order
      }
      List<Row> rows = new ArrayList<>();
      checks.values().forEach(check -> rows.addAll(collected(check)));
      return rows;
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread worker(Runnable task) {
    Thread thread = new Thread(task, "doctor");
    thread.setDaemon(true); // a look-up of the system can't be ended; it doesn't keep the process
    return thread;
  }

  private CompletableFuture<List<Row>> begin(Check check, ExecutorService workers) {
    CompletableFuture<List<Row>> known = begun.get(check.id());
    if (known != null) {
      return known;
    }
    List<CompletableFuture<List<Row>>> before =
        Stream.concat(check.needs().stream(), check.after().stream())
            .map(checks::get)
            .filter(java.util.Objects::nonNull)
            .map(earlier -> begin(earlier, workers))
            .toList();
    CompletableFuture<List<Row>> examined =
        CompletableFuture.allOf(before.toArray(CompletableFuture[]::new))
            .thenApplyAsync(unused -> examined(check), workers);
    begun.put(check.id(), examined);
    return examined;
  }

  /** Runs when everything before it has ended. */
  private List<Row> examined(Check check) {
    for (String need : check.needs()) {
      CompletableFuture<List<Row>> needed = begun.get(need);
      if (needed != null && !succeeded(needed.join())) {
        return List.of(Row.skipped(check.id(), need));
      }
    }
    return check.examination().get();
  }

  /** Whether a check with these rows succeeded: one of several servers is enough. */
  static boolean succeeded(List<Row> rows) {
    return rows.stream()
        .anyMatch(
            row ->
                row.state() == State.OK
                    || row.state() == State.WARNING
                    || row.state() == State.INFO);
  }

  private List<Row> collected(Check check) {
    CompletableFuture<List<Row>> future = begun.get(check.id());
    if (future == null) {
      throw new IllegalStateException("every check was begun: " + check.id());
    }
    try {
      return check.local()
          ? future.get()
          : future.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return List.of(late(check));
    } catch (ExecutionException defect) {
      throw new CompletionException(defect.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return List.of(Row.notEvaluated(check.id(), "interrupted", ""));
    }
  }

  /**
   * The row of a check that didn't end in time; a check that hasn't begun is waiting for an
   * unfinished one.
   */
  private Row late(Check check) {
    for (String need : check.needs()) {
      CompletableFuture<List<Row>> needed = begun.get(need);
      if (needed != null && !needed.isDone()) {
        return Row.skipped(check.id(), need);
      }
    }
    return Row.notEvaluated(check.id(), "no end within the time limit", "");
  }
}
