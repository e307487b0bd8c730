package dev.trustconnect.cli.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Chooses the validator that a later If-Range names a version by (RFC 9110 §13.1.5). */
final class Validator {
  /** Enough for any tag in use; a longer one would only enlarge our request. */
  private static final int MAX_LENGTH = 256;

  /**
   * RFC 9110 §8.8.3, a strong entity tag, in ASCII: obs-text (bytes above 0x7F) can't be sent back
   * unchanged.
   */
  private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7E]*\"");

  /**
   * RFC 9110 §8.8.2.2: a date is a strong validator only if there is "enough difference between the
   * Last-Modified and Date values"; otherwise the file may have changed twice within its second.
   * RFC 7232 put that difference at 60 seconds.
   */
  private static final Duration STRONG_AFTER = Duration.ofSeconds(60);

  /** IMF-fixdate of RFC 9110 §5.6.7, the one form that servers may send today. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Validator() {}

  /** The validator of a response; empty if it has none that is strong and can be sent back. */
  static String of(Headers headers) {
    List<String> tags = headers.values("ETag");
    if (!tags.isEmpty()) {
      // RFC 9110 §13.1.5: no date for a representation that has a tag, and never a weak tag.
      return tags.size() == 1 && isStrongTag(tags.get(0)) ? tags.get(0) : "";
    }
    List<String> modified = headers.values("Last-Modified");
    List<String> dates = headers.values("Date");
    if (modified.size() != 1 || dates.size() != 1) {
      return "";
    }
    Instant changed = date(modified.get(0));
    Instant sent = date(dates.get(0));
    boolean strong = changed != null && sent != null && !sent.isBefore(changed.plus(STRONG_AFTER));
    return strong ? modified.get(0) : "";
  }

  /** Whether {@code text} is a validator that {@link #of} may have returned. */
  static boolean canBeSent(String text) {
    return isStrongTag(text) || date(text) != null;
  }

  static boolean isTag(String validator) {
    return validator.startsWith("\"");
  }

  private static boolean isStrongTag(String text) {
    return text.length() <= MAX_LENGTH && STRONG_TAG.matcher(text).matches();
  }

  private static @Nullable Instant date(String text) {
    try {
      return text.length() > MAX_LENGTH ? null : HTTP_DATE.parse(text, Instant::from);
    } catch (DateTimeException notADate) {
      return null;
    }
  }
}
