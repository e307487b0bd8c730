package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * Hosts as pairs of lookups, A and AAAA: from memory, or asked for and judged together. Renews what
 * is in use before it ends. Thread-safe.
 */
final class HostLookup {
  /**
   * How long the second kind of addresses is waited for once the first is proven: as long again as
   * that took, within these bounds. RFC 8305 §3 recommends 50 ms between two UDP answers; a kind
   * that is left out is reported, so a healthy upstream gets more.
   */
  private static final long MIN_PATIENCE_NANOS = Duration.ofMillis(250).toNanos();

  private static final long MAX_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

  /** How long a host is used by one kind of addresses before the other is asked for again. */
  private static final Duration MISSING_KEPT = Duration.ofSeconds(10);

  private static final int STEPS = 128; // more than the questions of a validation

  private final LookupContext context;
  private final LookupService lookups;
  private final ResolvedHosts hosts;

  HostLookup(LookupContext context, LookupService lookups, ResolvedHosts hosts) {
    this.context = context;
    this.lookups = lookups;
    this.hosts = hosts;
  }

  /** What is known of {@code host} under {@code rules}; null if nothing is, or all is closed. */
  @Nullable Resolution remembered(HostName host, AddressRules rules) {
    if (lookups.isClosed()) {
      return null;
    }
    Instant now = context.clock().instant();
    CacheEntry<ResolvedHosts.Host> kept = hosts.find(host, rules, now);
    if (kept == null) {
      return null;
    }
    Resolution known = kept.value().resolution();
    if (context.refreshAhead() && kept.isDueFor(now)) {
      renew(known, rules);
    }
    return known.rememberedAt(now);
  }

  /**
   * Asks for what ends soon, while the caller goes on with what is known; if that fails, it is
   * known to its end.
   */
  private void renew(Resolution known, AddressRules rules) {
    Question ipv4 = Question.of(known.host().ascii(), Type.A);
    var unused =
        judge(
            known.host(),
            rules,
            context.nanoTime().getAsLong(),
            renewed(ipv4, known.ipv4(), known),
            renewed(ipv4.withType(Type.AAAA), known.ipv6(), known));
  }

  private CompletableFuture<Lookup> renewed(
      Question question, ValidatedAnswer answer, Resolution known) {
    boolean endsFirst = !answer.validUntil().isAfter(known.validUntil());
    return endsFirst ? lookups.refresh(question) : lookups.lookup(question);
  }

  /** Asks for both kinds of addresses at the same time. */
  CompletableFuture<Resolution> lookUp(HostName host, AddressRules rules) {
    Question ipv4 = Question.of(host.ascii(), Type.A);
    long start = context.nanoTime().getAsLong();
    return judge(
        host, rules, start, lookups.lookup(ipv4), lookups.lookup(ipv4.withType(Type.AAAA)));
  }

  private CompletableFuture<Resolution> judge(
      HostName host,
      AddressRules rules,
      long start,
      CompletableFuture<Lookup> ipv4,
      CompletableFuture<Lookup> ipv6) {
    Pair pair = new Pair(host, rules, start, ipv4, ipv6);
    pair.begin();
    return pair.resolution;
  }

  /** Two lookups that are judged together, or one of them if the other takes much longer. */
  private final class Pair {
    private final CompletableFuture<Resolution> resolution = new CompletableFuture<>();
    private final HostName host;
    private final AddressRules rules;
    private final long start;
    private final CompletableFuture<Lookup> ipv4;
    private final CompletableFuture<Lookup> ipv6;
    private final AtomicReference<@Nullable Future<?>> alarm = new AtomicReference<>();

    private Pair(
        HostName host,
        AddressRules rules,
        long start,
        CompletableFuture<Lookup> ipv4,
        CompletableFuture<Lookup> ipv6) {
      this.host = host;
      this.rules = rules;
      this.start = start;
      this.ipv4 = ipv4;
      this.ipv6 = ipv6;
    }

    private void begin() {
      var unusedFour = ipv4.thenAccept(first -> arrived(first, ipv6, Type.AAAA));
      var unusedSix = ipv6.thenAccept(first -> arrived(first, ipv4, Type.A));
      var unusedBoth =
          ipv4.thenAcceptBoth(ipv6, this::judge)
              .whenComplete((both, failure) -> failIfBroken(resolution, failure));
      var unusedEnd = resolution.whenComplete((addresses, failure) -> end(addresses));
    }

    /**
     * RFC 8305 §3: the second kind of addresses gets a little time after the first has arrived, and
     * no more.
     */
    private void arrived(Lookup first, CompletableFuture<Lookup> second, int type) {
      if (second.isDone() || !AddressSelection.hasAddresses(first.answer())) {
        return;
      }
      long taken = since(start).toNanos();
      long patience = Math.max(MIN_PATIENCE_NANOS, Math.min(taken, MAX_PATIENCE_NANOS));
      alarm.set(context.timer().schedule(patience, () -> goOnWithout(first, type)));
      if (resolution.isDone()) {
        stop();
      }
    }

    private void goOnWithout(Lookup first, int type) {
      context.executor().execute(() -> judgeWithout(first, type));
    }

    private void judgeWithout(Lookup first, int type) {
      if (resolution.isDone()) {
        return;
      }
      try {
        Lookup silent = unanswered(Question.of(host.ascii(), type));
        judge(type == Type.AAAA ? first : silent, type == Type.AAAA ? silent : first);
      } catch (RuntimeException broken) {
        resolution.completeExceptionally(broken);
      }
    }

    /** Judges both; after the caller was answered, what came late is for the next caller. */
    private void judge(Lookup four, Lookup six) {
      try {
        Instant missingUntil = context.clock().instant().plus(MISSING_KEPT);
        Resolution found =
            AddressSelection.decide(host, four, six, rules, since(start), missingUntil);
        hosts.keep(found, rules);
        resolution.complete(found);
      } catch (UntrustedNameException refused) {
        if (refused.verdict().orElse(null) instanceof Verdict.Bogus) {
          hosts.dropIncomplete(host); // it was allowed before this answer had arrived
        }
        resolution.completeExceptionally(refused);
      }
    }

    /** An answer that wasn't given in time, made by the validator from nothing. */
    private Lookup unanswered(Question question) {
      String why = "no answer soon after that of the other kind";
      Validation validation =
          context.validator().beginFromAnchors(question, context.clock().instant());
      for (int steps = 0; steps < STEPS; steps++) {
        Step step = validation.advance();
        if (step instanceof Step.Done done) {
          return new Lookup(done.answer(), 0, 0, since(start), List.of(), List.of());
        }
        ((Step.Need) step)
            .required()
            .forEach(open -> validation.fail(open, Reason.UPSTREAM_TIMEOUT, why));
      }
      throw new IllegalStateException("no verdict although all is said: " + question);
    }

    private void end(@Nullable Resolution found) {
      stop();
      if (found == null || found.missing().isEmpty()) {
        ipv4.cancel(true);
        ipv6.cancel(true);
      } // else the late one goes on to its own deadline: the next caller may have it
    }

    private void stop() {
      Future<?> ringing = alarm.get();
      if (ringing != null) {
        ringing.cancel(false);
      }
    }
  }

  private static void failIfBroken(CompletableFuture<?> future, @Nullable Throwable failure) {
    if (failure != null) {
      future.completeExceptionally(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(context.nanoTime().getAsLong() - start);
  }
}
