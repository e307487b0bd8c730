package dev.trustconnect.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ShareStats;
import dev.trustconnect.dnssec.Staleness;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.dnssec.ZoneLink;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were judged, until the moment their proof ends. Thread-safe; starts no thread.
 *
 * <p>Bounded by weight in bytes; the entries used least are evicted. Entries expire by the injected
 * clock, and an entry from the future (the clock was set back) isn't used. A refusal is kept for a
 * short time, and asking for it again doesn't extend that (RFC 9520 §3.2: at least a second, at
 * most five minutes).
 */
final class AnswerCache {
  private static final Duration REFUSAL_KEPT = Duration.ofSeconds(30);
  private static final Duration TRANSPORT_FAILURE_KEPT = Duration.ofSeconds(2);
  private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000L;

  private static final Duration STALE_AT_A_TIME = Duration.ofSeconds(30); // RFC 8767 §5

  private static final int ENTRY_BYTES = 256;
  private static final int RECORD_BYTES = 96;
  private static final int LINK_BYTES = 128;
  private static final int PART_BYTES = 48; // a DS, a key or a signature of a link
  private static final int FAILURE_BYTES = 32;

  private final InstantSource clock;
  private final LongSupplier epoch;
  private final Duration maxStale;
  private final Cache<Question, CacheEntry<Judged>> answers;

  /**
   * An answer, and the upstreams that led to no proof of it, each with its reason.
   *
   * @param failures empty if the first upstream led to a proof
   */
  record Judged(ValidatedAnswer answer, List<UpstreamFailure> failures) {
    private boolean isProof() {
      return answer.verdict().isProven();
    }
  }

  /**
   * An empty cache.
   *
   * @param maxStale how long after its end an answer may be used as a stale one; zero for never
   * @param epoch the one whose entries are used
   */
  AnswerCache(long maxBytes, Duration maxStale, InstantSource clock, LongSupplier epoch) {
    this.clock = clock;
    this.epoch = epoch;
    this.maxStale = maxStale;
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Question, CacheEntry<Judged>>weigher((question, kept) -> weightOf(kept.value()))
            .executor(Runnable::run)
            .ticker(() -> nanosOf(clock.instant()))
            .recordStats()
            .expireAfter(
                Expiry.<Question, CacheEntry<Judged>>writing(
                    (question, kept) -> Duration.between(clock.instant(), heldUntil(kept))))
            .build();
  }

  private static int weightOf(Judged kept) {
    return weightOf(kept.answer()) + FAILURE_BYTES * kept.failures().size();
  }

  /** The rough size of an answer with its records and the links of its chain, in bytes. */
  static int weightOf(ValidatedAnswer answer) {
    int bytes = ENTRY_BYTES;
    for (ZoneLink link : answer.chain()) {
      int parts = link.ds().size() + link.keys().size() + link.signatures().size();
      bytes += LINK_BYTES + PART_BYTES * parts;
    }
    for (Hop hop : answer.hops()) {
      bytes += weightOf(hop.records()) + weightOf(hop.signatures());
    }
    return bytes;
  }

  private static int weightOf(List<DnsRecord> records) {
    int bytes = 0;
    for (DnsRecord record : records) {
      bytes += RECORD_BYTES + record.rdataBytes().length;
    }
    return bytes;
  }

  /** A stale answer may be asked for after its end. */
  private Instant heldUntil(CacheEntry<Judged> kept) {
    return kept.value().isProof() ? staleUntil(kept.value().answer()) : kept.until();
  }

  private Instant staleUntil(ValidatedAnswer answer) {
    Verdict verdict = answer.verdict();
    Instant end = verdict.staleness().map(Staleness::since).orElse(verdict.validUntil());
    Instant latest = end.plus(maxStale);
    return latest.isBefore(verdict.signatureEnd()) ? latest : verdict.signatureEnd();
  }

