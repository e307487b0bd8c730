package dev.trustconnect.cli.defect;

import dev.trustconnect.cli.terminal.ShownText;

/** An unexpected exception, which says nothing about the endpoint that was being looked at. */
public record Defect(Throwable cause) {
  /** Its name in reports. */
  public static final String ID = "internal-error";

  private static final int MAX_TEXT = 300;

  /** The exception's class. */
  public String type() {
    return cause.getClass().getName();
  }

  /** The exception's message on one line, shortened and safe to show; empty if it has none. */
  public String message() {
    String text = cause.getMessage() == null ? "" : cause.getMessage();
    return ShownText.line(
        text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + " (shortened)");
  }

  /** {@code internal error: java.lang.IllegalStateException: no key}. */
  @Override
  public String toString() {
    return "internal error: " + type() + (message().isEmpty() ? "" : ": " + message());
  }
}
