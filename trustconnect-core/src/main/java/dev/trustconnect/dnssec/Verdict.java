package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is proven about an RRset, or about its absence: one of the four states of RFC 4035 §4.3.
 *
 * <p>Only this package can make one. Immutable.
 */
public sealed interface Verdict
    permits Verdict.Secure, Verdict.Insecure, Verdict.Bogus, Verdict.Indeterminate {

  /** Why; {@link Reason#PROVEN} for SECURE. */
  Reason reason();

  /** One line to be read by people: what was seen and what was wanted. Holds no secrets. */
  String detail();

  /**
   * The moment from which this verdict must not be used any more: the earliest TTL or signature end
   * on its chain.
   */
  Instant validUntil();

  /**
   * When the first signature on its chain ends: past this the answer can't be used even as a stale
   * one. For BOGUS and INDETERMINATE {@link #validUntil()}.
   */
  default Instant signatureEnd() {
    return validUntil();
  }

  /** Present if its TTL has run out and no newer answer could be obtained; empty if it is fresh. */
  default Optional<Staleness> staleness() {
    return Optional.empty();
  }

  /** Where the chain breaks or ends; empty for SECURE. */
  default Optional<FailingLink> link() {
    return Optional.empty();
  }

  /** Whether something was proven: SECURE, or INSECURE, which is a signed proof too. */
  default boolean isProven() {
    return this instanceof Secure || this instanceof Insecure;
  }

  /** Whether this is worth less than {@code other}: BOGUS, INDETERMINATE, INSECURE, SECURE. */
  default boolean isWeakerThan(Verdict other) {
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
  default String label() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }

  /**
   * An unbroken chain of signatures leads from a trust anchor to this RRset, or to the proof of its
   * absence.
   */
  final class Secure implements Verdict {
    private final Lifetime lifetime;
    private final @Nullable Staleness staleness;

    Secure(Lifetime lifetime, @Nullable Staleness staleness) {
      this.lifetime = Objects.requireNonNull(lifetime);
      this.staleness = staleness;
    }

    @Override
    public Reason reason() {
      return Reason.PROVEN;
    }

    @Override
    public String detail() {
      return "an unbroken chain of signatures leads here";
    }

    @Override
    public Instant validUntil() {
      return lifetime.end();
    }

    @Override
    public Instant signatureEnd() {
      return lifetime.signatureEnd();
    }

    @Override
    public Optional<Staleness> staleness() {
      return Optional.ofNullable(staleness);
    }

    @Override
    public String toString() {
      return label() + (staleness == null ? "" : ", " + staleness);
    }
  }

  /** A signed proof says that some zone cut above the queried name has no DS that we could use. */
  final class Insecure extends NotSecure implements Verdict {
    private final Instant signatureEnd;
    private final @Nullable Staleness staleness;

    Insecure(
        Reason reason,
        String detail,
        FailingLink link,
        Lifetime lifetime,
        @Nullable Staleness staleness) {
      super(reason, detail, link, lifetime.end());
      this.signatureEnd = lifetime.signatureEnd();
      this.staleness = staleness;
    }

    /** When the first signature ends that proves the name unsigned. */
    @Override
    public Instant signatureEnd() {
      return signatureEnd;
    }

    @Override
    public Optional<Staleness> staleness() {
      return Optional.ofNullable(staleness);
    }

    @Override
    public String toString() {
      return super.toString() + (staleness == null ? "" : ", " + staleness);
    }
  }

  /** There should be a chain of signatures, and it is broken. */
  final class Bogus extends NotSecure implements Verdict {
    Bogus(Reason reason, String detail, FailingLink link, Instant validUntil) {
      super(reason, detail, link, validUntil);
    }
  }

  /** No proof either way: a fetch failed, there is no anchor, or the budget is spent. */
  final class Indeterminate extends NotSecure implements Verdict {
    Indeterminate(Reason reason, String detail, FailingLink link, Instant validUntil) {
      super(reason, detail, link, validUntil);
    }
  }
}
