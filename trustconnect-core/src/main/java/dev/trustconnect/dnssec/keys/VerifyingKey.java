package dev.trustconnect.dnssec.keys;

/**
 * A parsed public key that checks signatures. Immutable and thread-safe: the working state is made
 * per call.
 */
public interface VerifyingKey {
  /**
   * Whether {@code signature}, in its DNSSEC wire form, signs {@code data} with this key. Never
   * throws.
   */
  boolean verifies(byte[] data, byte[] signature);
}
