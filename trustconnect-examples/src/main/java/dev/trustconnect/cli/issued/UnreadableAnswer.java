package dev.trustconnect.cli.issued;

import org.jspecify.annotations.Nullable;

/** A search service couldn't be asked, or its answer can't be used. The message says why. */
final class UnreadableAnswer extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableAnswer(String message) {
    super(message);
  }

  UnreadableAnswer(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
