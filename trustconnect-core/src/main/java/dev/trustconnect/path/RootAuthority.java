package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Requires that the root may issue certificates and allows the path's number of authorities below
 * it (RFC 5280 §6.1.4(k) to (n), applied to the trust anchor as in RFC 5937 §3.2).
 *
 * <p>A {@code CertPathValidator} doesn't check its trust anchor. Without this rule, a server whose
 * own certificate was configured as a root could issue certificates for every host.
 */
final class RootAuthority {
  private static final int KEY_CERT_SIGN = 5; // RFC 5280 §4.2.1.3, a bit of KeyUsage
  private static final int NO_AUTHORITY = -1; // the value of X509Certificate.getBasicConstraints()
  private static final String WANTED = "a root that may issue the certificate below it";

  private RootAuthority() {}

  static void check(List<X509Certificate> path, ChainExtensions chain) throws PathFailure {
    X509Certificate root = path.get(path.size() - 1);
    // Versions 1 and 2 have no extensions, so only the configuration says that this is an
    // authority.
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

  /** RFC 5280 §6.1.4(l): self-issued certificates aren't counted. */
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
