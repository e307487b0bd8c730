package dev.trustconnect.zone;

import java.util.Locale;

/**
 * The data of a DS or CDS record (RFC 4034 §5.1).
 *
 * @param keyTag of the key that it leads to
 * @param algorithm DNSSEC algorithm number of that key
 * @param digestType digest number: 2 is SHA-256, 4 is SHA-384
 * @param digest in upper-case hex digits
 */
public record DsLine(int keyTag, int algorithm, int digestType, String digest) {
  static final int SHA1 = 1;
  static final int SHA256 = 2;
  static final int SHA384 = 4;

  public DsLine {
    digest = digest.toUpperCase(Locale.ROOT);
  }

  /** Whether a validator can compare the digest, and it isn't SHA-1 (RFC 9904). */
  boolean isStrong() {
    return digestType == SHA256 || digestType == SHA384;
  }

  /** RFC 8078 §4: {@code 0 0 0 00} asks for the removal of the DS. */
  boolean asksForRemoval() {
    return algorithm == 0;
  }

  /** The data in zone-file syntax. */
  @Override
  public String toString() {
    return keyTag + " " + algorithm + " " + digestType + " " + digest;
  }
}
