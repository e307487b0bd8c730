package dev.trustconnect.upstream.transport;

import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An upstream gave no usable response; {@link #reason()} says why. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final @Nullable Duration retryAfter;

  /**
   * A failure with this reason. The message must start with the upstream's label and contain no
   * secrets.
   */
  public ExchangeException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, null);
  }

  /**
   * A failure with this reason from a server that may have sent {@code Retry-After}.
   *
   * @param retryAfter how long the server asked clients to wait; null if it didn't say
   */
  public ExchangeException(
      Reason reason, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** Why the request failed; its kind is {@code UNAVAILABLE}. */
  public Reason reason() {
    return reason;
  }

  /** How long the server asked clients to wait (RFC 9110 §10.2.3); empty if it didn't say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
