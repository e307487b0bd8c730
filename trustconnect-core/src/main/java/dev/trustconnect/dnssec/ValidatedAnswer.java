package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/**
 * The validated answer to one question: every hop with its own verdict, and the zones they rest on.
 *
 * <p>Only this package can make one. Immutable.
 */
public final class ValidatedAnswer {
  private final Question question;
  private final int rcode;
  private final List<Hop> hops;
  private final Verdict verdict;
  private final List<ZoneLink> chain;
  private final long ttlSeconds;

  ValidatedAnswer(
      Question question,
      int rcode,
      List<Hop> hops,
      Verdict verdict,
      List<ZoneLink> chain,
      long ttlSeconds) {
    this.question = question;
    this.rcode = rcode;
    this.hops = List.copyOf(hops);
    this.verdict = verdict;
    this.chain = List.copyOf(chain);
    this.ttlSeconds = ttlSeconds;
  }

  /** The question that was asked. */
  public Question question() {
    return question;
  }

  /** The upstream's response code for the last hop (RFC 6895); -1 if nothing was answered. */
  public int rcode() {
    return rcode;
  }

  /** The verdict of the weakest hop. */
  public Verdict verdict() {
    return verdict;
  }

  /** The zones that the verdict rests on, root first. */
  public List<ZoneLink> chain() {
    return chain;
  }

  /** How long the answer may be kept: never past any TTL, original TTL or signature on the way. */
  public long ttlSeconds() {
    return ttlSeconds;
  }

  /**
   * From the question's name to the final data; never empty. No record in them has a TTL above
   * {@link #ttlSeconds()}: TTLs aren't signed, and a caller may cache the records.
   */
  public List<Hop> hops() {
    List<Hop> ending = new ArrayList<>(hops.size());
    for (Hop hop : hops) {
      ending.add(hop.endingWithin(ttlSeconds));
    }
    return Collections.unmodifiableList(ending);
  }

  /** The last hop: the data itself or its absence. */
  public Hop last() {
    return hops.get(hops.size() - 1).endingWithin(ttlSeconds);
  }

  /**
   * The records that answer the question, aliases first; their TTLs as in {@link #hops()}. Without
   * RRSIGs, unless the question is for RRSIG: {@link Hop#signatures()} has them.
   */
  public List<DnsRecord> records() {
    List<DnsRecord> records = new ArrayList<>();
    for (Hop hop : hops()) {
      records.addAll(hop.records());
      if (question.type() == Type.RRSIG) {
        records.addAll(hop.signatures());
      }
    }
    return Collections.unmodifiableList(records);
  }

  /** {@link #records()} with their RRSIGs, as dnsjava keeps them. */
  List<RRset> sets() {
    List<RRset> sets = new ArrayList<>();
    for (Hop hop : hops()) {
      sets.addAll(hop.sets());
    }
    return Collections.unmodifiableList(sets);
  }

  /**
   * The same answer at {@code now}, with the TTL that is left: never more than before, never below
   * 0. The TTL of a refusal is always 0.
   */
  public ValidatedAnswer at(Instant now) {
    long left = Math.max(0, Duration.between(now, validUntil()).toSeconds());
    return left >= ttlSeconds
        ? this
        : new ValidatedAnswer(question, rcode, hops, verdict, chain, left);
  }

  /**
   * The same answer for a while longer although its TTL has run out, marked as stale (RFC 8767); no
   * longer than its signatures hold.
   *
   * @param extension how long from {@code now} on
   * @param why there is no newer one
   * @return empty if it was a refusal, or a signature on its chain has ended
   */
  public Optional<ValidatedAnswer> stale(Instant now, Duration extension, Reason why) {
    Instant end = Lifetime.earlier(now.plus(extension), verdict.signatureEnd());
    if (!verdict.isProven() || !end.isAfter(now)) {
      return Optional.empty();
    }
    return Optional.of(
        new ValidatedAnswer(
            question,
            rcode,
            hops.stream().map(hop -> hop.withVerdict(stale(hop.verdict(), now, end, why))).toList(),
            stale(verdict, now, end, why),
            chain,
            Duration.between(now, end).toSeconds()));
  }

  private static Verdict stale(Verdict verdict, Instant now, Instant end, Reason why) {
    Instant since = verdict.staleness().map(Staleness::since).orElse(verdict.validUntil());
    return since.isAfter(now)
        ? verdict // the TTL of this hop hasn't run out
        : Verdicts.lasting(
            verdict, new Lifetime(end, verdict.signatureEnd()), new Staleness(since, why));
  }

  /** The moment from which this answer must not be used any more. */
  public Instant validUntil() {
    return verdict.validUntil();
  }

  @Override
  public String toString() {
    return question + ": " + verdict + ", " + hops + ", for " + ttlSeconds + " s";
  }
}
