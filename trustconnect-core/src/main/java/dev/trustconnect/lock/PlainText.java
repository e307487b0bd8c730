package dev.trustconnect.lock;

/** Text on one line, without characters that a terminal or an editor could take as commands. */
final class PlainText {
  private static final int MAX = 200;

  private PlainText() {}

  /** {@code text} itself; throws {@link IllegalArgumentException} if it isn't plain, or long. */
  static String require(String text) {
    if (text.codePointCount(0, text.length()) > MAX) {
      throw new IllegalArgumentException("longer than " + MAX + " characters");
    }
    text.codePoints()
        .filter(c -> !isPlain(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  "the character U+%04X, which can't be shown".formatted(c));
            });
    return text;
  }

  /** The first 200 characters, with {@code ?} for each that isn't plain. */
  static String of(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints().limit(MAX).forEach(c -> plain.appendCodePoint(isPlain(c) ? c : '?'));
    return plain.toString();
  }

  /** As {@link #of}, of a domain name the last 200 characters: its end says whose it is. */
  static String ofName(String name) {
    return of(name.substring(Math.max(0, name.length() - MAX)));
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }
}
