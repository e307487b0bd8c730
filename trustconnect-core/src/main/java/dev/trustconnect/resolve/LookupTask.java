package dev.trustconnect.resolve;

import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one question: asks one upstream after the other until one leads to a proof.
 *
 * <p>The next upstream is asked when one fails, and beside it when one is late, so that an upstream
 * that swallows packets costs the caller a fraction of a second. While the first one is in time, no
 * other learns of the question.
 *
 * <p>SECURE and INSECURE are proofs, no matter which upstream carried the messages. BOGUS may be
 * the upstream's doing (it strips signatures), so the others are asked too, and their answers are
 * validated separately. The name is BOGUS only if every upstream that answered says so.
 *
 * <p>Phases only go forward. The next phase after an answer:
 *
 * <pre>
 *                a proof   judged before      failed by keys     any other failure     deadline,
 *                          a clock step       from memory                              close
 * ASKING         DONE      same upstream (3)  FROM_ANCHORS       next upstream (1)     FINISHING
 * FROM_ANCHORS   DONE      same upstream (3)  same upstream (2)  next upstream (1)     FINISHING
 * FINISHING      DONE      is judged (4)      is a failure       DONE after the last   -
 * DONE           ignored   ignored            ignored            ignored               -
 *
 * (1) DONE if no upstream is left, or no time, and no attempt is running.
 * (2) Attempts run beside each other: this one began in an earlier phase.
 * (3) Each upstream once, or a clock that runs backwards would keep us; then (4).
 * (4) By the columns to its right or left, but the answer isn't cached.
 * </pre>
 *
 * <p>FROM_ANCHORS asks the same upstream again and proves every zone from the anchors. A bug in our
 * code that an answer trips is a failure of that attempt; any other, and being cancelled, lead from
 * every phase to DONE. All state is confined to the tasks of one {@link SerialExecutor}; the
 * package comment explains how that works.
 */
final class LookupTask {
  private static final Logger LOG = LoggerFactory.getLogger(LookupTask.class);

  /** RFC 8767 §5: how long to wait for a newer answer if there is a stale one. */
  private static final long PATIENCE_NANOS = Duration.ofMillis(1800).toNanos();

  /** The last upstream may take until the deadline, and the deadline's alarm reports that. */
  private static final long AFTER_THE_ALARM_NANOS = Duration.ofMillis(500).toNanos();

  /** Longer than answers from an upstream's cache take, so that few questions go to two. */
  private static final long LATE_NANOS = Duration.ofMillis(500).toNanos();

  /** An upstream is late after this part of the timeout, if that is less. */
  private static final int LATE_PART = 4;

  /** Where a lookup stands; see the table above. In this order. */
  private enum Phase {
    /** Zones that are remembered are used. */
    ASKING,
    /** An answer failed by remembered keys: they may have been rolled. */
    FROM_ANCHORS,
    /** The deadline has passed or the resolver is closed: nothing more is asked. */
    FINISHING,
    /** The caller has the answer, or the lookup was cancelled. */
    DONE;

    boolean mayAsk() {
      return compareTo(FINISHING) < 0;
    }
  }

  /** The meaning of an answer; the columns of the table above. */
  private enum Meaning {
    PROOF,
    BEFORE_CLOCK_STEP,
    FAILED_BY_REMEMBERED_KEYS,
    FAILURE
  }

  /**
   * The answer, and what it took.
   *
   * @param questions sent upstream for this lookup
   * @param rounds how often it had to wait for answers
   * @param remembered whether the answer was cached
   * @param failures the upstreams that led to no proof, each with its own reason
   */
  record Result(
      ValidatedAnswer answer,
      int questions,
      int rounds,
      boolean remembered,
      List<UpstreamFailure> failures) {
    static Result remembered(AnswerCache.Judged known) {
      return new Result(known.answer(), 0, 0, true, known.failures());
    }
  }

  private final Question question;
  private final LookupContext context;
  private final boolean refresh;
  private final long timeoutNanos;
  private final long deadline;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final SerialExecutor turns;

  // The fields below are used in turns only.
  private final Deque<Integer> left = new ArrayDeque<>();
  private final LookupFailures failures;
  private final Map<Integer, UpstreamAttempt> running = new LinkedHashMap<>();
  private final Set<Integer> askedAfterClockStep = new HashSet<>();
  private Phase phase = Phase.ASKING;
  private @Nullable UpstreamAttempt current; // whose answer is being handled
  private @Nullable Future<?> alarm;
  private @Nullable Future<?> late;
  private int questions;
  private int rounds;