  /** Since 1970; limited to what 64 bits can express (1677 to 2262). */
  private static long nanosOf(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (Math.abs(seconds) >= MAX_SECONDS) {
      return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return seconds * 1_000_000_000L + instant.getNano();
  }

  /** The cached answer to {@code question} at {@code now}, its TTL counted down; or null. */
  @Nullable Judged find(Question question, Instant now) {
    CacheEntry<Judged> kept = answers.getIfPresent(question);
    return kept == null || !kept.isOf(epoch.getAsLong()) || !kept.isGoodAt(now)
        ? null
        : new Judged(kept.value().answer().at(now), kept.value().failures());
  }

  /** Whether {@code question} has a proven answer that hasn't expired. */
  boolean isProven(Question question) {
    return isProof(peek(question), clock.instant());
  }

  /** Whether the answer to {@code question} ends soon and the caller should renew it. */
  boolean isDue(Question question) {
    CacheEntry<Judged> kept = peek(question);
    return kept != null && kept.value().isProof() && kept.isDueFor(clock.instant());
  }

  /** Whether there is an expired answer that may be used if there is no newer one. */
  boolean hasStale(Question question) {
    return stale(question, Reason.RESOLVE_DEADLINE_EXCEEDED) != null;
  }

  private @Nullable ValidatedAnswer stale(Question question, Reason why) {
    CacheEntry<Judged> kept = peek(question);
    Instant now = clock.instant();
    if (kept == null || maxStale.isZero() || now.isBefore(kept.until())) {
      return null;
    }
    ValidatedAnswer answer = kept.value().answer();
    Duration left = Duration.between(now, staleUntil(answer));
    Duration extension = left.compareTo(STALE_AT_A_TIME) < 0 ? left : STALE_AT_A_TIME;
    return answer.stale(now, extension, why).orElse(null);
  }

  /** A look that is neither a hit nor a miss. */
  private @Nullable CacheEntry<Judged> peek(Question question) {
    CacheEntry<Judged> kept = answers.policy().getIfPresentQuietly(question);
    return kept == null || !kept.isOf(epoch.getAsLong()) ? null : kept;
  }

  /**
   * The answer to return in place of {@code answer}: if the upstream failed, its last proven
   * answer, marked as stale (RFC 8767).
   */
  ValidatedAnswer orStale(ValidatedAnswer answer) {
    Reason why = answer.verdict().reason();
    ValidatedAnswer stale =
        answer.verdict().isProven() || !isFailedRefresh(why) ? null : stale(answer.question(), why);
    return stale != null ? stale : answer;
  }

  /**
   * Whether an upstream failed. An answer to another question, or an excessive one, isn't a failure
   * but an answer that must not be used; and a closed resolver answers nothing.
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

  /**
   * Keeps {@code answer} until its proof ends; an answer without time left isn't kept.
   *
   * @param begun the epoch in which its lookup began
   */
  void keep(ValidatedAnswer answer, List<UpstreamFailure> failures, long begun) {
    Instant now = clock.instant();
    Instant until = keptUntil(answer.verdict(), now);
    if (until.isAfter(now)) {
      answers.put(
          answer.question(), new CacheEntry<>(new Judged(answer, failures), now, until, begun));
    }
  }

  /**
   * Keeps the proof {@code answer}, unless there is a proof that hasn't expired. Says whether it
   * was kept.
   */
  boolean keepIfUnproven(ValidatedAnswer answer, long begun) {
    Instant now = clock.instant();
    Instant until = answer.validUntil();
    if (!until.isAfter(now)) {
      return false;
    }
    CacheEntry<Judged> next = new CacheEntry<>(new Judged(answer, List.of()), now, until, begun);
    CacheEntry<Judged> kept =
        answers
            .asMap()
            .compute(answer.question(), (question, old) -> isProof(old, now) ? old : next);
    return kept == next;
  }

  private boolean isProof(@Nullable CacheEntry<Judged> kept, Instant now) {
    return kept != null
        && kept.isOf(epoch.getAsLong())
        && kept.isGoodAt(now)
        && kept.value().isProof();
  }

  private static Instant keptUntil(Verdict verdict, Instant now) {
    if (verdict.isProven()) {
      return verdict.validUntil();
    }
    Reason reason = verdict.reason();
    if (reason == Reason.RESOLVE_CANCELLED || reason == Reason.UPSTREAM_CLOSED) {
      return now; // says something about us, nothing about the name
    }
    return now.plus(
        reason.kind() == Reason.Kind.UNAVAILABLE ? TRANSPORT_FAILURE_KEPT : REFUSAL_KEPT);
  }

  /** Forgets the answer to {@code question}. */
  void forget(Question question) {
    answers.invalidate(question);
  }

  void forget() {
    answers.invalidateAll();
  }

  ShareStats stats() {
    return Memory.stats(answers);
  }
}
