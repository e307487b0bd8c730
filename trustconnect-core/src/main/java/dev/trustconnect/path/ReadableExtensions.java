package dev.trustconnect.path;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Requires that every restricting extension can be parsed. The Java runtime treats a non-critical
 * extension that it can't parse as absent, which would lose its restriction.
 */
final class ReadableExtensions {
  private ReadableExtensions() {}

  static void check(List<X509Certificate> path, ChainExtensions chain) throws PathFailure {
    for (X509Certificate certificate : PathRule.belowRoot(path)) {
      CertificateExtensions extensions = chain.of(certificate);
      requireReadableLimits(extensions);
      var unusedNames = extensions.alternativeNames();
      var unusedPurposes = extensions.extendedKeyUsage();
    }
    requireReadableLimits(chain.of(path.get(path.size() - 1)));
  }

  /**
   * Checks the extensions that apply to a root too, which {@link RootAuthority} and {@link
   * RootConstraints} enforce.
   */
  private static void requireReadableLimits(CertificateExtensions extensions) throws PathFailure {
    var unusedUsage = extensions.keyUsage(); // throws if it can't be parsed
    var unusedConstraints = extensions.nameConstraints();
  }
}
