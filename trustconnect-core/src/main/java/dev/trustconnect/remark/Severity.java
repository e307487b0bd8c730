package dev.trustconnect.remark;

/** How much a remark matters, the least first. */
public enum Severity {
  /** A fact to know; nothing is wrong. */
  INFO(0.0),
  /** Should be fixed when there is time. */
  LOW(2.5),
  /** Should be fixed soon. */
  MEDIUM(5.5),
  /** An attack is likely, or the endpoint is about to fail. */
  HIGH(8.0),
  /** The endpoint is broken, or can be taken over now. */
  CRITICAL(9.5);

  private final double score;

  Severity(double score) {
    this.score = score;
  }

  /** From 0 to 10, on the scale that SARIF calls {@code security-severity}. */
  public double score() {
    return score;
  }

  /** Whether this matters at least as much as {@code other}. */
  public boolean isAtLeast(Severity other) {
    return compareTo(other) >= 0;
  }
}
