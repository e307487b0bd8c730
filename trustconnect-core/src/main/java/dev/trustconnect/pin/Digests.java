package dev.trustconnect.pin;

import dev.trustconnect.hash.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** SHA-256 digests of certificates and their keys, in base64. */
final class Digests {
  private Digests() {}

  /** The digest of the SubjectPublicKeyInfo, which {@code PublicKey.getEncoded()} returns. */
  static String ofKey(X509Certificate certificate) {
    return Sha256.base64(certificate.getPublicKey().getEncoded());
  }

  static String ofCertificate(X509Certificate certificate) {
    try {
      return Sha256.base64(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a verified certificate has an encoding", e);
    }
  }

  /**
   * The digest's canonical spelling. Throws {@link IllegalArgumentException} unless it has 32
   * bytes.
   */
  static String parse(String text, String base64) {
    byte[] digest;
    try {
      digest = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a pin ends in base64: " + text, e);
    }
    if (digest.length != 32) {
      throw new IllegalArgumentException(
          "a SHA-256 pin has 32 bytes, this has " + digest.length + ": " + text);
    }
    return Base64.getEncoder().encodeToString(digest);
  }
}
