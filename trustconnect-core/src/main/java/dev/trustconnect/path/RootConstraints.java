package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * A root that says for which names it may issue is held to it (RFC 5937 §3.2). The Java runtime
 * doesn't look at a root's own constraints.
 */
final class RootConstraints {
  private static final String NAME_CONSTRAINTS = "2.5.29.30"; // RFC 5280 §4.2.1.10
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";

  private RootConstraints() {}

  static void check(List<X509Certificate> path) throws PathFailure {
    X509Certificate root = path.get(path.size() - 1);
    byte[] wrapped = root.getExtensionValue(NAME_CONSTRAINTS);
    if (wrapped == null || path.size() == 1) {
      return;
    }
    try {
      NameLimits limits = new NameLimits(NameConstraints.getInstance(unwrapped(wrapped)));
      for (X509Certificate certificate : constrained(path)) {
        for (GeneralName name : names(certificate)) {
          limits.check(name);
        }
      }
    } catch (NameConstraintValidatorException e) {
      throw new PathFailure(
          Reason.PATH_CONSTRAINT_BROKEN,
          "a name that the root may not issue for: " + ShownText.of(String.valueOf(e.getMessage())),
          "one within the root's nameConstraints");
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED,
          "a root whose nameConstraints can't be read",
          "ones in the form of RFC 5280 §4.2.1.10");
    }
  }

  /** RFC 5280 §6.1.3(b): what an authority issued to itself is exempt, unless it is the last. */
  private static List<X509Certificate> constrained(List<X509Certificate> path) {
    List<X509Certificate> constrained = new ArrayList<>(List.of(path.get(0)));
    path.subList(1, path.size() - 1).stream()
        .filter(authority -> !PathRule.isSelfIssued(authority))
        .forEach(constrained::add);
    return constrained;
  }

  private static List<GeneralName> names(X509Certificate certificate) {
    List<GeneralName> names = new ArrayList<>();
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    if (subject.size() > 0) {
      names.add(new GeneralName(subject));
    }
    byte[] wrapped = certificate.getExtensionValue(ALTERNATIVE_NAMES);
    if (wrapped != null) {
      names.addAll(List.of(GeneralNames.getInstance(unwrapped(wrapped)).getNames()));
    }
    return names;
  }

  private static byte[] unwrapped(byte[] extension) {
    return ASN1OctetString.getInstance(extension).getOctets();
  }
}
