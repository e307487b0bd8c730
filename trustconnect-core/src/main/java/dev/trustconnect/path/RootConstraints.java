package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;

/** Enforces a root's own name constraints (RFC 5937 §3.2), which the Java runtime ignores. */
final class RootConstraints {
  private RootConstraints() {}

  static void check(List<X509Certificate> path, ChainExtensions chain) throws PathFailure {
    X509Certificate root = path.get(path.size() - 1);
    NameConstraints constraints = chain.of(root).nameConstraints().orElse(null);
    if (constraints == null || path.size() == 1) {
      return;
    }
    try {
      NameLimits limits = new NameLimits(constraints);
      for (X509Certificate certificate : constrained(path)) {
        for (GeneralName name : names(chain.of(certificate))) {
          limits.check(name);
        }
      }
    } catch (NameConstraintValidatorException e) {
      throw new PathFailure(
          Reason.PATH_CONSTRAINT_BROKEN,
          "a name that the root may not issue for: " + ShownText.of(String.valueOf(e.getMessage())),
          "names within the root's nameConstraints");
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PathFailure(
          Reason.PATH_MALFORMED,
          "a root whose nameConstraints can't be read",
          "nameConstraints in the form of RFC 5280 §4.2.1.10");
    }
  }

  /** RFC 5280 §6.1.3(b): self-issued certificates are exempt, unless last in the path. */
  private static List<X509Certificate> constrained(List<X509Certificate> path) {
    List<X509Certificate> constrained = new ArrayList<>(List.of(path.get(0)));
    path.subList(1, path.size() - 1).stream()
        .filter(authority -> !PathRule.isSelfIssued(authority))
        .forEach(constrained::add);
    return constrained;
  }

  private static List<GeneralName> names(CertificateExtensions extensions) throws PathFailure {
    List<GeneralName> names = new ArrayList<>(extensions.generalNames());
    X500Principal principal = extensions.certificate().getSubjectX500Principal();
    X500Name subject = X500Name.getInstance(principal.getEncoded());
    if (subject.size() > 0) {
      names.add(new GeneralName(subject));
    }
    return names;
  }
}
