package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.RRset;

/**
 * The judged answer to one question: every hop with its own verdict, and the chain that was walked.
 *
 * @param question what was asked
 * @param rcode the upstream's response code for the last hop (RFC 6895), -1 if nothing was answered
 * @param hops from the question's name to the final data; never empty
 * @param verdict that of the weakest hop
 * @param chain the zones the verdict rests on, root first
 * @param ttlSeconds how long the answer may be kept: never past any TTL, original TTL or signature
 *     on the way
 */
public record ValidatedAnswer(
    Question question,
    int rcode,
    List<Hop> hops,
    Verdict verdict,
    List<ZoneLink> chain,
    long ttlSeconds) {
  public ValidatedAnswer {
    hops = List.copyOf(hops);
    chain = List.copyOf(chain);
  }

  /**
   * From the question's name to the final data; never empty. No record in them has a TTL above
   * {@link #ttlSeconds()}: TTLs aren't signed, and a caller may cache what it is shown.
   */
  @Override
  public List<Hop> hops() {
    return hops.stream().map(hop -> hop.endingWithin(ttlSeconds)).toList();
  }

  /** The last hop: the data itself or its absence. */
  public Hop last() {
    return hops.get(hops.size() - 1).endingWithin(ttlSeconds);
  }

  /**
   * The RRsets that answer the question, aliases first, each still with its RRSIGs; their TTLs as
   * in {@link #hops()}.
   */
  public List<RRset> records() {
    return hops().stream().flatMap(hop -> hop.records().stream()).toList();
  }

  /**
   * The same answer at {@code now}, its TTL counted down to what is left of it: at most what it
   * was, never below 0. A refusal's is 0 anyway.
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
   * @param why no newer one could be had
   * @return empty if it was a refusal, or a signature on its chain has ended
   */
  public Optional<ValidatedAnswer> stale(Instant now, Duration extension, Reason why) {
    Instant end = Lifetime.earlier(now.plus(extension), verdict.signatureEnd());
    boolean proven = verdict instanceof Verdict.Secure || verdict instanceof Verdict.Insecure;
    if (!proven || !end.isAfter(now)) {
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
        ? verdict // a hop whose TTL goes on
        : Verdicts.lasting(
            verdict, new Lifetime(end, verdict.signatureEnd()), new Staleness(since, why));
  }

  /** The moment from which this answer must not be used any more. */
  public Instant validUntil() {
    return verdict.validUntil();
  }
}
