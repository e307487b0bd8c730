package dev.trustconnect.dnssec;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A text isn't a DNS question. */
public final class QuestionSyntaxException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final int character;

  QuestionSyntaxException(int character, String problem, @Nullable Throwable cause) {
    super(problem, cause);
    this.character = character;
  }

  /** A problem at this index of the text. */
  static QuestionSyntaxException at(int index, String problem) {
    return new QuestionSyntaxException(index + 1, problem, null);
  }

  /** A problem of a part of the text that begins at this index. */
  static QuestionSyntaxException at(int index, QuestionSyntaxException inPart) {
    return new QuestionSyntaxException(
        index + inPart.character, String.valueOf(inPart.getMessage()), inPart);
  }

  /** The character of the text at which the problem begins, counted from 1. */
  public int character() {
    return character;
  }
}
