package dev.trustconnect.policy;

/** What must be proven about a name. BOGUS and INDETERMINATE refuse under both. */
public enum Dnssec {
  /** An unbroken chain of signatures. */
  REQUIRE_SECURE,
  /** That, or a signed proof that there is none. */
  ALLOW_PROVEN_INSECURE
}
