package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;

/** Why something could not be proven, and at which link. */
record Failure(Reason reason, String detail, FailingLink link) {

  /** The more telling of two failures. */
  static Failure moreTelling(Failure a, Failure b) {
    return b.reason.rank() < a.reason.rank() ? b : a;
  }

  Failure at(FailingLink.Part part) {
    return new Failure(
        reason, detail, new FailingLink(link.zone(), part, link.keyTag(), link.algorithm()));
  }
}
