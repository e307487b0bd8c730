package dev.trustconnect.pin;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * A SHA-256 digest of a whole certificate, DER. It ends with every renewal; a key outlives them.
 *
 * @param level where in the path it may match
 * @param base64 the digest, 32 bytes
 */
public record CertificatePin(Level level, String base64) implements Pin {
  static final String PREFIX = "cert-sha256/";

  public CertificatePin {
    Objects.requireNonNull(level);
    base64 = Digests.parse(base64, base64); // one spelling, so that equals() compares digests
  }

  /**
   * Reads {@code cert-sha256/<base64>}, with {@code leaf:} or {@code issuer:} before it if it may
   * match there only.
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

  /** The pin of this whole certificate, at any level. */
  public static CertificatePin of(X509Certificate certificate) {
    return new CertificatePin(Level.ANY, Digests.ofCertificate(certificate));
  }

  /** The same digest, for one level. */
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
