package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates are meant for TLS servers (RFC 5280 §4.2.1.3, §4.2.1.12).
 *
 * <p>Stricter: an extended key usage of an issuer restricts what it issues, and the server's own
 * must name servers; {@code anyExtendedKeyUsage} counts for issuers only.
 */
final class Purpose {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0; // RFC 5280 §4.2.1.3, the bits of KeyUsage
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;

  private Purpose() {}

  static void check(List<X509Certificate> path) throws PathFailure {
    List<X509Certificate> counted = PathRule.belowRoot(path);
    for (int i = 0; i < counted.size(); i++) {
      X509Certificate certificate = counted.get(i);
      List<String> purposes = purposes(certificate);
      boolean forServers =
          purposes == null || purposes.contains(SERVER_AUTH) || (i > 0 && purposes.contains(ANY));
      if (!forServers) {
        throw new PathFailure(
            Reason.PATH_PURPOSE,
            ShownText.of(certificate) + " for purposes " + purposes,
            "one for TLS servers (" + SERVER_AUTH + ")");
      }
    }
    boolean[] usage = path.get(0).getKeyUsage();
    if (usage != null
        && !usage[DIGITAL_SIGNATURE]
        && !usage[KEY_ENCIPHERMENT]
        && !usage[KEY_AGREEMENT]) {
      throw new PathFailure(
          Reason.PATH_PURPOSE,
          ShownText.of(path.get(0)) + " with a key that may not sign handshakes",
          "a key usage with digitalSignature");
    }
  }

  private static @Nullable List<String> purposes(X509Certificate certificate) throws PathFailure {
    try {
      return certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED,
          "an extended key usage that can't be read",
          "one in the form of RFC 5280 §4.2.1.12");
    }
  }
}
