package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * An extension that is there can be read: the Java runtime takes one it can't read, and that isn't
 * critical, as absent, which for a restriction means that nothing is restricted.
 */
final class ReadableExtensions {
  private static final String KEY_USAGE = "2.5.29.15"; // RFC 5280 §4.2.1
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  private ReadableExtensions() {}

  static void check(List<X509Certificate> path) throws PathFailure {
    for (X509Certificate certificate : PathRule.belowRoot(path)) {
      try {
        require(certificate, KEY_USAGE, certificate.getKeyUsage() != null);
        require(certificate, ALTERNATIVE_NAMES, certificate.getSubjectAlternativeNames() != null);
        require(certificate, EXTENDED_KEY_USAGE, certificate.getExtendedKeyUsage() != null);
        require(certificate, NAME_CONSTRAINTS, hasLegibleConstraints(certificate));
      } catch (CertificateParsingException e) {
        throw illegible(certificate, String.valueOf(e.getMessage()));
      }
    }
    X509Certificate root = path.get(path.size() - 1);
    require(root, NAME_CONSTRAINTS, hasLegibleConstraints(root)); // RootConstraints reads them
    require(root, KEY_USAGE, root.getKeyUsage() != null); // and RootAuthority this
  }

  private static void require(X509Certificate certificate, String oid, boolean wasRead)
      throws PathFailure {
    if (!wasRead && certificate.getExtensionValue(oid) != null) {
      throw illegible(certificate, oid);
    }
  }

  private static boolean hasLegibleConstraints(X509Certificate certificate) {
    byte[] wrapped = certificate.getExtensionValue(NAME_CONSTRAINTS);
    if (wrapped == null) {
      return false;
    }
    try {
      byte[] der = ASN1OctetString.getInstance(wrapped).getOctets();
      return NameConstraints.getInstance(der) != null;
    } catch (IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  private static PathFailure illegible(X509Certificate certificate, String what) {
    return new PathFailure(
        Reason.PATH_MALFORMED,
        ShownText.of(certificate) + " with an extension that can't be read: " + ShownText.of(what),
        "extensions in the form of RFC 5280 §4.2.1");
  }
}
