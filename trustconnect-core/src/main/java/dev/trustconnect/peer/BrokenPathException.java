package dev.trustconnect.peer;

import dev.trustconnect.finding.Finding;

/** No path could be verified. Never leaves this library. */
public final class BrokenPathException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Finding.Violated finding;

  /** With the most important reason. */
  public BrokenPathException(Finding.Violated finding) {
    super("seen " + finding.seen() + "; wanted " + finding.wanted(), null, false, false);
    this.finding = finding;
  }

  /** The reason why there is no path. */
  public Finding.Violated finding() {
    return finding;
  }
}
