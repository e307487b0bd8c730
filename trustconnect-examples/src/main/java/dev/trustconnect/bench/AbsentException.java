package dev.trustconnect.bench;

/** What a benchmark measures isn't on the class path. The message says what and what to do. */
public final class AbsentException extends Exception {
  private static final long serialVersionUID = 1;

  public AbsentException(String message, Throwable cause) {
    super(message, cause);
  }
}
