package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * Requires certificates that can be read in only one way: in DER, with each extension once, nothing
 * after the end, and the key in its canonical encoding (RFC 5280 §4.1, §4.2; RFC 3279 §2.3).
 *
 * <p>The Java runtime also reads BER, drops an unreadable extension if there are two of the same
 * kind, and re-encodes some keys. The bytes that were signed and those that were checked and pinned
 * would then differ.
 */
final class UnambiguousEncoding {
  /** The extensions that path rules use; the others don't matter. */
  private static final List<ASN1ObjectIdentifier> READ =
      List.of(
          new ASN1ObjectIdentifier(CertificateExtensions.KEY_USAGE),
          new ASN1ObjectIdentifier(CertificateExtensions.ALTERNATIVE_NAMES),
          new ASN1ObjectIdentifier(CertificateExtensions.BASIC_CONSTRAINTS),
          new ASN1ObjectIdentifier(CertificateExtensions.NAME_CONSTRAINTS),
          new ASN1ObjectIdentifier(CertificateExtensions.EXTENDED_KEY_USAGE));

  private UnambiguousEncoding() {}

  static void check(List<X509Certificate> path) throws PathFailure {
    for (X509Certificate certificate : PathRule.belowRoot(path)) {
      String flaw;
      try {
        flaw = flaw(certificate);
      } catch (IOException
          | CertificateEncodingException
          | IllegalArgumentException
          | IllegalStateException e) {
        flaw = String.valueOf(e.getMessage());
      }
      if (!flaw.isEmpty()) {
        throw new PathFailure(
            Reason.PATH_MALFORMED,
            ShownText.of(certificate) + " that can be read in two ways: " + ShownText.of(flaw),
            "DER, with each extension once (RFC 5280 §4.1, §4.2)");
      }
    }
  }

  /** The ambiguity; empty if there is none. */
  private static String flaw(X509Certificate certificate)
      throws IOException, CertificateEncodingException {
    byte[] encoded = certificate.getEncoded();
    if (!isDer(encoded)) {
      return "not in DER";
    }
    TBSCertificate signed = Certificate.getInstance(encoded).getTBSCertificate();
    Extensions extensions = signed.getExtensions(); // throws if one occurs twice
    if (extensions != null) {
      for (ASN1ObjectIdentifier oid : READ) {
        Extension extension = extensions.getExtension(oid);
        if (extension != null && !isDer(extension.getExtnValue().getOctets())) {
          return oid + " not in DER";
        }
      }
    }
    byte[] key = signed.getSubjectPublicKeyInfo().getEncoded(ASN1Encoding.DER);
    return Arrays.equals(key, certificate.getPublicKey().getEncoded())
        ? ""
        : "a public key that isn't in its algorithm's canonical encoding";
  }

  /** X.690 §10, §11: in DER every value has exactly one encoding. */
  private static boolean isDer(byte[] encoded) throws IOException {
    return Arrays.equals(
        encoded, ASN1Primitive.fromByteArray(encoded).getEncoded(ASN1Encoding.DER));
  }
}