  /**
   * A lookup that hasn't begun.
   *
   * @param refresh whether to ask even if the answer is cached, to have a newer one; then only a
   *     proof replaces it
   */
  LookupTask(Question question, boolean refresh, LookupContext context) {
    this.question = question;
    this.refresh = refresh;
    this.context = context;
    this.turns = new SerialExecutor(context.executor());
    this.failures = new LookupFailures(question, context);
    this.timeoutNanos =
        context.memory().answers().hasStale(question)
            ? Math.min(PATIENCE_NANOS, context.timeoutNanos())
            : context.timeoutNanos();
    this.deadline = context.nanoTime().getAsLong() + timeoutNanos;
  }

  /**
   * Begins, and returns at once. Cancelling the future cancels the lookup; it completes on the
   * context's executor.
   */
  CompletableFuture<Result> start() {
    var unused =
        result.whenComplete(
            (found, failure) -> {
              if (result.isCancelled()) {
                inTurn(this::giveUp);
              }
            });
    inTurn(this::begin);
    return result;
  }

  /**
   * Ends the lookup soon with what is known by then; whatever is missing failed for {@code why}.
   */
  void finish(Reason why, String detail) {
    inTurn(() -> endNow(why, detail));
  }

  /**
   * Runs {@code turn} after the turns before it. An error in it ends the attempt that caused it, or
   * the lookup: no lookup is left without an end.
   */
  private void inTurn(Runnable turn) {
    turns.execute(
        () -> {
          if (phase == Phase.DONE) {
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

  private void begin() {
    AnswerCache.Judged known = refresh ? null : context.remembered(question);
    if (known != null) {
      done(Result.remembered(known)); // another lookup ended between the caller's look and now
      return;
    }
    String reason = "no verdict within " + Duration.ofNanos(timeoutNanos);
    alarm =
        context
            .timer()
            .schedule(
                deadline - context.nanoTime().getAsLong(),
                () -> finish(Reason.RESOLVE_DEADLINE_EXCEEDED, reason));
    left.addAll(context.upstreams().order());
    askNext();
  }

  /** Asks the next upstream, with a fair share of the time that is left for all of them. */
  private void askNext() {
    int upstream = left.remove();
    long now = context.nanoTime().getAsLong();
    long share = (deadline - now) / (left.size() + 1);
    long grace = left.isEmpty() ? AFTER_THE_ALARM_NANOS : 0;
    LOG.debug("{}: {} is asked [{}]", question, label(upstream), phase);
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
                    Math.min(LATE_NANOS, timeoutNanos / LATE_PART), () -> inTurn(this::askBeside));
    next.begin();
  }

  /**
   * The upstream that was asked last is late: it may still answer, and another may answer before
   * it. A server that sent Retry-After is asked only if all others fail.
   */
  private void askBeside() {
    if (phase.mayAsk()
        && !running.isEmpty()
        && !left.isEmpty()
        && !context.upstreams().isLeftAlone(left.element())) {
      LOG.debug("{}: {} are late, another is asked beside", question, running.keySet());
      askNext();
    }
  }

  private UpstreamAttempt attempt(int upstream, long until) {
    UpstreamAttempt[] made = new UpstreamAttempt[1];
    made[0] =
        new UpstreamAttempt(
            question,
            upstream,
            until,
            phase != Phase.ASKING,
            context,
            turn ->
                inTurn(
                    () -> {
                      current = made[0];
                      turn.run();
                    }),
            answer -> onAnswer(made[0], answer));
    return made[0];
  }

  private void onAnswer(UpstreamAttempt attempt, ValidatedAnswer answer) {
    leave(attempt);
    Meaning meaning = meaningOf(attempt, answer.verdict());
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: {} by {} [{}: {}]", question, answer.verdict(), attempt, phase, meaning);
    }
    switch (meaning) {
      case BEFORE_CLOCK_STEP -> {
        askedAfterClockStep.add(attempt.upstream());
        askAgain(attempt.upstream(), phase);
      }
      case FAILED_BY_REMEMBERED_KEYS -> askAgain(attempt.upstream(), Phase.FROM_ANCHORS);
      case PROOF -> {
        reportProof(attempt, answer.verdict());
        context
            .memory()
            .keep(attempt.epoch(), question, attempt.received(), context.clock().instant());
        done(attempt, answer);
      }
      case FAILURE -> {
        failures.add(attempt, answer);
        boolean isTimeLeft = deadline - context.nanoTime().getAsLong() > 0;
        if (phase.mayAsk() && !left.isEmpty() && isTimeLeft) {
          askNext();
        } else if (running.isEmpty()) {
          failures.allFailed();
          LookupFailures.Failure telling = failures.mostTelling();
          done(telling.attempt(), telling.answer());
        }
      }
    }
  }

  private Meaning meaningOf(UpstreamAttempt attempt, Verdict verdict) {
    if (attempt.isFromTheFuture()
        && phase.mayAsk()
        && !askedAfterClockStep.contains(attempt.upstream())) {
      return Meaning.BEFORE_CLOCK_STEP;
    }
    // A zone may have rolled its keys since it was proven, or an upstream may have shown us a set
    // of keys that proves nothing: memory alone never refuses a name.
    if (attempt.isFromMemory() && phase.mayAsk() && dependsOnKeys(verdict)) {
      return Meaning.FAILED_BY_REMEMBERED_KEYS;
    }
    return verdict.isProven() ? Meaning.PROOF : Meaning.FAILURE;
  }

  private static boolean dependsOnKeys(Verdict verdict) {
    return verdict instanceof Verdict.Bogus || verdict.reason() == Reason.WORK_BUDGET_SPENT;
  }

  private void askAgain(int upstream, Phase next) {
    enter(next);
    left.addFirst(upstream);
    askNext();
  }

  private void enter(Phase next) {
    if (next.compareTo(phase) > 0) {
      LOG.debug("{}: {} → {}", question, phase, next);
      phase = next;
    }
  }

  private void endNow(Reason why, String detail) {
    enter(Phase.FINISHING);
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

  /** Ends with the answer of {@code attempt}, or with a stale one if that is better. */
  private void done(UpstreamAttempt attempt, ValidatedAnswer answer) {
    for (UpstreamAttempt overtaken : List.copyOf(running.values())) {
      overtaken.end();
      leave(overtaken);
    }
    ValidatedAnswer told = refresh ? answer : context.memory().answers().orStale(answer);
    boolean isProven = told.verdict().isProven();
    if (!attempt.isFromTheFuture() && (!refresh || isProven)) {
      context.memory().keep(attempt.epoch(), told, isProven ? List.of() : failures.list());
    }
    done(new Result(told, questions, rounds, false, failures.list()));
  }

  private void done(Result found) {
    giveUp();
    result.complete(found);
  }

  private void end(Throwable broken) {
    giveUp();
    result.completeExceptionally(broken);
  }

  private void giveUp() {
    enter(Phase.DONE);
    for (UpstreamAttempt attempt : running.values()) {
      attempt.end();
    }
    running.clear();
    cancel(alarm);
    cancel(late);
  }

  private static void cancel(@Nullable Future<?> scheduled) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private void leave(UpstreamAttempt over) {
    questions += over.questions();
    rounds += over.rounds();
    running.remove(over.upstream(), over);
  }

  /**
   * A response made our code or a library throw. That is our bug, so only this attempt fails: there
   * may be another upstream, and otherwise the verdict says so.
   */
  private void breakOff(Throwable broken) {
    UpstreamAttempt tripped = current;
    if (tripped == null || tripped.isBlank() || !running.containsValue(tripped)) {
      end(broken);
      return;
    }
    LOG.error("answers to {} that can't be judged: please report this", question, broken);
    tripped.end();
    leave(tripped);
    try {
      UpstreamAttempt blank = attempt(tripped.upstream(), deadline);
      running.put(tripped.upstream(), blank);
      current = blank;
      blank.finish(
          Reason.RESOLVE_INTERNAL,
          "our validation failed with a " + broken.getClass().getSimpleName());
    } catch (RuntimeException | Error again) {
      end(again);
    }
  }

  private void reportProof(UpstreamAttempt proven, Verdict proof) {
    failures.disprovedBy(proven.upstream(), proof);
    // An upstream that was asked earlier and hasn't sent a byte may be dead.
    for (UpstreamAttempt other : running.values()) {
      if (other.isBlank() && other.startedBefore(proven)) {
        failures.putAside(other.upstream(), Reason.UPSTREAM_TIMEOUT);
      }
    }
  }

  private String label(int upstream) {
    return context.upstreams().exchange(upstream).label();
  }
}
