package dev.trustconnect.dnssec.keys;

/**
 * Which keys are read at all.
 *
 * @param minRsaModulusBytes the shortest RSA modulus, in whole bytes
 * @param dsa whether DSA keys are read (RFC 8624 §3.1: they "MUST NOT" be used)
 */
public record KeyLimits(int minRsaModulusBytes, boolean dsa) {
  /** For live answers: RSA from 1024 bits on (some old keys have 1023), no DSA. */
  public static final KeyLimits LIVE = new KeyLimits(128, false);

  /** For replay files of 2007: RSA from 256 bits on, and DSA. */
  public static final KeyLimits REPLAYED = new KeyLimits(32, true);
}
