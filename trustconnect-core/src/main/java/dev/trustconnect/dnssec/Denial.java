package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result of asking NSEC or NSEC3 records whether a name or type is absent. */
sealed interface Denial {

  /** Applies the function for this kind of denial. */
  <T extends @Nullable Object> T fold(
      Function<Proven, T> proven,
      Function<Delegation, T> delegation,
      Function<Unsigned, T> unsigned,
      Function<Refuted, T> refuted);

  /** The absence is proven. */
  record Proven(Lifetime lifetime) implements Denial {
    @Override
    public <T extends @Nullable Object> T fold(
        Function<Proven, T> proven,
        Function<Delegation, T> delegation,
        Function<Unsigned, T> unsigned,
        Function<Refuted, T> refuted) {
      return proven.apply(this);
    }
  }

  /** A delegation without a DS is proven: everything below is unsigned (RFC 4035 §5.2). */
  record Delegation(Lifetime lifetime) implements Denial {
    @Override
    public <T extends @Nullable Object> T fold(
        Function<Proven, T> proven,
        Function<Delegation, T> delegation,
        Function<Unsigned, T> unsigned,
        Function<Refuted, T> refuted) {
      return delegation.apply(this);
    }
  }

  /**
   * Unsigned data may exist there: the name is in an opt-out span or below a delegation, or the
   * zone asks for more iterations than we compute.
   */
  record Unsigned(Failure why, Lifetime lifetime) implements Denial {
    @Override
    public <T extends @Nullable Object> T fold(
        Function<Proven, T> proven,
        Function<Delegation, T> delegation,
        Function<Unsigned, T> unsigned,
        Function<Refuted, T> refuted) {
      return unsigned.apply(this);
    }
  }

  /** The absence isn't proven. */
  record Refuted(Failure failure) implements Denial {
    @Override
    public <T extends @Nullable Object> T fold(
        Function<Proven, T> proven,
        Function<Delegation, T> delegation,
        Function<Unsigned, T> unsigned,
        Function<Refuted, T> refuted) {
      return refuted.apply(this);
    }

    /** Whether the opposite is proven; then the zones above aren't asked. */
    boolean isDisproof() {
      return failure.reason() == Reason.NAME_EXISTS || failure.reason() == Reason.TYPE_EXISTS;
    }

    /** The disproof among this and {@code other}, or else the more telling one. */
    Refuted or(Refuted other) {
      if (isDisproof() || other.isDisproof()) {
        return isDisproof() ? this : other;
      }
      return new Refuted(Failure.moreTelling(failure, other.failure));
    }
  }
}
