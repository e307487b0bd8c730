package dev.trustconnect.resolve;

import dev.trustconnect.audit.AuditEvent.UpstreamFailure;
import dev.trustconnect.dnssec.ValidatedAnswer;
import java.time.Duration;
import java.util.List;

/**
 * The result of one question, of any name and type: a report, not a permission.
 *
 * <p>The answer's verdict may be BOGUS or INDETERMINATE; to connect, call {@link
 * TrustedResolver#resolve} instead, which refuses those.
 *
 * <p>Immutable; only a resolver makes one.
 */
public final class Lookup {
  private final ValidatedAnswer answer;
  private final int questions;
  private final int roundTrips;
  private final boolean remembered;
  private final Duration elapsed;
  private final List<AddressFinding> addressFindings;
  private final List<UpstreamFailure> failures;

  Lookup(
      ValidatedAnswer answer,
      int questions,
      int roundTrips,
      boolean remembered,
      Duration elapsed,
      List<AddressFinding> addressFindings,
      List<UpstreamFailure> failures) {
    this.answer = answer;
    this.questions = questions;
    this.roundTrips = roundTrips;
    this.remembered = remembered;
    this.elapsed = elapsed;
    this.addressFindings = List.copyOf(addressFindings);
    this.failures = List.copyOf(failures);
  }

  /** Every hop with its verdict, and the chain. */
  public ValidatedAnswer answer() {
    return answer;
  }

  /**
   * How many questions were asked upstream because of this lookup. Those that another lookup had
   * asked already, and those answered from the cache, don't count.
   */
  public int questions() {
    return questions;
  }

  /** How often answers had to be waited for before more could be asked; 0 from the cache. */
  public int roundTrips() {
    return roundTrips;
  }

  /** Whether the answer itself was cached. */
  boolean isRemembered() {
    return remembered;
  }

  /** The time from the call to the verdict. */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * The special-purpose addresses among the answer's A and AAAA records; they don't change the
   * verdict.
   */
  public List<AddressFinding> addressFindings() {
    return addressFindings;
  }

  /**
   * The upstreams that were asked for this lookup and led to no proof, each with its own reason, in
   * the order in which they failed. A cached refusal has those of the lookup that led to it; they
   * are empty for a cached proof, and where the first upstream led to one.
   */
  public List<UpstreamFailure> failures() {
    return failures;
  }

  /** The verdict and its cost: {@code SECURE by 9 questions in 2 round trips, 41 ms}. */
  @Override
  public String toString() {
    return answer.verdict().label()
        + " by "
        + questions
        + " questions in "
        + roundTrips
        + " round trips, "
        + elapsed.toMillis()
        + " ms";
  }
}
