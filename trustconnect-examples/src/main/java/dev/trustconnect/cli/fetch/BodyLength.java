package dev.trustconnect.cli.fetch;

import java.util.List;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.Protocol;

/**
 * How the end of a body is recognised (RFC 9112 §6.3).
 *
 * @param bytes the number of bytes in the body; -1 if the response doesn't say
 * @param framed whether chunks or HTTP/2 frames mark the end; otherwise a body without length ends
 *     with its connection
 */
record BodyLength(long bytes, boolean framed) {
  /** RFC 9110 §8.6: digits alone. 18 of them fit a long. */
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

  boolean endsWithConnection() {
    return bytes < 0 && !framed;
  }

  /**
   * The length that a response's head declares.
   *
   * @throws Contradiction if the head declares two, or an unreadable one
   */
  static BodyLength of(Headers headers, Protocol protocol) throws Contradiction {
    List<String> codings = headers.values("Transfer-Encoding");
    List<String> lengths = headers.values("Content-Length");
    boolean frames = protocol != Protocol.HTTP_1_1 && protocol != Protocol.HTTP_1_0;
    if (codings.isEmpty()) {
      return new BodyLength(length(lengths), frames);
    }
    // RFC 9113 §8.2.2 and RFC 9112 §6.1: neither HTTP/2 nor HTTP/1.0 has transfer codings.
    if (protocol != Protocol.HTTP_1_1) {
      throw new Contradiction("a Transfer-Encoding over " + protocol, "one over HTTP/1.1 alone");
    }
    // RFC 9112 §6.3: a length beside chunks "might indicate an attempt to perform request smuggling
    // or response splitting and ought to be handled as an error".
    if (!lengths.isEmpty()) {
      throw new Contradiction(
          "both a Content-Length and a Transfer-Encoding", "one length of the body");
    }
    if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
      throw new Contradiction("a body in the transfer coding " + codings, "chunked alone");
    }
    return new BodyLength(-1, true);
  }

  /** RFC 9110 §8.6: equal values count as one; different ones make the response invalid. */
  private static long length(List<String> lines) throws Contradiction {
    long found = -1;
    for (String line : lines) {
      for (String value : line.split(",", -1)) {
        if (!DIGITS.matcher(value.strip()).matches()) {
          throw new Contradiction("a Content-Length that isn't a number", "digits alone");
        }
        long length = Long.parseLong(value.strip());
        if (found >= 0 && length != found) {
          throw new Contradiction(
              "two lengths of one body, " + found + " and " + length, "one length of the body");
        }
        found = length;
      }
    }
    return found;
  }

  /** A head with contradictory statements about its body. */
  static final class Contradiction extends Exception {
    private static final long serialVersionUID = 1L;

    private final String seen;
    private final String wanted;

    Contradiction(String seen, String wanted) {
      super("seen " + seen + "; wanted " + wanted);
      this.seen = seen;
      this.wanted = wanted;
    }

    String seen() {
      return seen;
    }

    String wanted() {
      return wanted;
    }
  }
}
