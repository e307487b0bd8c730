package dev.trustconnect.cli.probe;

import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** A certificate's subject, made safe for a terminal. */
final class CertificateText {
  private static final int MAX = 100;

  private CertificateText() {}

  static String subject(X509Certificate certificate) {
    String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(MAX)
        .forEach(c -> shown.appendCodePoint(c >= 0x20 && c < 0x7f ? c : '?'));
    return shown.isEmpty() ? "no subject" : shown.toString();
  }
}
