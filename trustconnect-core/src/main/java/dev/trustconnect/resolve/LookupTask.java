package dev.trustconnect.resolve;

import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a question to its verdict: one upstream after the other, until one leads to a proof.
 *
 * <p>The next one is tried when one fails, and beside it when one is late: an upstream that
 * swallows packets costs the caller a fraction of a second. While the first is in time, no other
 * learns of the question.
 *
 * <p>SECURE and INSECURE are proofs, whoever carried the messages. BOGUS may be the upstream's
 * doing (it strips signatures), so the others are asked with messages of their own; the name is
 * BOGUS only if it is so at all that answered. State is touched in {@link SerialExecutor} only.
 */
final class LookupTask {
  private static final Logger LOG = LoggerFactory.getLogger(LookupTask.class);

  /** RFC 8767 §5: how long to wait for a newer answer where a stale one is at hand. */
  private static final long PATIENCE_NANOS = Duration.ofMillis(1800).toNanos();

  /** The last upstream's time ends with the walk, and the walk's alarm is what says so. */
  private static final long AFTER_THE_ALARM_NANOS = Duration.ofMillis(500).toNanos();

  /** Longer than answers from an upstream's cache take, so that few questions go to two. */
  private static final long LATE_NANOS = Duration.ofMillis(500).toNanos();

  /** Of the time limit, where that is short. */
  private static final int LATE_PART = 4;

  private record Refusal(int upstream, ValidatedAnswer answer) {
    Reason reason() {
      return answer.verdict().reason();
    }
  }

  private final Question question;
  private final LookupContext context;
  private final boolean refresh;
  private final long timeoutNanos;
  private final SerialExecutor turns;
  private final CompletableFuture<LookupResult> result = new CompletableFuture<>();
  private final long deadline;
  private final Deque<Integer> left = new ArrayDeque<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<Integer, UpstreamAttempt> running = new LinkedHashMap<>();
  private @Nullable UpstreamAttempt current; // whose turn it is
  private @Nullable Future<?> alarm;
  private @Nullable Future<?> late;
  private boolean canRetry = true;
  private boolean ignoreKnownZones;
  private boolean retriedAfterClockStep;
  private boolean fromTheFuture;
  private int questions;
  private int rounds;

  /**
   * A walk that hasn't begun.
   *
   * @param refresh whether to ask although the answer is known, to have a newer one; then only a
   *     proof takes its place
   */
  LookupTask(Question question, boolean refresh, LookupContext context) {
    this.question = question;
    this.refresh = refresh;
    this.context = context;
    this.turns = new SerialExecutor(context.executor());
    this.timeoutNanos =
        context.cache().hasStale(question)
            ? Math.min(PATIENCE_NANOS, context.timeoutNanos())
            : context.timeoutNanos();
    this.deadline = context.nanoTime().getAsLong() + timeoutNanos;
  }

  /**
   * Sets out, and returns at once. Cancelling the future gives the walk up; it completes on the
   * context's executor.
   */
  CompletableFuture<LookupResult> start() {
    var unused =
        result.whenComplete(
            (found, failure) -> {
              if (result.isCancelled()) {
                take(this::giveUp);
              }
            });
    String late = "no verdict within " + Duration.ofNanos(timeoutNanos);
    alarm =
        context
            .timer()
            .schedule(timeoutNanos, () -> finish(Reason.RESOLVE_DEADLINE_EXCEEDED, late));
    take(this::begin);
    if (result.isDone()) {
      stop();
    }
    return result;
  }

  /** Ends the walk soon with what is known by now: what is missing failed for {@code why}. */
  void finish(Reason why, String detail) {
    take(() -> endNow(why, detail));
  }

  /**
   * Runs {@code turn} when it is its turn. An error in it ends the attempt or the walk; there is
   * never a walk without an end.
   */
  private void take(Runnable turn) {
    turns.execute(
        () -> {
          if (result.isDone() && running.isEmpty()) {
            return;
          }
          try {
            turn.run();
          } catch (RuntimeException | StackOverflowError broken) {
            breakOff(broken);
          } catch (Error broken) {
            end(broken);
          }
        });
  }

  private void end(Throwable broken) {
    giveUp();
    result.completeExceptionally(broken);
  }

