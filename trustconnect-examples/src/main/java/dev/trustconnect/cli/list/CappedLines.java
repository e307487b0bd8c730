package dev.trustconnect.cli.list;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a text, none longer than a limit that applies while it is read. */
public final class CappedLines {
  private final BufferedReader text;
  private final String source;
  private final int maxChars;
  private int number;

  /**
   * The lines of {@code text}.
   *
   * @param source where it comes from, for messages
   * @param maxChars the longest line, without its end
   */
  public CappedLines(BufferedReader text, String source, int maxChars) {
    this.text = text;
    this.source = source;
    this.maxChars = maxChars;
  }

  /**
   * The next line without its end; null after the last one. Blocks.
   *
   * @throws IllegalArgumentException if it is longer, with its number
   */
  public @Nullable String next() throws IOException {
    int c = text.read();
    if (c < 0) {
      return null;
    }
    number++;
    StringBuilder line = new StringBuilder();
    for (; c >= 0 && c != '\n' && c != '\r'; c = text.read()) {
      if (line.length() == maxChars) {
        throw new IllegalArgumentException(
            source + ", line " + number + ": longer than " + maxChars + " characters");
      }
      line.append((char) c);
    }
    if (c == '\r') {
      skipLineFeed();
    }
    return line.toString();
  }

  private void skipLineFeed() throws IOException {
    text.mark(1);
    if (text.read() != '\n') {
      text.reset();
    }
  }

  /** The number of the line that was read last, from 1. */
  public int number() {
    return number;
  }
}
