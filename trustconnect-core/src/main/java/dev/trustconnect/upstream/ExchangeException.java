package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No usable response was had from an upstream; the {@link #reason()} says in which way. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final @Nullable Duration retryAfter;

  /** A failure of this kind; the message starts with the upstream's label and holds no secrets. */
  public ExchangeException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, null);
  }

  /**
   * A failure of this kind by a server that asked to be left alone.
   *
   * @param retryAfter for how long; null if it didn't say
   */
  public ExchangeException(
      Reason reason, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** A reason of kind {@code UNAVAILABLE}. */
  public Reason reason() {
    return reason;
  }

  /** How long the server asked to be left alone (RFC 9110 §10.2.3), if it did. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
