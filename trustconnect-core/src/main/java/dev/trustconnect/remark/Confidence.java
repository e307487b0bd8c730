package dev.trustconnect.remark;

/** How sure a remark is. */
public enum Confidence {
  /** Proven by signatures, or seen on the connection. */
  PROVEN,
  /** What was seen has this cause nearly always. */
  LIKELY,
  /** What was seen may have another cause. */
  HINT
}
