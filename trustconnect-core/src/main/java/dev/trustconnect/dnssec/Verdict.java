package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of validating an RRset, or its absence: one of the four states of RFC 4035 §4.3.
 *
 * <p>Only this package can make one. Immutable.
 */
public abstract sealed class Verdict {
  private final Reason reason;
  private final String detail;
  private final @Nullable FailingLink link;
  private final Instant validUntil;
  private final Instant signatureEnd;
  private final @Nullable Staleness staleness;

  private Verdict(
      Reason reason,
      String detail,
      @Nullable FailingLink link,
      Instant validUntil,
      Instant signatureEnd,
      @Nullable Staleness staleness) {
    this.reason = Objects.requireNonNull(reason);
    this.detail = Objects.requireNonNull(detail);
    this.link = link;
    this.validUntil = Objects.requireNonNull(validUntil);
    this.signatureEnd = Objects.requireNonNull(signatureEnd);
    this.staleness = staleness;
  }

  /** Why; {@link Reason#PROVEN} for SECURE. */
  public final Reason reason() {
    return reason;
  }

  /** One line to be read by people: what was seen and what was wanted. Holds no secrets. */
  public final String detail() {
    return detail;
  }

  /**
   * The moment from which this verdict must not be used any more: the earliest TTL or signature end
   * on its chain.
   */
  public final Instant validUntil() {
    return validUntil;
  }

  /**
   * When the first signature on its chain ends: past this the answer can't be used even as a stale
   * one. For BOGUS and INDETERMINATE {@link #validUntil()}.
   */
  public final Instant signatureEnd() {
    return signatureEnd;
  }

  /** Present if its TTL has run out and no newer answer could be obtained; empty if it is fresh. */
  public final Optional<Staleness> staleness() {
    return Optional.ofNullable(staleness);
  }

  /** Where the chain breaks or ends; empty for SECURE. */
  public final Optional<FailingLink> link() {
    return Optional.ofNullable(link);
  }

  /** Whether something was proven: SECURE, or INSECURE, which is a signed proof too. */
  public final boolean isProven() {
    return this instanceof Secure || this instanceof Insecure;
  }

  /** Whether this is worth less than {@code other}: BOGUS, INDETERMINATE, INSECURE, SECURE. */
  public final boolean isWeakerThan(Verdict other) {
    return strength() < other.strength();
  }

  private int strength() {
    if (this instanceof Secure) {
      return 3;
    }
    if (this instanceof Insecure) {
      return 2;
    }
    return this instanceof Indeterminate ? 1 : 0;
  }

  /** {@code SECURE}, {@code INSECURE}, {@code BOGUS} or {@code INDETERMINATE}. */
  public final String label() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }

  @Override
  public final String toString() {
    return label()
        + (link == null ? "" : " [" + reason.code() + "] " + detail)
        + (staleness == null ? "" : ", " + staleness);
  }

  /**
   * An unbroken chain of signatures leads from a trust anchor to this RRset, or to the proof of its
   * absence.
   */
  public static final class Secure extends Verdict {
    Secure(Lifetime lifetime, @Nullable Staleness staleness) {
      super(
          Reason.PROVEN,
          "an unbroken chain of signatures leads here",
          null,
          lifetime.end(),
          lifetime.signatureEnd(),
          staleness);
    }
  }

  /** A signed proof says that some zone cut above the queried name has no DS that we could use. */
  public static final class Insecure extends Verdict {
    Insecure(
        Reason reason,
        String detail,
        FailingLink link,
        Lifetime lifetime,
        @Nullable Staleness staleness) {
      super(
          reason,
          detail,
          Objects.requireNonNull(link),
          lifetime.end(),
          lifetime.signatureEnd(),
          staleness);
    }
  }

  /** There should be a chain of signatures, and it is broken. */
  public static final class Bogus extends Verdict {
    Bogus(Reason reason, String detail, FailingLink link, Instant validUntil) {
      super(reason, detail, Objects.requireNonNull(link), validUntil, validUntil, null);
    }
  }

  /** No proof either way: a fetch failed, there is no anchor, or the budget is spent. */
  public static final class Indeterminate extends Verdict {
    Indeterminate(Reason reason, String detail, FailingLink link, Instant validUntil) {
      super(reason, detail, Objects.requireNonNull(link), validUntil, validUntil, null);
    }
  }
}
