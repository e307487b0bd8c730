package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.keys.KeyLimits;
import dev.trustconnect.dnssec.keys.KeyReader;
import java.security.Provider;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How strict the validator is: clock skew, SHA-1 signatures and NSEC3 iterations. Immutable. */
public final class ValidatorSettings {
  /**
   * Five minutes of skew, SHA-1 signatures validate, NSEC3 INSECURE above 100 iterations and BOGUS
   * above 500.
   */
  public static final ValidatorSettings DEFAULT = builder().build();

  private final Duration clockSkew;
  private final boolean sha1Signatures;
  private final int nsec3InsecureAbove;
  private final int nsec3BogusAbove;
  private final WorkLimits limits;
  private final @Nullable Provider signatureProvider;
  private final KeyLimits keyLimits;

  private ValidatorSettings(Builder builder, KeyLimits keyLimits) {
    this.clockSkew = builder.clockSkew;
    this.sha1Signatures = builder.sha1Signatures;
    this.nsec3InsecureAbove = builder.nsec3InsecureAbove;
    this.nsec3BogusAbove = builder.nsec3BogusAbove;
    this.limits = builder.limits;
    this.signatureProvider = builder.signatureProvider;
    this.keyLimits = keyLimits;
  }

  /** A builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * For tests: also accepts DSA and short RSA keys, for replay files of 2007. Package-private, so
   * no other package can call it.
   */
  static ValidatorSettings unsafeForReplays(Builder builder) {
    return new ValidatorSettings(builder, KeyLimits.REPLAYED);
  }

  /** How far the clock may be outside a signature's validity period. */
  Duration clockSkew() {
    return clockSkew;
  }

  /** Whether algorithms 5 and 7 validate; if not, zones signed only with them are INSECURE. */
  boolean sha1Signatures() {
    return sha1Signatures;
  }

  /** The number of NSEC3 iterations above which a proof makes its zone INSECURE (RFC 9276 §3.2). */
  int nsec3InsecureAbove() {
    return nsec3InsecureAbove;
  }

  /** The number of NSEC3 iterations above which a proof is BOGUS (RFC 9276 §3.2). */
  int nsec3BogusAbove() {
    return nsec3BogusAbove;
  }

  /** How much work one validation may do. */
  WorkLimits limits() {
    return limits;
  }

  /** The provider that verifies RSA and ECDSA signatures; empty for Bouncy Castle. */
  Optional<Provider> signatureProvider() {
    return Optional.ofNullable(signatureProvider);
  }

  KeyLimits keyLimits() {
    return keyLimits;
  }

  KeyReader keyReader() {
    return new KeyReader(keyLimits, signatureProvider);
  }

  /** Builds {@link ValidatorSettings}; every setting has a default. Not thread-safe. */
  public static final class Builder {
    private Duration clockSkew = Duration.ofMinutes(5);
    private boolean sha1Signatures = true;
    private int nsec3InsecureAbove = 100;
    private int nsec3BogusAbove = 500;
    private WorkLimits limits = WorkLimits.DEFAULT;
    private @Nullable Provider signatureProvider;

    private Builder() {}

    /** How far the clock may be outside a signature's validity period; zero to one day. */
    public Builder clockSkew(Duration skew) {
      if (skew.isNegative() || skew.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("the clock skew is between 0 and 1 day: " + skew);
      }
      this.clockSkew = skew;
      return this;
    }

    /**
     * Whether algorithms 5 and 7 (RSA with SHA-1) validate; false makes zones signed only with them
     * INSECURE.
     */
    public Builder sha1Signatures(boolean validate) {
      this.sha1Signatures = validate;
      return this;
    }

    /**
     * NSEC3 iterations above which a zone is INSECURE, and above which a proof is BOGUS; {@code 0 ≤
     * first ≤ second}.
     */
    public Builder nsec3Iterations(int insecureAbove, int bogusAbove) {
      if (insecureAbove < 0 || bogusAbove < insecureAbove) {
        throw new IllegalArgumentException(
            "NSEC3 iteration limits want 0 <= insecure <= bogus: "
                + insecureAbove
                + ", "
                + bogusAbove);
      }
      this.nsec3InsecureAbove = insecureAbove;
      this.nsec3BogusAbove = bogusAbove;
      return this;
    }

    /**
     * How much work one validation may do. For tests: less work refuses names, more invites
     * attacks.
     */
    Builder limits(WorkLimits limits) {
      this.limits = Objects.requireNonNull(limits);
      return this;
    }

    /**
     * Lets a JCA provider verify RSA and ECDSA signatures, such as Conscrypt's, which takes a third
     * of Bouncy Castle's time for P-256. It need not be registered. Bouncy Castle verifies the
     * algorithms and keys that it doesn't support, and everything unless this is set.
     */
    public Builder signatureProvider(Provider provider) {
      this.signatureProvider = Objects.requireNonNull(provider);
      return this;
    }

    /** The settings, checked as a whole. */
    public ValidatorSettings build() {
      return new ValidatorSettings(this, KeyLimits.LIVE);
    }
  }
}
