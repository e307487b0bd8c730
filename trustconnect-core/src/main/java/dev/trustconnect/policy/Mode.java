package dev.trustconnect.policy;

/** Whether a policy acts. */
public enum Mode {
  /** What violates the policy is refused. */
  ENFORCE,
  /**
   * It is decided and reported, and let pass: how a policy is rolled out without breaking what
   * works today. Never weaker than an ordinary client: BOGUS and INDETERMINATE names,
   * special-purpose addresses, a certificate that isn't the host's or leads to no usual root, and
   * connections without evidence refuse all the same.
   *
   * <p>Weaker than no policy at all, which refuses: cleartext, and secrets or bodies on their way
   * to another host, pass as they do in an ordinary client, and are reported.
   */
  REPORT_ONLY
}
