package dev.trustconnect.path;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Every extension that restricts something can be read. The Java runtime takes one that it can't
 * read, and that isn't critical, for absent: then nothing would be restricted.
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
   * Those that hold for a root too: {@link RootAuthority} and {@link RootConstraints} see to it.
   */
  private static void requireReadableLimits(CertificateExtensions extensions) throws PathFailure {
    var unusedUsage = extensions.keyUsage(); // throws if it can't be read
    var unusedConstraints = extensions.nameConstraints();
  }
}
