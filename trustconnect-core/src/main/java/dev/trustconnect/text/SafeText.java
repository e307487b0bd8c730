package dev.trustconnect.text;

/** Makes untrusted text safe to print: short, on one line, without control characters. */
public final class SafeText {
  private static final int MAX = 100;
  private static final int MAX_HOST = 253; // RFC 1035 §2.3.4, as text

  private SafeText() {}

  /**
   * The first 100 characters of {@code text}, followed by {@code …} if there are more. Characters
   * other than printable ASCII are shown as {@code ?}.
   */
  public static String of(String text) {
    return line(text, MAX, "");
  }

  /** The same with up to {@code max} characters; the signs of our own texts, … and ←, stay. */
  public static String line(String text, int max) {
    return line(text, max, "…←");
  }

  private static String line(String text, int max, String alsoKept) {
    StringBuilder safe = new StringBuilder();
    int at = 0;
    for (int shown = 0; shown < max && at < text.length(); shown++) {
      int c = text.codePointAt(at);
      boolean kept = (c >= 0x20 && c < 0x7f) || alsoKept.indexOf(c) >= 0;
      safe.append(kept ? (char) c : '?');
      at += Character.charCount(c);
    }
    return text.length() > max ? safe + "…" : safe.toString();
  }

  /**
   * {@code text} if it is short and printable enough to be a host name, otherwise the words {@code
   * a name}.
   */
  public static String ofHost(String text) {
    if (text.length() > MAX_HOST) {
      return "a name";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= 0x20 || c >= 0x7f) {
        return "a name";
      }
    }
    return text;
  }
}