  /**
   * What an upstream said was too much for us or for a library. That is a fault of ours, but the
   * caller has another upstream, or at least a reason.
   */
  private void breakOff(Throwable broken) {
    UpstreamAttempt tripped = current;
    if (tripped == null || tripped.isBlank() || !running.containsValue(tripped)) {
      end(broken);
      return;
    }
    LOG.error("answers to {} that can't be judged: please report this", question, broken);
    tripped.end();
    count(tripped);
    try {
      UpstreamAttempt blank = attempt(tripped.upstream(), deadline);
      running.put(tripped.upstream(), blank);
      current = blank;
      blank.finish(
          Reason.RESOLVE_INTERNAL,
          "our validation failed with a " + broken.getClass().getSimpleName());
    } catch (RuntimeException again) {
      end(again);
    }
  }

  private UpstreamAttempt attempt(int upstream, long until) {
    UpstreamAttempt[] made = new UpstreamAttempt[1];
    made[0] =
        new UpstreamAttempt(
            question,
            upstream,
            until,
            ignoreKnownZones,
            context,
            turn ->
                take(
                    () -> {
                      current = made[0];
                      turn.run();
                    }),
            answer -> judge(made[0], answer));
    return made[0];
  }

  private void begin() {
    ValidatedAnswer known = refresh ? null : context.cache().answer(question);
    if (known != null) {
      stop();
      result.complete(LookupResult.known(known)); // judged between the caller's look and now
      return;
    }
    left.addAll(context.upstreams().order());
    tryNext();
  }

  /** Tries the next upstream, with a fair share of the time that is left for all of them. */
  private void tryNext() {
    int upstream = left.remove();
    long now = context.nanoTime().getAsLong();
    long share = (deadline - now) / (left.size() + 1);
    long grace = left.isEmpty() ? AFTER_THE_ALARM_NANOS : 0;
    UpstreamAttempt next = attempt(upstream, now + share + grace);
    running.put(upstream, next);
    current = next;
    cancel(late);
    late =
        left.isEmpty()
            ? null
            : context
                .timer()
                .schedule(
                    Math.min(LATE_NANOS, timeoutNanos / LATE_PART), () -> take(this::tryBeside));
    next.begin();
  }

  /**
   * The one that was asked last is late: it may still answer, and another may answer before it. A
   * server that asked to be left alone is asked only if all others fail.
   */
  private void tryBeside() {
    if (canRetry
        && !result.isDone()
        && !running.isEmpty()
        && !left.isEmpty()
        && !context.upstreams().isLeftAlone(left.element())) {
      tryNext();
    }
  }

  private void judge(UpstreamAttempt judged, ValidatedAnswer answer) {
    int upstream = judged.upstream();
    boolean fromMemory = judged.isFromMemory();
    fromTheFuture = judged.isFromTheFuture();
    count(judged);
    if (fromTheFuture && canRetry && !retriedAfterClockStep) {
      retriedAfterClockStep = true; // once: a clock that runs backwards mustn't keep us asking
      left.addFirst(upstream);
      tryNext();
      return;
    }
    if (fromMemory && canRetry && dependsOnKeys(answer.verdict())) {
      // A zone may have rolled its keys since it was proven, or have been shown with a set of keys
      // that nothing can be found in: nothing is refused by memory alone. Attempts that run beside
      // each other began with the same memory; one that ignores them has none and ends here.
      ignoreKnownZones = true;
      left.addFirst(upstream);
      tryNext();
      return;
    }
    if (ResolutionCache.isProof(answer.verdict())) {
      proved(upstream);
      refusals.forEach(refusal -> disproved(refusal, upstream, answer.verdict()));
      // One from which nothing at all came, though it was asked before the other, may be dead.
      running.values().stream()
          .filter(other -> other.isBlank() && other.startedBefore(judged))
          .forEach(other -> failed(other.upstream(), Reason.UPSTREAM_TIMEOUT));
      arrive(answer);
      return;
    }
    refusals.add(new Refusal(upstream, answer));
    if (canRetry && !left.isEmpty() && deadline - context.nanoTime().getAsLong() > 0) {
      tryNext();
    } else if (running.isEmpty()) {
      blame();
      reportFailure();
      arrive(mostTelling());
    }
  }

