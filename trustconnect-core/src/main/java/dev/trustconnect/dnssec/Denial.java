package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;

/** What NSEC or NSEC3 records say about an absence. */
sealed interface Denial {

  /** It is absent. */
  record Proven(Lifetime lifetime) implements Denial {}

  /** There is no DS, and a delegation: what is below is unsigned (RFC 4035 §5.2). */
  record Delegation(Lifetime lifetime) implements Denial {}

  /**
   * Proven to be none of the signed zone's business: an opt-out span, or more iterations than we
   * compute.
   */
  record Unsigned(Failure why, Lifetime lifetime) implements Denial {}

  /** Not proven. */
  record Refuted(Failure failure) implements Denial {
    /** Whether the opposite is proven: then no zone above has a say. */
    boolean isDisproof() {
      return failure.reason() == Reason.NAME_EXISTS || failure.reason() == Reason.TYPE_EXISTS;
    }

    /** Of this and {@code other} the disproof, or else the one that tells more. */
    Refuted or(Refuted other) {
      if (isDisproof() || other.isDisproof()) {
        return isDisproof() ? this : other;
      }
      return new Refuted(Failure.moreTelling(failure, other.failure));
    }
  }
}
