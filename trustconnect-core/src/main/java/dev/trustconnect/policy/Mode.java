package dev.trustconnect.policy;

/** Whether a policy acts. */
public enum Mode {
  /** What violates the policy is refused. */
  ENFORCE,
  /**
   * It is decided and reported, and let pass: how a policy is rolled out. Never weaker than a
   * client without a policy: BOGUS and INDETERMINATE names, special-purpose addresses, a
   * certificate that isn't the host's or leads to no usual root, and connections without evidence
   * refuse all the same.
   */
  REPORT_ONLY
}
