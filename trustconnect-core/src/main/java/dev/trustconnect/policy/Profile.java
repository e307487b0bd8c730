package dev.trustconnect.policy;

/** What holds for hosts that no policy was made for. */
public enum Profile {
  /** The defaults: a proven name, public addresses, a verified path to the usual roots. */
  STANDARD,
  /** They are refused. */
  STRICT
}
