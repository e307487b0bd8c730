package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The root of a path may issue certificates, and allows as many authorities below it as there are
 * (RFC 5280 §6.1.4(k) to (n), applied to the trust anchor as RFC 5937 §3.2 has it).
 *
 * <p>A {@code CertPathValidator} never looks at its trust anchor. Without this rule the key of a
 * server whose own certificate was given as a root could issue for every host.
 */
final class RootAuthority {
  private static final int KEY_CERT_SIGN = 5; // RFC 5280 §4.2.1.3, a bit of KeyUsage
  private static final int NO_AUTHORITY = -1; // as X509Certificate.getBasicConstraints() has it
  private static final String WANTED = "a root that may issue what is below it";

  private RootAuthority() {}

  static void check(List<X509Certificate> path, ChainExtensions chain) throws PathFailure {
    X509Certificate root = path.get(path.size() - 1);
    // Versions 1 and 2 have no extensions: being given as a root is all that says so.
    if (path.size() == 1 || root.getVersion() < 3) {
      return;
    }
    int allowed = root.getBasicConstraints();
    if (allowed == NO_AUTHORITY) {
      throw broken(root, "that isn't an authority and issued a certificate");
    }
    checkKeyUsage(chain.of(root));
    long authorities = countedAuthorities(path);
    if (authorities > allowed) {
      throw new PathFailure(
          Reason.PATH_CONSTRAINT_BROKEN,
          authorities
              + " authorities below the root "
              + ShownText.of(root)
              + ", which allows "
              + allowed
              + " (pathLenConstraint)",
          WANTED);
    }
  }

  private static void checkKeyUsage(CertificateExtensions root) throws PathFailure {
    boolean[] usage = root.keyUsage().orElse(null);
    if (usage != null && !usage[KEY_CERT_SIGN]) {
      throw broken(root.certificate(), "whose key may not sign certificates (keyUsage)");
    }
  }

  /** RFC 5280 §6.1.4(l): a certificate that an authority issued to itself isn't counted. */
  private static int countedAuthorities(List<X509Certificate> path) {
    int counted = 0;
    for (X509Certificate authority : path.subList(1, path.size() - 1)) {
      counted += PathRule.isSelfIssued(authority) ? 0 : 1;
    }
    return counted;
  }

  private static PathFailure broken(X509Certificate root, String how) {
    return new PathFailure(
        Reason.PATH_CONSTRAINT_BROKEN, "the root " + ShownText.of(root) + " " + how, WANTED);
  }
}
