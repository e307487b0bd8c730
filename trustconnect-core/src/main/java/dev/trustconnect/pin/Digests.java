package dev.trustconnect.pin;

import dev.trustconnect.hash.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** SHA-256 in base64, of the part of a certificate that a pin is about. */
final class Digests {
  private Digests() {}

  /** Of the SubjectPublicKeyInfo, which {@code PublicKey.getEncoded()} returns. */
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
}
