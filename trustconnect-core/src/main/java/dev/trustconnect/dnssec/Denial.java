package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What NSEC or NSEC3 records say about an absence. */
sealed interface Denial {

  /** What the function for this kind of denial makes of it. */
  <T extends @Nullable Object> T fold(
      Function<Proven, T> proven,
      Function<Delegation, T> delegation,
      Function<Unsigned, T> unsigned,
      Function<Refuted, T> refuted);

  /** It is absent. */
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

  /** There is no DS, and a delegation: what is below is unsigned (RFC 4035 §5.2). */
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
   * The signed zone proves that it doesn't say: an opt-out span, or more iterations than we
   * compute.
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

  /** Not proven. */
  record Refuted(Failure failure) implements Denial {
    @Override
    public <T extends @Nullable Object> T fold(
        Function<Proven, T> proven,
        Function<Delegation, T> delegation,
        Function<Unsigned, T> unsigned,
        Function<Refuted, T> refuted) {
      return refuted.apply(this);
    }

    /** Whether the opposite is proven: then no zone above has a say. */
    boolean isDisproof() {
      return failure.reason() == Reason.NAME_EXISTS || failure.reason() == Reason.TYPE_EXISTS;
    }

    /** Of this and {@code other} the disproof, or else the one that tells more. */
    Refuted or(Refuted other) {
      if (isDisproof() || other.isDisproof()) {
        return isDisproof() ? this : other;
      }
      return new Refuted(Failure.moreTelling(failure, other.failure));
    }
  }
}
