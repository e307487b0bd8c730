package dev.trustconnect.cli.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a CONNECT request (RFC 9110 §9.3.6, RFC 9112 §2 and §3.2.3).
 *
 * @param host the host as the client wrote it
 * @param size the length of the head in bytes
 */
record ConnectHead(String host, int port, int size) {
  /** The limit for the memory that a client can occupy before it has requested anything. */
  static final int MAX_BYTES = 8_192;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") (\\S+) (HTTP/\\d\\.\\d)");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[\\x21-\\x7e&&[^\\[\\]:/@?#\\\\]]+):([0-9]{1,5})");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):([\\t\\x20-\\x7e\\x80-\\xff]*)");

  /**
   * The head at the beginning of these bytes; empty if it is still incomplete.
   *
   * @throws Refused if this proxy doesn't serve it, as soon as that is known
   */
  static Optional<ConnectHead> in(byte[] bytes, int length) throws Refused {
    int end = end(bytes, length);
    if (end > MAX_BYTES || (end < 0 && length >= MAX_BYTES)) {
      throw new Refused(
          431, "proxy.head-too-large", "a request head of more than " + MAX_BYTES + " bytes");
    }
    if (end < 0) {
      return Optional.empty();
    }
    String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    int start = 0;
    while (head.charAt(start) == '\r' || head.charAt(start) == '\n') {
      start++; // skip only empty lines: the first non-empty line may begin with a CR
    }
    return Optional.of(parse(head.substring(start), end));
  }

  /**
   * The index after the empty line, or -1. RFC 9112 §2.2: a line may end with a single LF, and
   * empty lines may come before the request.
   */
  private static int end(byte[] bytes, int length) {
    boolean begun = false;
    int lineStart = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      boolean isEmpty = i == lineStart || (i == lineStart + 1 && bytes[lineStart] == '\r');
      if (isEmpty && begun) {
        return i + 1;
      }
      begun |= !isEmpty;
      lineStart = i + 1;
    }
    return -1;
  }

  private static ConnectHead parse(String head, int size) throws Refused {
    String[] lines = head.split("\r?\n");
    Matcher request = REQUEST_LINE.matcher(lines[0]);
    if (!request.matches()) {
      throw malformed("a request line that isn't CONNECT host:port HTTP/1.1");
    }
    if (!request.group(3).startsWith("HTTP/1.")) {
      throw new Refused(505, "proxy.http-version", request.group(3) + "; this proxy has HTTP/1.1");
    }
    if (!request.group(1).equals("CONNECT")) {
      throw new Refused(
          405,
          "proxy.not-connect",
          "this proxy only opens tunnels (CONNECT), and a "
              + Refused.shown(request.group(1))
              + " request came: use https: URLs");
    }
    Matcher authority = AUTHORITY.matcher(request.group(2));
    int port = authority.matches() ? Integer.parseInt(authority.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw malformed("CONNECT wants host:port, with a port of 1 to 65535");
    }
    ConnectHead connect = new ConnectHead(authority.group(1), port, size);
    connect.checkFields(lines);
    return connect;
  }

  /**
   * RFC 9112 §5.1, §5.2: no space before the colon, no folded lines, no bare CR (§2.2).
   *
   * <p>More lenient than §3.2, which requires a Host field: old clients don't send one here, and
   * the request target alone determines the tunnel's destination.
   */
  private void checkFields(String[] lines) throws Refused {
    int hosts = 0;
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        throw malformed("line " + (i + 1) + " of its head isn't a header field");
      }
      if (field.group(1).equalsIgnoreCase("host")) {
        hosts++;
        checkHost(field.group(2).strip());
      }
    }
    if (hosts > 1) {
      throw malformed("two Host fields");
    }
  }

  /** RFC 9110 §7.2: it must match the target; many clients omit its port. */
  private void checkHost(String value) throws Refused {
    String asked = host.toLowerCase(Locale.ROOT);
    String said = value.toLowerCase(Locale.ROOT);
    if (!said.equals(asked) && !said.equals(asked + ":" + port)) {
      throw new Refused(
          400,
          "proxy.other-host-field",
          "the request is for "
              + Refused.shown(asked)
              + ", its Host field for "
              + Refused.shown(said));
    }
  }

  private static Refused malformed(String message) {
    return new Refused(400, "proxy.malformed-request", message);
  }
}