  private static boolean dependsOnKeys(Verdict verdict) {
    return verdict instanceof Verdict.Bogus || verdict.reason() == Reason.WORK_BUDGET_SPENT;
  }

  private void endNow(Reason why, String detail) {
    canRetry = false;
    if (running.isEmpty()) { // not even begun
      int upstream = context.upstreams().order().get(0);
      running.put(upstream, attempt(upstream, deadline));
    }
    for (UpstreamAttempt open : List.copyOf(running.values())) {
      if (running.containsValue(open)) {
        current = open;
        open.finish(why, detail);
      }
    }
  }

  /** An upstream that can't be reached is asked last for a while, if another could. */
  private void blame() {
    boolean someAnswered = refusals.stream().anyMatch(refusal -> !isSilent(refusal));
    refusals.stream()
        .filter(refusal -> someAnswered && isSilent(refusal))
        .forEach(refusal -> failed(refusal.upstream(), refusal.reason()));
  }

  private void proved(int upstream) {
    if (context.upstreams().proved(upstream)) {
      context.events().cameBack(question, label(upstream));
    }
  }

  private void disproved(Refusal refusal, int provenBy, Verdict proof) {
    if (refusal.answer().verdict() instanceof Verdict.Bogus) {
      context
          .events()
          .disagree(question, label(refusal.upstream()), refusal.reason(), label(provenBy), proof);
    }
    failed(refusal.upstream(), refusal.reason());
  }

  private void failed(int upstream, Reason why) {
    context
        .upstreams()
        .failed(upstream, why)
        .ifPresent(pause -> context.events().putAside(question, label(upstream), why, pause));
  }

  /** A resolver that is closed isn't a failure of its upstreams. */
  private void reportFailure() {
    if (refusals.stream().anyMatch(LookupTask::isSilent)
        && refusals.stream().noneMatch(refusal -> refusal.reason() == Reason.UPSTREAM_CLOSED)) {
      context.events().failed(question, failures());
    }
  }

  private List<UpstreamFailure> failures() {
    return refusals.stream()
        .map(refusal -> new UpstreamFailure(label(refusal.upstream()), refusal.reason()))
        .toList();
  }

  private String label(int upstream) {
    return context.upstreams().exchange(upstream).label();
  }

  /** BOGUS only if all that answered say so; an upstream that had no answer has no say. */
  private ValidatedAnswer mostTelling() {
    List<ValidatedAnswer> said =
        refusals.stream().filter(refusal -> !isSilent(refusal)).map(Refusal::answer).toList();
    List<ValidatedAnswer> open =
        said.stream().filter(answer -> !(answer.verdict() instanceof Verdict.Bogus)).toList();
    List<ValidatedAnswer> candidates =
        !open.isEmpty()
            ? open
            : !said.isEmpty() ? said : refusals.stream().map(Refusal::answer).toList();
    return candidates.stream()
        .min(Comparator.comparingInt(answer -> answer.verdict().reason().rank()))
        .orElseThrow();
  }

  private static boolean isSilent(Refusal refusal) {
    return refusal.reason().kind() == Reason.Kind.UNAVAILABLE;
  }

  private void arrive(ValidatedAnswer answer) {
    stop();
    for (UpstreamAttempt overtaken : List.copyOf(running.values())) {
      overtaken.end();
      count(overtaken);
    }
    ValidatedAnswer told = refresh ? answer : context.cache().orStale(answer);
    if (!fromTheFuture && (!refresh || ResolutionCache.isProof(told.verdict()))) {
      context.cache().keep(told);
    }
    result.complete(new LookupResult(told, questions, rounds, failures()));
  }

  private void count(UpstreamAttempt over) {
    questions += over.questions();
    rounds += over.rounds();
    running.remove(over.upstream(), over);
  }

  private void giveUp() {
    running.values().forEach(UpstreamAttempt::end);
    running.clear();
    stop();
  }

  private void stop() {
    cancel(alarm);
    cancel(late);
  }

  private static void cancel(@Nullable Future<?> ringing) {
    if (ringing != null) {
      ringing.cancel(false);
    }
  }
}
