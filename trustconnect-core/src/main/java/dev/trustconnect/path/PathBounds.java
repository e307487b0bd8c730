package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/** Limits on a served chain, checked before any signature is. */
final class PathBounds {
  /** The number that JSSE accepts from a server. */
  private static final int MAX_SERVED = 10;

  private static final int MAX_BYTES = 128 << 10;

  /** With a longer key, one signature check costs as much as a handshake. */
  private static final int MAX_RSA_BITS = 8_192;

  /**
   * CA/B Forum BR §6.1.6. A longer exponent makes checking a signature as expensive as making one.
   */
  private static final int MAX_EXPONENT_BITS = 256;

  private PathBounds() {}

  static void check(List<X509Certificate> served) throws PathFailure {
    if (served.isEmpty()) {
      throw new PathFailure(Reason.PATH_MALFORMED, "no certificate", "the peer's certificate");
    }
    if (served.size() > MAX_SERVED) {
      throw new PathFailure(
          Reason.PATH_TOO_LONG,
          served.size() + " certificates",
          "at most " + MAX_SERVED + " certificates");
    }
    int bytes = 0;
    for (X509Certificate certificate : served) {
      bytes += encoded(certificate).length;
      if (bytes > MAX_BYTES) {
        throw new PathFailure(
            Reason.PATH_TOO_LONG,
            "more than " + MAX_BYTES + " bytes of certificates",
            "at most " + MAX_BYTES + " bytes of certificates");
      }
      if (certificate.getPublicKey() instanceof RSAPublicKey rsa) {
        check(rsa);
      }
    }
  }

  private static void check(RSAPublicKey key) throws PathFailure {
    int bits = key.getModulus().bitLength();
    if (bits > MAX_RSA_BITS) {
      throw new PathFailure(
          Reason.PATH_TOO_LONG,
          "an RSA key of " + bits + " bits",
          "an RSA key of at most " + MAX_RSA_BITS + " bits");
    }
    int exponentBits = key.getPublicExponent().bitLength();
    if (exponentBits > MAX_EXPONENT_BITS) {
      throw new PathFailure(
          Reason.PATH_TOO_LONG,
          "an RSA key with a public exponent of " + exponentBits + " bits",
          "a public exponent of at most " + MAX_EXPONENT_BITS + " bits");
    }
  }

  static byte[] encoded(X509Certificate certificate) throws PathFailure {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED,
          "a certificate that can't be encoded",
          "a certificate in DER (RFC 5280 §4.1)");
    }
  }
}
