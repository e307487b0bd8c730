package dev.trustconnect.path;

import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;

/**
 * The extensions of a chain's certificates, so that a certificate in several candidates is parsed
 * once. For one chain; not thread-safe.
 */
final class ChainExtensions {
  private final IdentityHashMap<X509Certificate, CertificateExtensions> read =
      new IdentityHashMap<>();

  CertificateExtensions of(X509Certificate certificate) {
    CertificateExtensions extensions = read.get(certificate);
    if (extensions == null) {
      extensions = new CertificateExtensions(certificate);
      read.put(certificate, extensions);
    }
    return extensions;
  }
}
