package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.Staleness;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were judged, until the moment their proof ends. Thread-safe.
 *
 * <p>Bounded by weight in bytes; what was used least goes first. Time is the injected clock's, and
 * an entry from what is now the future (the clock was set back) isn't used. Starts no thread. A
 * refusal is remembered only briefly and a repetition doesn't extend it (RFC 9520 §3.2: at least a
 * second, at most five minutes).
 */
final class ResolutionCache {
  private static final Duration REFUSAL_KEPT = Duration.ofSeconds(30);
  private static final Duration TRANSPORT_FAILURE_KEPT = Duration.ofSeconds(2);
  private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000L;

  private static final Duration STALE_AT_A_TIME = Duration.ofSeconds(30); // RFC 8767 §5

  private final InstantSource clock;
  private final Duration maxStale;
  private final Cache<Question, CacheEntry<ValidatedAnswer>> answers;

  /**
   * A cache that knows nothing yet.
   *
   * @param maxStale how long after its end an answer may still be had as a stale one; zero for not
   *     at all
   */
  ResolutionCache(long maxBytes, Duration maxStale, InstantSource clock) {
    this.clock = clock;
    this.maxStale = maxStale;
    this.answers =
        this.<Question, ValidatedAnswer>sized(maxBytes)
            .<Question, CacheEntry<ValidatedAnswer>>weigher(
                (question, kept) -> AnswerWeight.of(kept.value()))
            .build();
  }

  private <K, T> Caffeine<K, CacheEntry<T>> sized(long bytes) {
    return Caffeine.newBuilder()
        .maximumWeight(bytes)
        .executor(Runnable::run)
        .ticker(() -> nanosOf(clock.instant()))
        .expireAfter(
            Expiry.<K, CacheEntry<T>>writing(
                (key, kept) -> Duration.between(clock.instant(), heldUntil(kept))));
  }

  /** A stale answer may be asked for after its end. */
  private Instant heldUntil(CacheEntry<?> kept) {
    return kept.value() instanceof ValidatedAnswer answer && isProof(answer.verdict())
        ? staleUntil(answer)
        : kept.until();
  }

  private Instant staleUntil(ValidatedAnswer answer) {
    Verdict verdict = answer.verdict();
    Instant end = verdict.staleness().map(Staleness::since).orElse(verdict.validUntil());
    Instant latest = end.plus(maxStale);
    return latest.isBefore(verdict.signatureEnd()) ? latest : verdict.signatureEnd();
  }

  /** Since 1970; at the ends of what 64 bits can say (1677 and 2262), those. */
  private static long nanosOf(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (Math.abs(seconds) >= MAX_SECONDS) {
      return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return seconds * 1_000_000_000L + instant.getNano();
  }

  /** What is known about {@code question}, its TTL counted down; null if nothing is. */
  @Nullable ValidatedAnswer answer(Question question) {
    CacheEntry<ValidatedAnswer> kept = answers.getIfPresent(question);
    Instant now = clock.instant();
    if (kept == null || !kept.isGoodAt(now)) {
      return null;
    }
    return kept.value().at(now);
  }

  /** Whether the answer to {@code question} ends soon and is the caller's to renew. */
  boolean isDue(Question question) {
    CacheEntry<ValidatedAnswer> kept = answers.getIfPresent(question);
    return kept != null && isProof(kept.value().verdict()) && kept.isDueFor(clock.instant());
  }

  /** Whether an answer that has ended would be had if no newer one can be. */
  boolean hasStale(Question question) {
    return stale(question, Reason.RESOLVE_DEADLINE_EXCEEDED) != null;
  }

  private @Nullable ValidatedAnswer stale(Question question, Reason why) {
    CacheEntry<ValidatedAnswer> kept = answers.getIfPresent(question);
    Instant now = clock.instant();
    if (kept == null || maxStale.isZero() || now.isBefore(kept.until())) {
      return null;
    }
    Duration left = Duration.between(now, staleUntil(kept.value()));
    Duration extension = left.compareTo(STALE_AT_A_TIME) < 0 ? left : STALE_AT_A_TIME;
    return kept.value().stale(now, extension, why).orElse(null);
  }

  /**
   * What to answer in place of {@code answer}: if the upstream failed, what it said last, marked as
   * stale (RFC 8767).
   */
  ValidatedAnswer orStale(ValidatedAnswer answer) {
    Reason why = answer.verdict().reason();
    ValidatedAnswer stale =
        isProof(answer.verdict()) || !isFailedRefresh(why) ? null : stale(answer.question(), why);
    return stale != null ? stale : answer;
  }

  /**
   * Whether an upstream failed. Answering another question, or with more than anyone would, isn't a
   * failure but an answer that must not be used; and a closed resolver answers nothing.
   */
  private static boolean isFailedRefresh(Reason why) {
    return switch (why) {
      case UPSTREAM_ANSWER_NOT_OURS,
          UPSTREAM_ANSWER_EXCESSIVE,
          UPSTREAM_CLOSED,
          RESOLVE_CANCELLED ->
          false;
      default -> why.kind() == Reason.Kind.UNAVAILABLE;
    };
  }

  static boolean isProof(Verdict verdict) {
    return verdict.isProven();
  }

  /** Keeps {@code answer} until its proof ends; what has no time left isn't kept. */
  void keep(ValidatedAnswer answer) {
    Instant now = clock.instant();
    Instant until = keptUntil(answer.verdict(), now);
    if (until.isAfter(now)) {
      answers.put(answer.question(), new CacheEntry<>(answer, now, until));
    }
  }

  private static Instant keptUntil(Verdict verdict, Instant now) {
    if (isProof(verdict)) {
      return verdict.validUntil();
    }
    Reason reason = verdict.reason();
    if (reason == Reason.RESOLVE_CANCELLED || reason == Reason.UPSTREAM_CLOSED) {
      return now; // says something about us, nothing about the name
    }
    return now.plus(
        reason.kind() == Reason.Kind.UNAVAILABLE ? TRANSPORT_FAILURE_KEPT : REFUSAL_KEPT);
  }

  void forget() {
    answers.invalidateAll();
  }
}
