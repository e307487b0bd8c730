package dev.trustconnect.resolve;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Step;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Validation;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.resolve.ResolverMeter.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * Resolves hosts, each by a pair of lookups for A and AAAA that are judged together, or from
 * memory. Renews hosts in use before they expire. Thread-safe.
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

  HostLookup(LookupContext context, LookupService lookups) {
    this.context = context;
    this.lookups = lookups;
  }

  /** The remembered resolution of {@code host} by {@code rules}; null if none, or if closed. */
  @Nullable Resolution remembered(HostName host, AddressRules rules) {
    if (lookups.isClosed()) {
      return null;
    }
    Instant now = context.clock().instant();
    CacheEntry<HostCache.Host> kept = context.memory().hosts().find(host, rules, now);
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
   * Looks up again what expires soon, while the caller uses what is remembered. If that fails, it
   * is used until it expires.
   */
  private void renew(Resolution known, AddressRules rules) {
    Question ipv4 = Question.of(known.host().ascii(), Type.A);
    var unused =
        new Pair(known.host(), rules, true)
            .judge(
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
    return new Pair(host, rules, false)
        .judge(lookups.lookup(ipv4), lookups.lookup(ipv4.withType(Type.AAAA)));
  }

  /** Two lookups that are judged together, or one of them if the other takes much longer. */
  private final class Pair {
    private final CompletableFuture<Resolution> resolution = new CompletableFuture<>();
    private final HostName host;
    private final AddressRules rules;
    private final long start = context.nanoTime().getAsLong();
    private final long epoch = context.memory().epoch();
    private final AtomicReference<@Nullable Future<?>> alarm = new AtomicReference<>();

    /** Whether the result is, or needs not be, reported to the meter. */
    private final AtomicBoolean reported;

    /** Once true this is always true, and one answer alone is no longer judged. */
    @GuardedBy("this")
    private boolean bothJudged;

    private Pair(HostName host, AddressRules rules, boolean isRenewal) {
      this.reported = new AtomicBoolean(isRenewal);
      this.host = host;
      this.rules = rules;
    }

    private CompletableFuture<Resolution> judge(
        CompletableFuture<Lookup> ipv4, CompletableFuture<Lookup> ipv6) {
      var unusedFour = ipv4.thenAccept(first -> arrived(first, ipv6, Type.AAAA));
      var unusedSix = ipv6.thenAccept(first -> arrived(first, ipv4, Type.A));
      var unusedBoth =
          ipv4.thenAcceptBoth(ipv6, (four, six) -> conclude(four, six, true))
              .whenComplete((both, failure) -> failIfBroken(resolution, failure));
      var unusedEnd = resolution.whenComplete((found, failure) -> end(found, ipv4, ipv6));
      return resolution;
    }

    /**
     * RFC 8305 §3: once the first kind of addresses has arrived, the second kind is waited for a
     * short time only.
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
        boolean isIpv4 = type == Type.AAAA;
        conclude(isIpv4 ? first : silent, isIpv4 ? silent : first, false);
      } catch (RuntimeException broken) {
        resolution.completeExceptionally(broken);
      }
    }

    /**
     * Judges both answers, or the only one received so far. After the caller was answered with one,
     * the late one is for the next caller. If it is BOGUS, the host isn't kept, whichever judgement
     * ends first.
     */
    private void conclude(Lookup four, Lookup six, boolean isBoth) {
      Instant missingUntil = context.clock().instant().plus(MISSING_KEPT);
      try {
        Resolution found =
            AddressSelection.decide(host, four, six, rules, since(start), missingUntil);
        boolean kept = supersedes(isBoth, () -> context.memory().keep(epoch, found, rules));
        if (kept && isFirstReport()) {
          context.events().resolved(found, source(four, six));
        }
        if (kept && !resolution.complete(found) && !isBoth) {
          // The caller has given up, and so has the other lookup: its answer may be BOGUS.
          context.memory().hosts().dropIncomplete(host);
        }
      } catch (UntrustedNameException refused) {
        boolean isBogus = refused.verdict().orElse(null) instanceof Verdict.Bogus;
        if (supersedes(isBoth, () -> dropIf(isBogus))) {
          if (isFirstReport()) {
            context.events().refused(host, refused, source(four, six), since(start));
          }
          resolution.completeExceptionally(refused);
        }
      }
    }

    /** A caller that gave up gets no result, and a late second answer isn't a second lookup. */
    private boolean isFirstReport() {
      return !resolution.isDone() && reported.compareAndSet(false, true);
    }

    private synchronized boolean supersedes(boolean isBoth, Runnable remember) {
      if (bothJudged && !isBoth) {
        return false;
      }
      bothJudged |= isBoth;
      remember.run();
      return true;
    }

    /** The host may have been allowed by one answer, before the BOGUS one arrived. */
    private void dropIf(boolean isBogus) {
      if (isBogus) {
        context.memory().hosts().dropIncomplete(host);
      }
    }

    /** The validator's verdict on an answer that didn't come in time. */
    private Lookup unanswered(Question question) {
      String why = "no answer soon after that of the other kind";
      Validation validation =
          context.validator().beginFromAnchors(question, context.clock().instant());
      for (int steps = 0; steps < STEPS; steps++) {
        Step step = validation.advance();
        if (step instanceof Step.Done done) {
          return new Lookup(done.answer(), 0, 0, false, since(start), List.of(), List.of());
        }
        ((Step.Need) step)
            .required()
            .forEach(open -> validation.fail(open, Reason.UPSTREAM_TIMEOUT, why));
      }
      throw new IllegalStateException("no verdict although all is said: " + question);
    }

    private void end(
        @Nullable Resolution found,
        CompletableFuture<Lookup> ipv4,
        CompletableFuture<Lookup> ipv6) {
      stop();
      if (found == null || found.missing().isEmpty()) {
        ipv4.cancel(true);
        ipv6.cancel(true);
      } // else the late lookup continues until its deadline: the next caller may use it
    }

    private void stop() {
      Future<?> ringing = alarm.get();
      if (ringing != null) {
        ringing.cancel(false);
      }
    }
  }

  private static Source source(Lookup four, Lookup six) {
    if (four.answer().verdict().staleness().isPresent()
        || six.answer().verdict().staleness().isPresent()) {
      return Source.STALE;
    }
    if (four.roundTrips() > 0 || six.roundTrips() > 0) {
      return Source.UPSTREAM;
    }
    return four.isRemembered() && six.isRemembered() ? Source.MEMORY : Source.PROOF;
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
