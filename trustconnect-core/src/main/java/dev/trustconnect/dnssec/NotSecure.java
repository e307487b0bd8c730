package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The verdicts other than SECURE: each has a reason, a sentence and the link where the chain ends.
 */
abstract sealed class NotSecure permits Verdict.Insecure, Verdict.Bogus, Verdict.Indeterminate {
  private final Reason reason;
  private final String detail;
  private final FailingLink link;
  private final Instant validUntil;

  NotSecure(Reason reason, String detail, FailingLink link, Instant validUntil) {
    this.reason = Objects.requireNonNull(reason);
    this.detail = Objects.requireNonNull(detail);
    this.link = Objects.requireNonNull(link);
    this.validUntil = Objects.requireNonNull(validUntil);
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    return detail;
  }

  public Instant validUntil() {
    return validUntil;
  }

  public Optional<FailingLink> link() {
    return Optional.of(link);
  }

  @Override
  public String toString() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT)
        + " ["
        + reason.code()
        + "] "
        + detail;
  }
}
