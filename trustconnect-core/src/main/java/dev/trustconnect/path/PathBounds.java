package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/** What may be served at all, checked before any signature is. */
final class PathBounds {
  /** As many as JSSE takes from a server. */
  static final int MAX_SERVED = 10;

  /** Certificates in one path, the root included. */
  static final int MAX_DEPTH = 8;

  private static final int MAX_BYTES = 128 << 10;

  /** Beyond it one signature costs as much as a handshake. */
  private static final int MAX_RSA_BITS = 8_192;

  /** Every name is compared with every constraint above it: a product that a peer may choose. */
  private static final long MAX_NAME_COMPARISONS = 250_000;

  private static final String NAME_CONSTRAINTS = "2.5.29.30"; // RFC 5280 §4.2.1.10

  private PathBounds() {}

  static void check(List<X509Certificate> served) throws PathFailure {
    if (served.isEmpty()) {
      throw new PathFailure(Reason.PATH_MALFORMED, "no certificate", "the peer's certificate");
    }
    if (served.size() > MAX_SERVED) {
      throw new PathFailure(
          Reason.PATH_TOO_LONG, served.size() + " certificates", "at most " + MAX_SERVED);
    }
    int bytes = 0;
    for (X509Certificate certificate : served) {
      bytes += size(certificate);
      if (bytes > MAX_BYTES) {
        throw new PathFailure(
            Reason.PATH_TOO_LONG, "more than " + MAX_BYTES + " bytes of certificates", "fewer");
      }
      if (certificate.getPublicKey() instanceof RSAPublicKey rsa
          && rsa.getModulus().bitLength() > MAX_RSA_BITS) {
        throw new PathFailure(
            Reason.PATH_TOO_LONG,
            "an RSA key of " + rsa.getModulus().bitLength() + " bits",
            "at most " + MAX_RSA_BITS);
      }
    }
    checkComparisons(served);
  }

  private static void checkComparisons(List<X509Certificate> served) throws PathFailure {
    long names = 0;
    long constraints = 0;
    for (X509Certificate certificate : served) {
      constraints += constraints(certificate);
      names += 1 + names(certificate);
    }
    if (names * constraints > MAX_NAME_COMPARISONS) {
      throw new PathFailure(
          Reason.PATH_TOO_LONG,
          names + " names under " + constraints + " name constraints",
          "at most " + MAX_NAME_COMPARISONS + " comparisons");
    }
  }

  private static int constraints(X509Certificate certificate) throws PathFailure {
    byte[] wrapped = certificate.getExtensionValue(NAME_CONSTRAINTS);
    if (wrapped == null) {
      return 0;
    }
    try {
      NameConstraints read =
          NameConstraints.getInstance(ASN1OctetString.getInstance(wrapped).getOctets());
      return count(read.getPermittedSubtrees()) + count(read.getExcludedSubtrees());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED,
          "name constraints that can't be read",
          "ones in the form of RFC 5280 §4.2.1.10");
    }
  }

  private static int count(GeneralSubtree @Nullable [] subtrees) {
    return subtrees == null ? 0 : subtrees.length;
  }

  private static int names(X509Certificate certificate) throws PathFailure {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null ? 0 : names.size();
    } catch (CertificateParsingException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED,
          "subject alternative names that can't be read",
          "names in the form of RFC 5280 §4.2.1.6");
    }
  }

  private static int size(X509Certificate certificate) throws PathFailure {
    try {
      return certificate.getEncoded().length;
    } catch (CertificateEncodingException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED, "a certificate that can't be encoded", "DER (RFC 5280 §4.1)");
    }
  }
}
