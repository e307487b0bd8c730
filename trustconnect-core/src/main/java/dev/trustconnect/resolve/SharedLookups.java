package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lookups, each from the cache or by a walk; equal ones under way share one walk. Thread-safe.
 *
 * <p>Every caller has a future of its own: what it does with it is nothing to the others.
 */
final class SharedLookups {
  private final WalkContext context;
  private final AddressRules rules;
  private final Coalescer<Sought, Walked> shared;
  private final Set<Walk> walks = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** A question, and whether it is asked although its answer is known. */
  private record Sought(Question question, boolean anew) {}

  SharedLookups(WalkContext context, AddressRules rules) {
    this.context = context;
    this.rules = rules;
    this.shared = new Coalescer<>(context.nanoTime(), 0);
  }

  /** {@link TrustedResolver#lookupAsync}. */
  CompletableFuture<Lookup> lookup(Question question) {
    long start = context.nanoTime().getAsLong();
    ValidatedAnswer known = closed ? null : context.cache().answer(question);
    if (known != null) {
      if (context.refreshAhead() && context.cache().isDue(question)) {
        var unused = renewed(question);
      }
      return CompletableFuture.completedFuture(lookupOf(Walked.known(known), true, start));
    }
    return walk(new Sought(question, false), start);
  }

  /**
   * Asks for an answer that may be known, so that it goes on being known. What isn't a proof leaves
   * the known answer as it is.
   */
  CompletableFuture<Lookup> renewed(Question question) {
    return walk(new Sought(question, true), context.nanoTime().getAsLong());
  }

  private CompletableFuture<Lookup> walk(Sought sought, long start) {
    Coalescer<Sought, Walked>.Share share =
        shared.join(underWay -> List.of(sought), this::setOut).get(0);
    CompletableFuture<Lookup> mine = new CompletableFuture<>();
    var unusedResult =
        share
            .result()
            .whenComplete(
                (walked, failure) ->
                    later(() -> complete(mine, walked, failure, share.started(), start)));
    var unusedEnd = mine.whenComplete((lookup, failure) -> share.leave());
    return mine;
  }

  private CompletableFuture<Walked> setOut(Sought sought) {
    Walk walk = new Walk(sought.question(), sought.anew(), context);
    walks.add(walk);
    if (closed) {
      finishClosed(walk); // in the first turn: nothing is asked
    }
    CompletableFuture<Walked> end = walk.start();
    var unused = end.whenComplete((walked, failure) -> walks.remove(walk));
    if (closed) {
      finishClosed(walk); // close() may have missed it
    }
    return end;
  }

  /**
   * Each waiter in a task of its own: what one of them does when it is told can't hold up the
   * others.
   */
  private void later(Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException closedMeanwhile) {
      task.run();
    }
  }

  private void complete(
      CompletableFuture<Lookup> waiter,
      @Nullable Walked walked,
      @Nullable Throwable failure,
      boolean started,
      long start) {
    if (walked != null) {
      waiter.complete(lookupOf(walked, started, start));
    } else {
      waiter.completeExceptionally(
          failure != null ? failure : new IllegalStateException("a walk ended with nothing"));
    }
  }

  private Lookup lookupOf(Walked walked, boolean started, long start) {
    return new Lookup(
        walked.answer(),
        started ? walked.questions() : 0,
        walked.rounds(),
        Duration.ofNanos(context.nanoTime().getAsLong() - start),
        NameJudgement.findings(walked.answer(), rules),
        walked.failures());
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends what is under way; what comes after ends the same way. */
  void close() {
    closed = true;
    List.copyOf(walks).forEach(SharedLookups::finishClosed);
  }

  private static void finishClosed(Walk walk) {
    walk.finish(Reason.UPSTREAM_CLOSED, "the resolver is closed");
  }
}
