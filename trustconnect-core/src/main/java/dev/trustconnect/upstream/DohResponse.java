package dev.trustconnect.upstream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a transport hands back: as it came, nothing in it is checked yet.
 *
 * @param status the HTTP status
 * @param contentType the header of that name, if there was one
 * @param age the header of that name, if there was one
 * @param retryAfter the header of that name, if there was one
 * @param body at most {@link #MAX_BODY_BYTES}; empty unless {@link #wantsBody}
 */
public record DohResponse(
    int status,
    @Nullable String contentType,
    @Nullable String age,
    @Nullable String retryAfter,
    byte[] body) {

  /** RFC 8484 §6. */
  public static final String MEDIA_TYPE = "application/dns-message";

  /**
   * RFC 8484 §6: "This media type restricts the maximum size of the DNS message to 65535 bytes."
   */
  public static final int MAX_BODY_BYTES = 65_535;

  /** The same for everybody, so that it tells nobody apart (RFC 8484 §8.2). */
  public static final String USER_AGENT = "trustconnect";

  /** Whether a response that begins like this can hold an answer; if not, its body isn't read. */
  public static boolean wantsBody(int status, @Nullable String contentType) {
    return status == 200 && isDnsMessage(contentType);
  }

  static boolean isDnsMessage(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE);
  }
}
