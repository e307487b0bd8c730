package dev.trustconnect.cli.fetch;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;

/**
 * Which bytes a 206 carries (RFC 9110 §14.4).
 *
 * @param first position of the first byte
 * @param last position of the last byte
 * @param total how many bytes the whole has; -1 for {@code *}
 */
record ContentRange(long first, long last, long total) {
  /** RFC 9110 §14.1: range unit names are case-insensitive. */
  private static final Pattern SYNTAX =
      Pattern.compile("(?i:bytes) +(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** The range of a response; empty unless it has exactly one, and a valid one. */
  static Optional<ContentRange> of(Headers headers) {
    List<String> values = headers.values("Content-Range");
    Matcher syntax = SYNTAX.matcher(values.size() == 1 ? values.get(0).strip() : "");
    if (!syntax.matches()) {
      return Optional.empty();
    }
    String total = syntax.group(3);
    ContentRange range =
        new ContentRange(
            Long.parseLong(syntax.group(1)),
            Long.parseLong(syntax.group(2)),
            total.equals("*") ? -1 : Long.parseLong(total));
    return range.isValid() ? Optional.of(range) : Optional.empty();
  }

  /** RFC 9110 §14.4: a last position below the first, or a total not above it, is invalid. */
  private boolean isValid() {
    return first <= last && (total < 0 || last < total);
  }

  long length() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first + "-" + last + "/" + (total < 0 ? "*" : String.valueOf(total));
  }
}
