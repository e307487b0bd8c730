package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes verdicts out of proofs and failures; nothing else does. */
final class Verdicts {
  private final WorkBudget budget;
  private final Instant now;

  Verdicts(Terms terms) {
    this.budget = terms.budget();
    this.now = terms.now();
  }

  Verdict secure(Lifetime lifetime) {
    return new Verdict.Secure(lifetime, null);
  }

  Verdict insecure(Failure why, Lifetime lifetime) {
    return new Verdict.Insecure(why.reason(), why.detail(), why.link(), lifetime, null);
  }

  /**
   * BOGUS or INDETERMINATE, as the reason says; a proof that is missing because the budget ran out
   * makes it INDETERMINATE, not BOGUS.
   */
  Verdict refused(Failure failure) {
    if (failure.reason().kind().isIndeterminate()) {
      return new Verdict.Indeterminate(failure.reason(), failure.detail(), failure.link(), now);
    }
    if (budget.isSpent()) {
      return new Verdict.Indeterminate(
          Reason.WORK_BUDGET_SPENT,
          "gave up after " + budget.spentOn() + ", and found " + failure.detail(),
          failure.link(),
          now);
    }
    return new Verdict.Bogus(failure.reason(), failure.detail(), failure.link(), now);
  }

  Verdict budgetSpent(Question question) {
    return new Verdict.Indeterminate(
        Reason.WORK_BUDGET_SPENT,
        "gave up after " + budget.spentOn(),
        FailingLink.at(question.name().toString(), Part.FETCH),
        now);
  }

  /**
   * The same verdict with another lifetime: an answer ends with the first of its hops, a stale one
   * later than its TTL. A refusal isn't kept at all.
   */
  static Verdict lasting(Verdict verdict, Lifetime lifetime, @Nullable Staleness staleness) {
    if (verdict instanceof Verdict.Secure) {
      return new Verdict.Secure(lifetime, staleness);
    }
    if (verdict instanceof Verdict.Insecure insecure) {
      return new Verdict.Insecure(
          insecure.reason(), insecure.detail(), insecure.link().orElseThrow(), lifetime, staleness);
    }
    return verdict;
  }
}
