package dev.trustconnect.cli.fetch;

import java.util.List;
import java.util.Locale;
import okhttp3.Headers;
import okhttp3.Protocol;

/** Interprets a response by its status and fields (RFC 9110 §15). Pure functions. */
final class ResponseRules {
  private static final int OK = 200;
  private static final int NON_AUTHORITATIVE = 203;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private ResponseRules() {}

  /**
   * Interprets a response.
   *
   * @param source the fingerprint of the URL that sent it
   */
  static Reading read(Asked asked, int status, Headers headers, Protocol protocol, String source) {
    return switch (status) {
      case OK, NON_AUTHORITATIVE -> whole(asked, headers, protocol);
      case PARTIAL_CONTENT -> part(asked, headers, protocol, source);
      case RANGE_NOT_SATISFIABLE ->
          asked.forRest()
              ? new Reading.Unfit("no bytes from there on")
              : new Reading.NoFile(status);
      default -> new Reading.NoFile(status);
    };
  }

  /** Whether a response with this status contains the file or a part of it. */
  static boolean isSuccess(int status) {
    return status == OK || status == NON_AUTHORITATIVE || status == PARTIAL_CONTENT;
  }

  /** The content codings that were applied (RFC 9110 §8.4); empty if there are none. */
  static List<String> codings(Headers headers) {
    return headers.values("Content-Encoding").stream()
        .flatMap(line -> List.of(line.split(",", -1)).stream())
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
        .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
        .toList();
  }

  private static Reading whole(Asked asked, Headers headers, Protocol protocol) {
    List<String> codings = codings(headers);
    if (!codings.isEmpty() && !asked.hashKnown()) {
      return new Reading.Refused(
          "a body in the content coding " + String.join(", ", codings),
          "the file's own bytes, as asked for (accept-encoding: identity); if the coded bytes are"
              + " what you want, give their hash with --sha256");
    }
    try {
      return new Reading.Whole(BodyLength.of(headers, protocol));
    } catch (BodyLength.Contradiction contradiction) {
      return new Reading.Refused(contradiction.seen(), contradiction.wanted());
    }
  }

  private static Reading part(Asked asked, Headers headers, Protocol protocol, String source) {
    if (!asked.forRest()) {
      return new Reading.Refused("a part (206) that wasn't asked for", "the whole file (200)");
    }
    // RFC 9110 §15.3.7.2: a server may send several ranges only if several were asked for.
    if (isMultipart(headers)) {
      return new Reading.Unfit("several ranges in one answer");
    }
    if (!codings(headers).isEmpty()) {
      return new Reading.Unfit("a coded part");
    }
    if (!source.equals(asked.version().source())) {
      return new Reading.Unfit("a part of a file from another place");
    }
    if (!isSameVersion(asked.version().validator(), headers)) {
      return new Reading.Unfit("a part of another version");
    }
    ContentRange range = ContentRange.of(headers).orElse(null);
    if (range == null) {
      return new Reading.Unfit("a part without a valid Content-Range");
    }
    if (!isTheRest(asked, range)) {
      return new Reading.Unfit("the range " + range);
    }
    return rest(range, headers, protocol);
  }

  private static Reading rest(ContentRange range, Headers headers, Protocol protocol) {
    try {
      BodyLength length = BodyLength.of(headers, protocol);
      if (length.bytes() >= 0 && length.bytes() != range.length()) {
        return new Reading.Unfit("a part of " + length.bytes() + " bytes for the range " + range);
      }
      return new Reading.Rest(new BodyLength(range.length(), length.framed()), range.last() + 1);
    } catch (BodyLength.Contradiction contradiction) {
      return new Reading.Unfit(contradiction.seen());
    }
  }

  private static boolean isMultipart(Headers headers) {
    return headers.values("Content-Type").stream()
        .anyMatch(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/byteranges"));
  }

  /**
   * RFC 9110 §15.3.7: a 206 repeats the ETag that a 200 would have; Last-Modified may be left out
   * in answer to If-Range. If present, they must match what was requested.
   */
  private static boolean isSameVersion(String validator, Headers headers) {
    List<String> tags = headers.values("ETag");
    if (Validator.isTag(validator)) {
      return tags.equals(List.of(validator));
    }
    List<String> modified = headers.values("Last-Modified");
    return tags.isEmpty() && (modified.isEmpty() || modified.equals(List.of(validator)));
  }

  /**
   * Whether the range begins where requested, reaches the end, and is of a file of the known size.
   */
  private static boolean isTheRest(Asked asked, ContentRange range) {
    long total = asked.version().total() >= 0 ? asked.version().total() : range.total();
    boolean totals = range.total() < 0 || range.total() == total;
    // Without a total, only a hash can show whether the range reaches the end.
    boolean ends = total < 0 ? asked.hashKnown() : range.last() == total - 1;
    return range.first() == asked.from() && totals && ends;
  }
}
