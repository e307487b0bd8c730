package dev.trustconnect.path;

import dev.trustconnect.text.SafeText;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** Makes text from a certificate safe for a message: short and without control characters. */
final class ShownText {
  private ShownText() {}

  static String of(String text) {
    return SafeText.of(text);
  }

  static String of(X500Principal name) {
    String text = name.getName(X500Principal.RFC2253);
    return text.isEmpty() ? "an empty name" : "'" + of(text) + "'";
  }

  /**
   * The certificate's subject, or its serial number if the subject is empty, as in many server
   * certificates.
   */
  static String of(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().isEmpty()
        ? "certificate " + of(certificate.getSerialNumber().toString(16))
        : of(certificate.getSubjectX500Principal());
  }
}
