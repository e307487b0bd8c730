package dev.trustconnect.pin;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * A SHA-256 digest of a whole certificate in DER. It changes with every renewal; a key can be kept.
 *
 * @param level where in the path it may match
 * @param base64 the digest of 32 bytes, in base64 with padding
 */
public record CertificatePin(Level level, String base64) implements Pin {
  static final String PREFIX = "cert-sha256/";

  public CertificatePin {
    Objects.requireNonNull(level);
    base64 = Digests.parse(base64, base64); // one spelling, so that equals() compares digests
  }

  /**
   * Reads {@code cert-sha256/<base64>}, preceded by {@code leaf:} or {@code issuer:} if it may
   * match only there.
   *
   * @throws IllegalArgumentException if it is anything else; other digests are refused
   */
  public static CertificatePin parse(String text) {
    Level level = Level.of(text);
    String pin = Level.rest(text);
    if (!pin.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "a pin starts with [leaf:|issuer:|any:]" + PREFIX + ": " + text);
    }
    return new CertificatePin(level, Digests.parse(text, pin.substring(PREFIX.length())));
  }

  /** The pin of this certificate, at any level. */
  public static CertificatePin of(X509Certificate certificate) {
    return new CertificatePin(Level.ANY, Digests.ofCertificate(certificate));
  }

  /** This digest, restricted to one level. */
  public CertificatePin at(Level level) {
    return new CertificatePin(level, base64);
  }

  @Override
  public boolean wouldBeIn(List<X509Certificate> candidate) {
    return PinLevels.certificates(candidate, level).stream()
        .anyMatch(certificate -> Digests.ofCertificate(certificate).equals(base64));
  }

  /** The spelling that {@link #parse} reads back. */
  @Override
  public String toString() {
    return level.prefix() + PREFIX + base64;
  }
}
