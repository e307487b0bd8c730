package dev.trustconnect.upstream.transport;

import dev.trustconnect.text.SafeText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An HTTP response as a transport received it; nothing in it is verified yet. */
public final class DohResponse {

  /** RFC 8484 §6. */
  public static final String MEDIA_TYPE = "application/dns-message";

  /**
   * RFC 8484 §6: "This media type restricts the maximum size of the DNS message to 65535 bytes."
   */
  public static final int MAX_BODY_BYTES = 65_535;

  /** The same for every user, so that it doesn't help to tell users apart (RFC 8484 §8.2). */
  public static final String USER_AGENT = "trustconnect";

  private final int status;
  private final @Nullable String contentType;
  private final @Nullable String age;
  private final @Nullable String retryAfter;
  private final @Nullable String date;
  private final byte[] body;

  /**
   * A response. A header that was absent is null.
   *
   * @param status the HTTP status
   * @param contentType the header {@code content-type}
   * @param age the header {@code age}
   * @param retryAfter the header {@code retry-after}
   * @param date the header {@code date}
   * @param body at most {@link #MAX_BODY_BYTES}, empty unless {@link #wantsBody}; not copied
   */
  public DohResponse(
      int status,
      @Nullable String contentType,
      @Nullable String age,
      @Nullable String retryAfter,
      @Nullable String date,
      byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.age = age;
    this.retryAfter = retryAfter;
    this.date = date;
    this.body = body;
  }

  /**
   * Whether a response with this status and content type can hold an answer; if not, its body isn't
   * read.
   */
  public static boolean wantsBody(int status, @Nullable String contentType) {
    return status == 200 && isDnsMessage(contentType);
  }

  /**
   * A text saying why {@code bytes} bytes aren't the whole body; null if they are.
   *
   * <p>RFC 9113 §8.1.1: a response is malformed "if the value of a Content-Length header field does
   * not equal the sum of the DATA frame payload lengths", and RFC 9110 §8.6 allows one value, in
   * digits. HTTP clients check this partly in HTTP/1.1 and less in HTTP/2.
   *
   * @param contentLengths the values of all {@code content-length} headers; may be empty
   */
  public static @Nullable String whyNotWhole(List<String> contentLengths, long bytes) {
    if (contentLengths.isEmpty()) {
      return null;
    }
    String announced = contentLengths.get(0);
    if (contentLengths.size() == 1
        && announced.matches("[0-9]{1,18}")
        && Long.parseLong(announced) == bytes) {
      return null;
    }
    return "content-length is "
        + SafeText.of(String.join(" and ", contentLengths))
        + "; received "
        + bytes
        + " bytes";
  }

  /** Whether a {@code content-type} header says that the body is a DNS message. */
  public static boolean isDnsMessage(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The header {@code content-type}; null if there was none. */
  public @Nullable String contentType() {
    return contentType;
  }

  /** The header {@code age}; null if there was none. */
  public @Nullable String age() {
    return age;
  }

  /** The header {@code retry-after}; null if there was none. */
  public @Nullable String retryAfter() {
    return retryAfter;
  }

  /** The header {@code date}; null if there was none. */
  public @Nullable String date() {
    return date;
  }

  /** The body, not copied. */
  public byte[] body() {
    return body;
  }
}
