package dev.trustconnect.lock;

import dev.trustconnect.path.VerifiedPath;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** The name of a certificate authority: its organisation, which all its intermediates share. */
final class AuthorityName {
  private AuthorityName() {}

  /** Of the authority that issued the leaf of a verified path. */
  static String of(VerifiedPath path) {
    List<X509Certificate> all = path.certificates();
    List<X509Certificate> issuers = all.size() > 1 ? all.subList(1, all.size()) : all;
    for (X509Certificate issuer : issuers) {
      String organisation = attribute(issuer.getSubjectX500Principal(), BCStyle.O);
      if (!organisation.isEmpty()) {
        return organisation;
      }
    }
    return of(issuers.get(issuers.size() - 1).getSubjectX500Principal());
  }

  /** The issuer as the certificate names it. */
  static String above(X509Certificate certificate) {
    return of(certificate.getIssuerX500Principal());
  }

  private static String of(X500Principal name) {
    for (ASN1ObjectIdentifier type : List.of(BCStyle.O, BCStyle.CN)) {
      String value = attribute(name, type);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return PlainText.of(name.getName(X500Principal.RFC2253));
  }

  /** Empty if it is absent, or if a hostile server sent a name that can't be read. */
  private static String attribute(X500Principal name, ASN1ObjectIdentifier type) {
    try {
      for (RDN rdn : X500Name.getInstance(name.getEncoded()).getRDNs(type)) {
        for (var part : rdn.getTypesAndValues()) {
          if (part.getType().equals(type)) {
            return PlainText.of(IETFUtils.valueToString(part.getValue()));
          }
        }
      }
      return "";
    } catch (IllegalArgumentException | IllegalStateException malformed) {
      return "";
    }
  }
}
