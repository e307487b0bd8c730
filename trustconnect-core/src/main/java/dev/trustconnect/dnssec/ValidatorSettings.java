package dev.trustconnect.dnssec;

import java.time.Duration;

/** How strict the validator is: skew, SHA-1, NSEC3 iterations and work limits. Immutable. */
public final class ValidatorSettings {
  /** The defaults: 5 minutes of skew, SHA-1 signatures validate, NSEC3 up to 100 iterations. */
  public static final ValidatorSettings DEFAULT = new ValidatorSettings(Duration.ofMinutes(5));

  private final Duration clockSkew;

  private ValidatorSettings(Duration clockSkew) {
    this.clockSkew = clockSkew;
  }

  /** How far a signature's times may be off the clock. */
  public Duration clockSkew() {
    return clockSkew;
  }
}
