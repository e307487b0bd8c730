package dev.trustconnect.remark;

/** How sure a remark is. */
public enum Confidence {
  /** Proven by signatures, or seen on the connection. */
  PROVEN,
  /** The observation nearly always has this cause. */
  LIKELY,
  /** The observation may have another cause. */
  HINT
}
