package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * An upstream in memory that answers from a world: at once, or when the test says so. Notes what it
 * was asked.
 */
final class WorldExchange implements DnsExchange {
  /** What every upstream is asked after a lookup without an answer. */
  static final Question ROOT_KEYS = Question.of(".", Type.DNSKEY);

  /** A question that wasn't answered yet. */
  record Pending(Question question, CompletableFuture<Message> reply) {}

  private final String label;
  private SignedWorld world;
  private final List<Question> asked = new ArrayList<>();
  private final List<Duration> timeouts = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private Predicate<Question> silent = question -> false;
  private boolean held;
  private boolean down;
  private @Nullable Duration retryAfter;
  private boolean closed;

  WorldExchange(String label, SignedWorld world) {
    this.label = label;
    this.world = world;
  }

  @Override
  public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
    Question question = Dnsjava.question(name, type);
    CompletableFuture<Message> reply = new CompletableFuture<>();
    boolean answers;
    synchronized (this) {
      asked.add(question);
      timeouts.add(timeout);
      if (retryAfter != null) {
        return CompletableFuture.failedFuture(
            new ExchangeException(
                Reason.UPSTREAM_HTTP_STATUS, label + ": HTTP status 429", null, retryAfter));
      }
      if (closed || down) {
        Reason why = closed ? Reason.UPSTREAM_CLOSED : Reason.UPSTREAM_UNREACHABLE;
        return CompletableFuture.failedFuture(
            new ExchangeException(why, label + ": no connection", null));
      }
      answers = !held && !silent.test(question);
      if (!answers) {
        pending.add(new Pending(question, reply));
      }
    }
    if (answers) {
      answer(new Pending(question, reply));
    }
    return reply;
  }

  private void answer(Pending open) {
    Question question = open.question();
    open.reply().complete(world().answer(Dnsjava.name(question), question.type()));
  }

  /**
   * Answers all that is pending now; what is asked meanwhile stays pending. Returns how many it
   * were.
   */
  int answerPending() {
    List<Pending> now = takePending(question -> true);
    now.forEach(this::answer);
    return now.size();
  }

  /** Answers what is pending and matches. */
  void answerPending(Predicate<Question> which) {
    takePending(which).forEach(this::answer);
  }

  /** Fails what is pending. */
  void failPending(Reason why) {
    takePending(question -> true)
        .forEach(
            open ->
                open.reply()
                    .completeExceptionally(new ExchangeException(why, label + ": failed", null)));
  }

  private synchronized List<Pending> takePending(Predicate<Question> which) {
    List<Pending> taken = pending.stream().filter(open -> which.test(open.question())).toList();
    pending.removeAll(taken);
    return taken;
  }

  /** Answers from now on only when told. */
  synchronized WorldExchange hold() {
    held = true;
    return this;
  }

  /** Never answers such questions by itself. */
  synchronized WorldExchange silentAbout(Predicate<Question> which) {
    silent = which;
    return this;
  }

  /** Whether every question fails at once. */
  synchronized WorldExchange down(boolean isDown) {
    down = isDown;
    return this;
  }

  /** Answers with HTTP status 429 and this Retry-After; null ends it. */
  synchronized WorldExchange retryAfter(@Nullable Duration wait) {
    retryAfter = wait;
    return this;
  }

  synchronized void world(SignedWorld other) {
    world = other;
  }

  private synchronized SignedWorld world() {
    return world;
  }

  /** Every question so far, in order. */
  synchronized List<Question> asked() {
    return List.copyOf(asked);
  }

  synchronized List<Duration> timeouts() {
    return List.copyOf(timeouts);
  }

  synchronized void forget() {
    asked.clear();
    timeouts.clear();
  }

  /** What was asked, wasn't answered and wasn't given up. */
  synchronized List<Question> underWay() {
    return pending.stream().filter(open -> !open.reply().isDone()).map(Pending::question).toList();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
