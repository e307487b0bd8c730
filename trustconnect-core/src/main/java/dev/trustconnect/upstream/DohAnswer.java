package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.message.MessageAge;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Checks and decodes a response: status, media type, message, question and age. Each check fails
 * with its own reason.
 */
final class DohAnswer {
  /** RFC 9111 §1.2.2: the largest number of seconds a recipient has to support. */
  private static final long MAX_DELTA_SECONDS = Integer.MAX_VALUE;

  private final String label;
  private final Name name;
  private final int type;

  DohAnswer(String label, Name name, int type) {
    this.label = label;
    this.name = name;
    this.type = type;
  }

  /** The message with TTLs reduced by the age. Throws for the first check that fails. */
  Message read(DohResponse response, Instant now) throws ExchangeException {
    if (response.status() != 200) {
      throw statusRefused(response, now);
    }
    if (!DohResponse.isDnsMessage(response.contentType())) {
      String seen =
          response.contentType() == null ? "none" : Failures.shown(response.contentType());
      throw failure(
          Reason.UPSTREAM_CONTENT_TYPE,
          "content type is " + seen + "; wanted " + DohResponse.MEDIA_TYPE);
    }
    if (response.body().length > DohResponse.MAX_BODY_BYTES) {
      throw failure(
          Reason.UPSTREAM_TOO_LARGE, "a DNS message has at most 65535 bytes (RFC 8484 §6)");
    }
    Message message = decode(response.body());
    if (message.getHeader().getFlag(Flags.TC)) {
      throw failure(Reason.UPSTREAM_TRUNCATED, "message is marked as truncated");
    }
    requireMatch(message);
    return response.age() == null ? message : MessageAge.added(message, ageSeconds(response.age()));
  }

  private ExchangeException statusRefused(DohResponse response, Instant now) {
    String text = label + ": HTTP status " + response.status() + "; wanted 200";
    Duration wait = retryAfter(response, now);
    if (wait != null) {
      text += "; asks to be left alone for " + wait.toSeconds() + " s";
    }
    return new ExchangeException(Reason.UPSTREAM_HTTP_STATUS, text, null, wait);
  }

  /** RFC 9110 §10.2.3: seconds or a date. A value that can't be parsed is ignored. */
  private static @Nullable Duration retryAfter(DohResponse response, Instant now) {
    String header = response.retryAfter();
    if (header == null || (response.status() != 429 && response.status() != 503)) {
      return null;
    }
    OptionalLong seconds = deltaSeconds(header);
    if (seconds.isPresent()) {
      return Duration.ofSeconds(seconds.getAsLong());
    }
    Instant until = httpDate(header);
    if (until == null) {
      return null;
    }
    return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
  }

  /** RFC 9110 §5.6.7; null if it can't be parsed. */
  private static @Nullable Instant httpDate(String header) {
    try {
      return ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * How far the server's clock is ahead of {@code now}. RFC 9111 §4.2.3: a response was generated
   * at its {@code Date}, and has been in caches for its {@code Age} since.
   */
  static Optional<Duration> clockSkew(DohResponse response, Instant now) {
    String header = response.date();
    Instant generated = header == null ? null : httpDate(header);
    OptionalLong age = response.age() == null ? OptionalLong.of(0) : deltaSeconds(response.age());
    return generated == null || age.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.between(now, generated.plusSeconds(age.getAsLong())));
  }

  private Message decode(byte[] body) throws ExchangeException {
    Message message;
    try {
      message = new Message(body);
    } catch (IOException | RuntimeException e) {
      // dnsjava throws WireParseException for most malformed messages, unchecked exceptions for
      // some.
      throw new ExchangeException(
          Reason.UPSTREAM_GARBAGE, label + ": not a DNS message (" + body.length + " bytes)", e);
    }
    if (!message.getHeader().getFlag(Flags.QR)) {
      throw failure(Reason.UPSTREAM_GARBAGE, "not a response but a query");
    }
    return message;
  }

  /** An error response may omit the question; an answer must repeat ours. */
  private void requireMatch(Message message) throws ExchangeException {
    if (message.getHeader().getID() != 0 || message.getHeader().getOpcode() != Opcode.QUERY) {
      throw mismatch("id and opcode differ from the query's");
    }
    Record question = message.getQuestion();
    int rcode = message.getRcode();
    if (question == null && rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      return;
    }
    if (question == null
        || message.getSection(Section.QUESTION).size() != 1
        || !question.getName().equals(name)
        || question.getType() != type
        || question.getDClass() != DClass.IN) {
      throw mismatch("answers another question than " + name + " " + Type.string(type));
    }
  }

  /**
   * RFC 8484 §5.1: "the DNS TTL of each RR is reduced by the Age".
   *
   * <p>Stricter than RFC 9111 §5.1, which ignores an Age that isn't a number: the answer's age is
   * then unknown, so it gets TTL 0 and isn't cached.
   */
  private static long ageSeconds(String age) {
    return deltaSeconds(age).orElse(MAX_DELTA_SECONDS);
  }

  private static OptionalLong deltaSeconds(String text) {
    String digits = text.strip();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    // RFC 9111 §1.2.2: a number too large to hold counts as 2^31.
    return OptionalLong.of(
        digits.length() > 10
            ? MAX_DELTA_SECONDS
            : Math.min(Long.parseLong(digits), MAX_DELTA_SECONDS));
  }

  private ExchangeException mismatch(String what) {
    return failure(Reason.UPSTREAM_ANSWER_NOT_OURS, what);
  }

  private ExchangeException failure(Reason reason, String what) {
    return new ExchangeException(reason, label + ": " + what, null);
  }
}
