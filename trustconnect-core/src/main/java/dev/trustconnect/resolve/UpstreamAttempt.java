package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Validates one question through one upstream. Confined to the turns of its lookup. */
final class UpstreamAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamAttempt.class);
  private static final int STALE_STARTS = 8;
  private static final int STEPS_TO_GIVE_UP = 128; // more than the questions of a validation

  private final Question question;
  private final int upstream;
  private final long deadline;
  private final LookupContext context;
  private final Consumer<Runnable> turns;
  private final Consumer<ValidatedAnswer> done;
  private final Map<Question, SingleFlight<UpstreamPool.Asked, Message>.Share> shares =
      new HashMap<>();
  private final Set<Question> required = new HashSet<>();
  private final Map<Question, Message> received = new HashMap<>();
  private final boolean ignoreKnownZones;
  private final long madeAt;
  private Instant judgedAt;
  private long epoch;
  private Validation validation;
  private boolean heardAny;
  private boolean ended;
  private int questions;
  private int rounds;

  /**
   * An attempt that has asked nothing yet.
   *
   * @param upstream the number of the upstream to ask
   * @param deadline by the context's {@code nanoTime}
   * @param ignoreKnownZones whether every zone is proven from the anchors, whatever is remembered
   * @param turns runs a task in a later turn of the lookup
   * @param done gets the answer once, in a turn
   */
  UpstreamAttempt(
      Question question,
      int upstream,
      long deadline,
      boolean ignoreKnownZones,
      LookupContext context,
      Consumer<Runnable> turns,
      Consumer<ValidatedAnswer> done) {
    this.question = question;
    this.upstream = upstream;
    this.deadline = deadline;
    this.context = context;
    this.turns = turns;
    this.done = done;
    this.ignoreKnownZones = ignoreKnownZones;
    this.madeAt = context.nanoTime().getAsLong();
    this.epoch = context.memory().epoch();
    this.judgedAt = context.clock().instant();
    this.validation = newValidation();
  }

  private Validation newValidation() {
    judgedAt = context.clock().instant(); // first: it may have been set back, and all is forgotten
    Validation begun;
    do { // the epoch and what the validation sees of the memory belong together
      epoch = context.memory().epoch();
      begun =
          ignoreKnownZones
              ? context.validator().beginFromAnchors(question, judgedAt)
              : context.validator().begin(question, judgedAt);
    } while (epoch != context.memory().epoch());
    return begun;
  }

  /** The memory's epoch when the validation began. */
  long epoch() {
    return epoch;
  }

  /** Whether the clock was set back since: then TTLs were counted from a moment in the future. */
  boolean isFromTheFuture() {
    return context.clock().instant().isBefore(judgedAt);
  }

  /** The number of the upstream that is asked. */
  int upstream() {
    return upstream;
  }

  /** Whether this attempt was made before {@code other}. */
  boolean startedBefore(UpstreamAttempt other) {
    return madeAt - other.madeAt < 0;
  }

  /** Whether nothing has been received from the upstream yet. */
  boolean isBlank() {
    return !heardAny;
  }

  /** Whether this attempt built on zones that were proven earlier. */
  boolean isFromMemory() {
    return validation.usedKnownZones();
  }

  /** Questions that were sent upstream because of this attempt. */
  int questions() {
    return questions;
  }

  /** How often this attempt had to wait for answers. */
  int rounds() {
    return rounds;
  }

  /** The upstream's messages, if they are kept to be saved; otherwise empty. */
  Map<Question, Message> received() {
    return received;
  }

  /** The upstream's label. */
  @Override
  public String toString() {
    return context.upstreams().exchange(upstream).label();
  }

  /**
   * Asks the first questions.
   *
   * <p>A zone that another lookup has just proven is no longer among the questions under way. If a
   * zone was cached since the validation looked, a new validation begins, so that no question is
   * sent whose answer is cached.
   */
  void begin() {
    for (int start = 1; ; start++) {
      long before = context.memory().validations().generation();
      Step step = validation.advance();
      boolean mayBeStale = start <= STALE_STARTS;
      if (!(step instanceof Step.Need need)) {
        follow(step);
        return;
      }
      if (ask(need, () -> mayBeStale && context.memory().validations().generation() != before)) {
        return;
      }
      validation = newValidation();
    }
  }

  private void follow(Step step) {
    if (step instanceof Step.Done finished) {
      end();
      done.accept(finished.answer());
    } else if (step instanceof Step.Need need) {
      required.addAll(need.required());
      for (Question missing : need.required()) {
        if (isNew(missing)) {
          ask(need, () -> false);
          return;
        }
      }
    }
  }

  /**
   * Ends this attempt without waiting: whatever is still missing counts as failed for {@code why}.
   */
  void finish(Reason why, String detail) {
    for (int steps = 0; steps < STEPS_TO_GIVE_UP; steps++) {
      Step step = validation.advance();
      if (step instanceof Step.Need need) {
        for (Question missing : need.required()) {
          validation.fail(missing, why, detail);
        }
      } else {
        follow(step);
        return;
      }
    }
    throw new IllegalStateException("no verdict although all is said: " + question);
  }

  /** Leaves every question. Nothing is reported after that. */
  void end() {
    ended = true;
    for (SingleFlight<UpstreamPool.Asked, Message>.Share share : shares.values()) {
      share.leave();
    }
    shares.clear();
  }

  /**
   * Asks what {@code need} says, all at once; false if it was not asked because {@code isStale}.
   */
  private boolean ask(Step.Need need, BooleanSupplier isStale) {
    required.addAll(need.required());
    List<SingleFlight<UpstreamPool.Asked, Message>.Share> joined =
        context
            .exchanges()
            .join(
                underWay -> isStale.getAsBoolean() ? Set.of() : choose(need, underWay), this::send);
    if (joined.isEmpty() && shares.isEmpty()) {
      required.clear();
      return false;
    }
    boolean waits = false;
    for (SingleFlight<UpstreamPool.Asked, Message>.Share share : joined) {
      Question asked = share.key().question();
      shares.put(asked, share);
      questions += share.started() ? 1 : 0;
      waits |= share.awaited() && need.required().contains(asked);
    }
    rounds += waits ? 1 : 0;
    for (SingleFlight<UpstreamPool.Asked, Message>.Share share : joined) {
      Question asked = share.key().question();
      var unused =
          share
              .result()
              .whenComplete((reply, failure) -> turns.accept(() -> hear(asked, reply, failure)));
    }
    return true;
  }

  /** The required questions that weren't sent yet, and the guesses worth sending. */
  private Collection<UpstreamPool.Asked> choose(
      Step.Need need, Predicate<UpstreamPool.Asked> underWay) {
    Set<UpstreamPool.Asked> chosen = new LinkedHashSet<>();
    for (Question required : need.required()) {
      if (isNew(required)) {
        chosen.add(upstreamQuestion(required));
      }
    }
    for (Question guess : need.guesses()) {
      if (isNew(guess) && isWorthwhile(guess, underWay)) {
        chosen.add(upstreamQuestion(guess));
      }
    }
    return chosen;
  }

  /**
   * Whether to ask a guess. Joining costs nothing. A new question is worth it only while no lookup
   * is asking about the zone above; otherwise fifty names of one zone would cost fifty times the
   * guesses.
   */
  private boolean isWorthwhile(Question guess, Predicate<UpstreamPool.Asked> underWay) {
    Optional<Question> parent = guess.parent();
    if (underWay.test(upstreamQuestion(guess)) || parent.isEmpty()) {
      return true;
    }
    Question keys = parent.get().withType(Type.DNSKEY);
    return !context.memory().validations().knowsZone(keys, context.clock().instant())
        && !underWay.test(upstreamQuestion(keys));
  }

  private boolean isNew(Question asked) {
    return !shares.containsKey(asked);
  }

  private UpstreamPool.Asked upstreamQuestion(Question asked) {
    return new UpstreamPool.Asked(upstream, asked, epoch);
  }

  private CompletableFuture<Message> send(UpstreamPool.Asked asked) {
    DnsExchange exchange = context.upstreams().exchange(asked.upstream());
    Question what = asked.question();
    LOG.debug("{}: asks {} for {}", question, exchange.label(), what);
    long start = context.nanoTime().getAsLong();
    CompletableFuture<Message> reply =
        exchange.ask(name(what), what.type(), Duration.ofNanos(deadline - start));
    var unused =
        reply.whenComplete((message, failure) -> replied(exchange, message, failure, start));
    return reply;
  }

  /** A question that every lookup has left is cancelled, and says nothing about the upstream. */
  private void replied(
      DnsExchange exchange, @Nullable Message reply, @Nullable Throwable failure, long start) {
    if (reply != null) {
      context.rollCall().answered(upstream, reply);
    }
    if (context.events().isMetered() && !(failure instanceof CancellationException)) {
      context
          .events()
          .asked(
              exchange.label(),
              reply != null ? null : reasonOf(failure),
              Duration.ofNanos(context.nanoTime().getAsLong() - start));
    }
  }

  private static Name name(Question question) {
    try {
      return Name.fromString(question.owner(), Name.root);
    } catch (TextParseException e) {
      throw new IllegalStateException("a question is about a name: " + question, e);
    }
  }

  private void leaveAlone(Reason why, Duration wait) {
    Optional<Duration> pause = context.upstreams().askedToWait(upstream, wait);
    String label = context.upstreams().exchange(upstream).label();
    pause.ifPresent(time -> context.events().putAside(question, label, why, time));
  }

  private void hear(Question asked, @Nullable Message reply, @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "{}: {} {} {}",
          question,
          this,
          reply != null ? "answers" : "fails with " + reasonOf(failure),
          asked);
    }
    if (failure instanceof ExchangeException known) {
      known.retryAfter().ifPresent(wait -> leaveAlone(known.reason(), wait));
    }
    if (reply != null) {
      heardAny = true;
      validation.feed(asked, reply);
      if (context.memory().messages().keepsMessages()) {
        received.put(asked, reply);
      }
    } else if (required.contains(asked)) {
      validation.fail(asked, reasonOf(failure), detailOf(failure));
    } else {
      forget(asked);
    }
    follow(
        validation.advance()); // a verdict that stands waits for nothing that was asked beside it
  }

  /** A failed guess isn't an error: if it turns out to be needed, it is asked again. */
  private void forget(Question guess) {
    SingleFlight<UpstreamPool.Asked, Message>.Share share = shares.remove(guess);
    if (share != null) {
      share.leave();
    }
  }

  private static Reason reasonOf(@Nullable Throwable failure) {
    return failure instanceof ExchangeException known
        ? known.reason()
        : Reason.UPSTREAM_UNREACHABLE;
  }

  private String detailOf(@Nullable Throwable failure) {
    String label = context.upstreams().exchange(upstream).label();
    if (failure instanceof ExchangeException && failure.getMessage() != null) {
      return failure.getMessage();
    }
    return label + " failed" + (failure == null ? "" : ": " + failure.getClass().getSimpleName());
  }
}
