package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups from the cache or by a task. Equal lookups under way share one task. Thread-safe.
 *
 * <p>Every caller gets a separate future, so cancelling or completing it doesn't affect others.
 */
final class LookupService {
  private final LookupContext context;
  private final AddressRules rules;
  private final SingleFlight<LookupKey, LookupTask.Result> shared;
  private final Set<LookupTask> tasks = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** The key of equal lookups; after {@link Memory#forgetAll} no lookup joins an older one. */
  private record LookupKey(Question question, boolean refresh, long epoch) {
    @Override // written out for the reason that HostName gives
    public boolean equals(@Nullable Object other) {
      return other instanceof LookupKey that
          && refresh == that.refresh
          && epoch == that.epoch
          && question.equals(that.question);
    }

    @Override
    public int hashCode() {
      return 31 * question.hashCode() + Boolean.hashCode(refresh);
    }
  }

  LookupService(LookupContext context, AddressRules rules) {
    this.context = context;
    this.rules = rules;
    this.shared = new SingleFlight<>(context.nanoTime(), 0);
  }

  /** {@link TrustedResolver#lookupAsync}. */
  CompletableFuture<Lookup> lookup(Question question) {
    long start = context.nanoTime().getAsLong();
    AnswerCache.Judged known = closed ? null : context.remembered(question);
    if (known != null) {
      if (context.refreshAhead() && context.memory().answers().isDue(question)) {
        var unused = refresh(question);
      }
      return CompletableFuture.completedFuture(
          lookupOf(LookupTask.Result.remembered(known), true, start));
    }
    return start(question, false, start);
  }

  /** Refreshes an answer that may be cached. Only a proven answer replaces the cached one. */
  CompletableFuture<Lookup> refresh(Question question) {
    return start(question, true, context.nanoTime().getAsLong());
  }

  private CompletableFuture<Lookup> start(Question question, boolean refresh, long start) {
    LookupKey key = new LookupKey(question, refresh, context.memory().epoch());
    SingleFlight<LookupKey, LookupTask.Result>.Share share =
        shared.join(underWay -> List.of(key), this::begin).get(0);
    CompletableFuture<Lookup> mine = new CompletableFuture<>();
    var unusedResult =
        share
            .result()
            .whenComplete(
                (found, failure) ->
                    later(() -> complete(mine, found, failure, share.started(), start)));
    var unusedEnd = mine.whenComplete((lookup, failure) -> share.leave());
    return mine;
  }

  private CompletableFuture<LookupTask.Result> begin(LookupKey key) {
    LookupTask task = new LookupTask(key.question(), key.refresh(), context);
    tasks.add(task);
    if (closed) {
      finishClosed(task); // in the first turn: nothing is asked
    }
    CompletableFuture<LookupTask.Result> end = task.start();
    var unused = end.whenComplete((found, failure) -> tasks.remove(task));
    if (closed) {
      finishClosed(task); // close() may have missed it
    }
    return end;
  }

  /**
   * Completes each waiter in a separate task, so that a slow callback of one doesn't delay the
   * others.
   */
  private void later(Runnable task) {
    new SerialExecutor(context.executor()).execute(task); // runs it here if that refuses
  }

  private void complete(
      CompletableFuture<Lookup> waiter,
      LookupTask.@Nullable Result found,
      @Nullable Throwable failure,
      boolean started,
      long start) {
    if (found != null) {
      waiter.complete(lookupOf(found, started, start));
    } else {
      waiter.completeExceptionally(
          failure != null ? failure : new IllegalStateException("a lookup ended with nothing"));
    }
  }

  private Lookup lookupOf(LookupTask.Result found, boolean started, long start) {
    return new Lookup(
        found.answer(),
        started ? found.questions() : 0,
        found.rounds(),
        found.remembered(),
        Duration.ofNanos(context.nanoTime().getAsLong() - start),
        AddressSelection.findings(found.answer(), rules),
        found.failures());
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends what is under way; what comes after ends the same way. */
  void close() {
    closed = true;
    List.copyOf(tasks).forEach(LookupService::finishClosed);
  }

  private static void finishClosed(LookupTask task) {
    task.finish(Reason.UPSTREAM_CLOSED, "the resolver is closed");
  }
}
