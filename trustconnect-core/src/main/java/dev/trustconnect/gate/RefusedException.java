package dev.trustconnect.gate;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.text.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Something is refused, and no audit event says so yet. Each seam audits it and turns it into the
 * exception that its caller expects: {@link Audit#refused}.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  RefusedException(Refusal refusal, @Nullable Throwable cause) {
    super(refusal.toString(), cause);
    this.refusal = refusal;
  }

  /** The same as a refusal of {@code subject}: of a request's host and port, say. */
  RefusedException about(String subject) {
    Refusal same =
        new Refusal(SafeText.ofHost(subject), refusal.reason(), refusal.seen(), refusal.wanted());
    return new RefusedException(same, getCause());
  }

  Refusal refusal() {
    return refusal;
  }
}
