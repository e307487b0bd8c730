package dev.trustconnect.dnssec;

/**
 * The work that one validation may still do within its {@link WorkLimits}. Charged before the work
 * is done.
 *
 * <p>Running out is remembered: a verdict that lacks a proof after that is INDETERMINATE, not
 * BOGUS.
 */
final class WorkBudget {
  private final WorkLimits limits;
  private int checks;
  private int failures;
  private int hashes;
  private int questions;
  private String spentOn = "";

  WorkBudget(WorkLimits limits) {
    this.limits = limits;
  }

  /** Pays for one signature check; false if there is nothing left to pay with. */
  boolean paySignatureCheck() {
    if (failures >= limits.signatureFailures()) {
      return refuse(limits.signatureFailures() + " wrong signatures");
    }
    return pay(++checks, limits.signatureChecks(), "signature checks");
  }

  /** Records that a charged check found a wrong signature. */
  void noteSignatureFailure() {
    failures++;
  }

  boolean payNsec3Hash() {
    return pay(++hashes, limits.nsec3Hashes(), "NSEC3 hashes");
  }

  boolean payQuestions(int count) {
    questions += count;
    return pay(questions, limits.chainQuestions(), "chain questions");
  }

  int keysPerTag() {
    return limits.keysPerTag();
  }

  int aliasHops() {
    return limits.aliasHops();
  }

  boolean isSpent() {
    return !spentOn.isEmpty();
  }

  /** The limit that was reached, for messages. */
  String spentOn() {
    return spentOn;
  }

  private boolean pay(int used, int limit, String what) {
    return used <= limit || refuse("more than " + limit + " " + what);
  }

  private boolean refuse(String what) {
    if (spentOn.isEmpty()) {
      spentOn = what;
    }
    return false;
  }
}
