package dev.trustconnect.gate;

import dev.trustconnect.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits the lines of one header into the single secrets they carry, as SHA-256 digests. The same
 * secret has the same digest in every header and spelling: padded, quoted, in a list, after an
 * authentication scheme, as a cookie. For one header.
 *
 * <p>Digests have a fixed length, whatever the input, and reveal nothing if logged.
 */
final class SecretValues {
  /**
   * Shorter values of cookies and parameters are usually flags, languages and counters, which many
   * hosts share. They are compared only as part of the whole line.
   */
  static final int SHORTEST_PART = 8;

  /** Parameters of Digest (RFC 7616 §3.4), AWS and OAuth 1.0 that aren't secret. */
  private static final Set<String> PUBLIC_PARAMETERS =
      Set.of(
          "username",
          "username*",
          "userhash",
          "realm",
          "uri",
          "qop",
          "nc",
          "algorithm",
          "opaque",
          "charset",
          "credential",
          "signedheaders",
          "oauth_consumer_key",
          "oauth_signature_method");

  private static final String BASIC = "Basic ";

  private final Set<ByteBuffer> digests = new HashSet<>(4);

  private SecretValues() {}

  /**
   * The secrets in the header {@code name}.
   *
   * @param lines its lines, joined by line breaks
   */
  static Set<ByteBuffer> in(String name, String lines) {
    SecretValues values = new SecretValues();
    for (String line : lines.split("\n", -1)) {
      if (name.equals("cookie")) {
        values.cookies(line);
      } else {
        values.credentials(line);
      }
    }
    return values.digests;
  }

  /** RFC 6265 §4.2.1: pairs of name and value between semicolons. */
  private void cookies(String line) {
    add(line);
    for (String pair : line.split(";", -1)) {
      addPart(pair.substring(pair.indexOf('=') + 1));
    }
  }

  /** RFC 9110 §11.4: a scheme and a token or parameters; a list if several lines were joined. */
  private void credentials(String line) {
    List<String> elements = elements(line);
    boolean structured = elements.size() > 1;
    for (String element : elements) {
      String collapsed = collapsed(element);
      structured |= addParameterOf(withoutScheme(collapsed));
      addPartsOfBasic(collapsed);
    }
    if (structured) {
      add(line);
    }
  }

  /** RFC 7617 §2: user and password, in Base64. A key is often given as one of the two. */
  private void addPartsOfBasic(String element) {
    if (!element.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return;
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(element.substring(BASIC.length()));
    } catch (IllegalArgumentException notBase64) {
      return; // a server can't decode it either; the whole value is compared
    }
    String pair = new String(decoded, StandardCharsets.UTF_8);
    int colon = pair.indexOf(':');
    addPart(pair.substring(0, Math.max(0, colon)));
    addPart(pair.substring(colon + 1));
  }

  private static String withoutScheme(String element) {
    int space = element.indexOf(' ');
    String first = element.substring(0, Math.max(0, space));
    return first.indexOf('=') < 0
            && first.indexOf('"') < 0 // otherwise it is a parameter with a space
        ? element.substring(space + 1)
        : element;
  }

  /** Whether {@code value} is a parameter; one with padding at its end, {@code YWJj==}, isn't. */
  private boolean addParameterOf(String value) {
    int equals = value.indexOf('=');
    if (equals <= 0 || value.substring(equals).replace("=", "").isBlank()) {
      add(value);
      for (String word : value.split(" ", -1)) {
        addPart(word);
      }
      return false;
    }
    String parameter = value.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    if (!PUBLIC_PARAMETERS.contains(parameter)) {
      addPart(value.substring(equals + 1));
    }
    return true;
  }

  /** The elements between unquoted commas (RFC 9110 §5.6.1). */
  private static List<String> elements(String line) {
    if (line.indexOf(',') < 0) {
      return List.of(line); // the usual case
    }
    List<String> elements = new ArrayList<>();
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        elements.add(line.substring(begin, i));
        begin = i + 1;
      }
    }
    elements.add(line.substring(begin));
    return elements;
  }

  private void addPart(String part) {
    if (plain(part).length() >= SHORTEST_PART) {
      add(part);
    }
  }

  private void add(String value) {
    String plain = plain(value);
    if (!plain.isEmpty()) {
      digests.add(ByteBuffer.wrap(Sha256.of(plain)).asReadOnlyBuffer());
    }
  }

  /** The value without padding and quotes. */
  private static String plain(String value) {
    String plain = collapsed(value);
    return plain.length() > 1 && plain.startsWith("\"") && plain.endsWith("\"")
        ? collapsed(plain.substring(1, plain.length() - 1))
        : plain;
  }

  /** The text without white space at the ends, and with runs of it replaced by one space. */
  private static String collapsed(String text) {
    StringBuilder collapsed = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ' && !Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
        collapsed.append(c);
      } else if (collapsed.length() > 0 && collapsed.charAt(collapsed.length() - 1) != ' ') {
        collapsed.append(' ');
      }
    }
    int length = collapsed.length();
    if (length > 0 && collapsed.charAt(length - 1) == ' ') {
      collapsed.setLength(length - 1);
    }
    return collapsed.toString();
  }
}
