package dev.trustconnect.pin;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** SHA-256 in base64, of what a pin speaks about. */
final class Digests {
  private Digests() {}

  /** Of the SubjectPublicKeyInfo, which is what {@code PublicKey.getEncoded()} gives. */
  static String ofKey(X509Certificate certificate) {
    return sha256(certificate.getPublicKey().getEncoded());
  }

  static String ofCertificate(X509Certificate certificate) {
    try {
      return sha256(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a verified certificate has an encoding", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
