package dev.trustconnect.policy;

/** What becomes of a credential that is about to leave for a host it doesn't belong to. */
public enum CredentialRule {
  /** The request is refused. */
  REFUSE,
  /** The header is taken out, and the audit log says so. A body is refused all the same. */
  STRIP
}
