package dev.trustconnect.cli.terminal;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes text fit for a terminal and a log: no control characters, no tokens of URLs. */
public final class ShownText {
  /** Control, format (bidirectional overrides among them), surrogates and line separators. */
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");

  /** A URL, or the rest of one after its scheme, with a query or user information. */
  private static final Pattern MAY_HOLD_A_TOKEN =
      Pattern.compile("(?s).*://.*|.*\\?.*|[^/@]*:[^/@]*@.*");

  private static final Pattern USER_INFORMATION = Pattern.compile("(//|^)[^/]*@");
  private static final Pattern QUERY_OR_FRAGMENT = Pattern.compile("[?#].*", Pattern.DOTALL);
  private static final Pattern JAVA_CLASS =
      Pattern.compile("\\b(?:[a-z][a-z0-9]*\\.)+[A-Z]\\w*(?:: )?");

  private ShownText() {}

  /**
   * The text on one line; each character that a terminal could take as a command is replaced by
   * {@code ?}.
   */
  public static String line(String text) {
    return UNFIT.matcher(text).replaceAll("?");
  }

  /**
   * A URL as it was typed, maybe malformed: without user information, query and fragment. A
   * password with a slash is recognised by its {@code @} as well.
   */
  public static String url(String typed) {
    String bare = QUERY_OR_FRAGMENT.matcher(typed).replaceAll("");
    int at = bare.lastIndexOf('@');
    int scheme = bare.indexOf("//");
    if (at > scheme && at >= 0) {
      bare = (scheme < 0 ? "" : bare.substring(0, scheme + 2)) + bare.substring(at + 1);
    }
    return line(USER_INFORMATION.matcher(bare).replaceAll("$1"));
  }

  /**
   * An error message about a command line; any URL that was typed is shown as {@link #url} shows
   * it.
   */
  public static String complaint(String message, String... arguments) {
    List<String> typed =
        Stream.of(arguments)
            .flatMap(argument -> Stream.of(argument, argument.replaceFirst("^--?[\\w-]+=", "")))
            .filter(argument -> MAY_HOLD_A_TOKEN.matcher(argument).matches())
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
    String shown = message;
    for (String argument : typed) {
      shown = shown.replace(argument, url(argument));
    }
    return line(JAVA_CLASS.matcher(shown).replaceAll(""));
  }
}
