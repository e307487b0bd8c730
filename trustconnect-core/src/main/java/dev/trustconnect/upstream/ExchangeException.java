package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No usable response was had from an upstream; the {@link #reason()} says in which way. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * A failure with its reason; {@code message} says which upstream, what was seen and what was
   * wanted.
   */
  public ExchangeException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** One of the {@code UPSTREAM_…} reasons. */
  public Reason reason() {
    return reason;
  }
}
