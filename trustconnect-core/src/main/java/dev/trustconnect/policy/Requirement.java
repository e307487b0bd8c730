package dev.trustconnect.policy;

/** What becomes of a fact that wasn't evaluated. One that was evaluated and violated refuses. */
public enum Requirement {
  /** It must have been evaluated. */
  REQUIRE,
  /** It may be absent, and is reported then. Never skips a check that could be made. */
  OBSERVE
}
