package dev.trustconnect.name;

import org.jspecify.annotations.Nullable;

/**
 * A host name in its one canonical spelling: lower-case ASCII, A-labels for IDNs, no trailing dot.
 *
 * <p>Two spellings of one host are equal, so that {@code Example.COM.} can't bypass a rule for
 * {@code example.com}. IP addresses in any spelling aren't host names. Immutable.
 *
 * @param ascii the canonical spelling; the constructor accepts nothing else, and {@link #parse}
 *     converts other spellings
 */
public record HostName(String ascii) implements Comparable<HostName> {
  /**
   * Without the trailing dot; RFC 1035 §2.3.4 counts 255 octets on the wire, which leaves 253
   * characters.
   */
  private static final int MAX_NAME = 253;

  private static final int MAX_LABEL = 63;

  /** The limit for text before mapping: a longer IDN wouldn't fit in 253 characters of ASCII. */
  private static final int MAX_TEXT = 1024;

  /**
   * Checks that {@code ascii} is canonical.
   *
   * @throws IllegalArgumentException if it isn't; the message names the position
   */
  public HostName {
    requireCanonical(ascii, ascii);
  }

  /**
   * Reads a host name as written by a person or in a URL, and converts it to the canonical
   * spelling.
   *
   * <ul>
   *   <li>One trailing dot is dropped, ASCII letters become lower-case.
   *   <li>Labels are letters, digits and inner hyphens (RFC 952, RFC 1123 §2.1), 1 to 63 of them;
   *       253 in all.
   *   <li>Anything that a URL parser or {@code inet_aton} would read as an address is refused:
   *       {@code 127.1}, {@code 0x7f.1}, {@code 2130706433}, {@code ::1}, {@code [::1]}.
   *   <li>Names beyond ASCII are mapped by UTS 46, non-transitional, with UseSTD3ASCIIRules,
   *       CheckHyphens, CheckBidi and CheckJoiners. This needs {@code com.ibm.icu:icu4j} on the
   *       class path; without it such names are refused.
   *   <li>Names with an {@code xn--} label are checked by the same rules if ICU4J is present: the
   *       decoded label must map back to the same label. Without ICU4J they are accepted unchecked,
   *       since the DNS compares the ASCII form anyway.
   *   <li>Names of ASCII only are not subject to CheckHyphens: hosts like {@code r3---sn-x.example}
   *       exist.
   * </ul>
   *
   * @throws IllegalArgumentException if the text isn't a host name; the message names the position
   */
  public static HostName parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "a host name has at most " + MAX_NAME + " characters, this has " + text.length());
    }
    String lower = lowerAscii(text);
    requireNoAddressSyntax(lower, text);
    String mapped = needsMapping(lower) ? mapped(lower, text) : lower;
    String ascii = mapped.endsWith(".") ? mapped.substring(0, mapped.length() - 1) : mapped;
    if (!ascii.equals(text)) {
      requireCanonical(ascii, text); // its message shows the text
    }
    return new HostName(ascii);
  }

  private static String mapped(String lower, String text) {
    try {
      return Uts46.toAscii(lower, shown(text));
    } catch (NoClassDefFoundError e) {
      if (isAscii(lower)) {
        return lower; // A-labels only: the DNS compares exactly these characters
      }
      throw new IllegalArgumentException(
          shown(text)
              + " is not ASCII: names beyond ASCII need com.ibm.icu:icu4j on the class path, or on"
              + " the module path with --add-modules com.ibm.icu; or write it with xn-- labels",
          e);
    }
  }

  private static void requireCanonical(String ascii, String text) {
    if (ascii.isEmpty()) {
      throw new IllegalArgumentException(
          text.isEmpty() ? "a host name is empty" : "the DNS root isn't a host name");
    }
    if (ascii.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "a host name has at most " + MAX_NAME + " characters, this has " + ascii.length());
    }
    int start = 0;
    int last = 0;
    while (start <= ascii.length()) {
      int dot = ascii.indexOf('.', start);
      int end = dot < 0 ? ascii.length() : dot;
      requireLabel(ascii, start, end, text);
      last = start;
      start = end + 1;
    }
    // Browsers (WHATWG URL) and inet_aton read a name that ends in a number as an IPv4 address.
    if (isNumber(ascii, last)) {
      throw new IllegalArgumentException(
          shown(text) + " is an IP address or would be read as one, not a host name");
    }
  }

  private static void requireLabel(String ascii, int start, int end, String text) {
    if (start == end) {
      throw new IllegalArgumentException(
          shown(text) + " has an empty label at position " + (start + 1));
    }
    if (end - start > MAX_LABEL) {
      throw new IllegalArgumentException(
          shown(text)
              + " has a label of "
              + (end - start)
              + " characters at position "
              + (start + 1)
              + "; "
              + MAX_LABEL
              + " is the limit");
    }
    for (int i = start; i < end; i++) {
      char c = ascii.charAt(i);
      boolean inner = i > start && i < end - 1;
      if (!isLetterOrDigit(c) && !(c == '-' && inner)) {
        throw new IllegalArgumentException(
            shown(text)
                + " has "
                + (c == '-' ? "a hyphen at the edge of a label" : shownCharacter(c))
                + " at position "
                + (i + 1)
                + "; a host name has lower-case letters, digits and inner hyphens");
      }
    }
  }

  private static void requireNoAddressSyntax(String lower, String text) {
    int colon = lower.indexOf(':');
    if (lower.startsWith("[") || (colon >= 0 && lower.indexOf(':', colon + 1) >= 0)) {
      throw new IllegalArgumentException(shown(text) + " is an IPv6 address, not a host name");
    }
    if (colon >= 0) {
      throw new IllegalArgumentException(
          shown(text) + " has ':' at position " + (colon + 1) + "; a host name has no port");
    }
  }

  private static boolean needsMapping(String lower) {
    return !isAscii(lower) || lower.startsWith("xn--") || lower.contains(".xn--");
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) { // no stream: this runs for every request
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean isNumber(String ascii, int from) {
    boolean hex = ascii.startsWith("0x", from);
    for (int i = hex ? from + 2 : from; i < ascii.length(); i++) {
      if (Character.digit(ascii.charAt(i), hex ? 16 : 10) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String lowerAscii(String text) {
    if (!hasUpperAscii(text)) {
      return text;
    }
    StringBuilder lower = new StringBuilder(text.length());
    text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 0x20 : c)));
    return lower.toString();
  }

  private static boolean hasUpperAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
        return true;
      }
    }
    return false;
  }

  /**
   * The text in quotes, cut to 80 characters, with characters escaped that could manipulate a
   * terminal.
   */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .limit(80)
        .forEach(
            c -> {
              if (c < 0x80 ? c >= 0x20 && c < 0x7f : Character.isLetterOrDigit(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format("\\u{%X}", c));
              }
            });
    return shown.append(text.codePointCount(0, text.length()) > 80 ? "…'" : "'").toString();
  }

  private static String shownCharacter(char c) {
    return c > 0x20 && c < 0x7f ? "'" + c + "'" : String.format("U+%04X", (int) c);
  }

  // Written out, and in other keys of maps too: what a record generates costs milliseconds when it
  // is linked, which is in the first lookup.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HostName that && ascii.equals(that.ascii);
  }

  @Override
  public int hashCode() {
    return ascii.hashCode();
  }

  /** Alphabetical by the canonical spelling. */
  @Override
  public int compareTo(HostName other) {
    return ascii.compareTo(other.ascii);
  }

  /** The canonical spelling, which {@link #parse} reads back. */
  @Override
  public String toString() {
    return ascii;
  }
}
