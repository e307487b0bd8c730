package dev.trustconnect.bench;

/**
 * A library that a benchmark measures isn't on the class path. The message names it and the remedy.
 */
public final class AbsentException extends Exception {
  private static final long serialVersionUID = 1;

  public AbsentException(String message, Throwable cause) {
    super(message, cause);
  }
}
