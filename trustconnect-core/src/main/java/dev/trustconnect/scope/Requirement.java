package dev.trustconnect.scope;

/** Whether a fact must have been evaluated. A violation that was found always refuses. */
public enum Requirement {
  /** It must have been evaluated. */
  REQUIRE,
  /** It must be checked, but it is acceptable, and reported, if it can't be evaluated. */
  OBSERVE,
  /** It needn't be checked. */
  NOT_ASKED
}
