package dev.trustconnect.gate;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.text.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that isn't audited yet. Each gate audits it and converts it to the exception that its
 * caller expects: {@link Audit#refused}.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  RefusedException(Refusal refusal, @Nullable Throwable cause) {
    super(refusal.toString(), cause);
    this.refusal = refusal;
  }

  /** The same refusal with another subject, such as a request's host and port. */
  RefusedException about(String subject) {
    Refusal same =
        new Refusal(SafeText.ofHost(subject), refusal.reason(), refusal.seen(), refusal.wanted());
    return new RefusedException(same, getCause());
  }

  Refusal refusal() {
    return refusal;
  }
}
