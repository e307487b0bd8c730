package dev.trustconnect.upstream;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys (SHA-256 of the SubjectPublicKeyInfo, RFC 7469 §2.4) of which the path must hold one.
 */
final class ServerPins {
  private static final String PREFIX = "sha256/";
  private static final int DIGEST_BYTES = 32;

  private final Set<String> pins;

  /** Reads {@code sha256/<base64>}; none given: nothing is asked for. */
  ServerPins(List<String> texts) {
    this.pins = texts.stream().map(ServerPins::canonical).collect(Collectors.toSet());
  }

  /** One spelling for each digest. */
  static String canonical(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a pin starts with " + PREFIX + ": " + text);
    }
    byte[] digest;
    try {
      digest = Base64.getDecoder().decode(text.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a pin ends in base64: " + text, e);
    }
    if (digest.length != DIGEST_BYTES) {
      throw new IllegalArgumentException("a SHA-256 pin has 32 bytes: " + text);
    }
    return PREFIX + Base64.getEncoder().encodeToString(digest);
  }

  boolean isEmpty() {
    return pins.isEmpty();
  }

  /**
   * Throws unless a key of the path is pinned.
   *
   * <p>An unrelated certificate may sit in the served chain; only the path that leads from the
   * server's certificate to one of {@code roots} counts.
   */
  void check(X509Certificate[] served, X509Certificate[] roots) throws CertificateException {
    if (pins.isEmpty()) {
      return;
    }
    Set<String> seen = new LinkedHashSet<>();
    try {
      for (X509Certificate certificate : path(served, roots)) {
        seen.add(pin(certificate));
      }
    } catch (GeneralSecurityException e) {
      throw new CertificateException("no path from the server's certificate to a root", e);
    }
    if (seen.stream().noneMatch(pins::contains)) {
      throw new PinMismatchException(
          "path has " + String.join(", ", seen) + "; wanted " + String.join(" or ", pins));
    }
  }

  private static List<X509Certificate> path(X509Certificate[] served, X509Certificate[] roots)
      throws GeneralSecurityException {
    X509CertSelector leaf = new X509CertSelector();
    leaf.setCertificate(served[0]);
    Set<TrustAnchor> anchors =
        Stream.of(roots).map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
    parameters.setRevocationEnabled(false); // as in the platform's check before this one
    parameters.addCertStore(
        CertStore.getInstance(
            "Collection", new CollectionCertStoreParameters(Arrays.asList(served))));
    PKIXCertPathBuilderResult built =
        (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    List<X509Certificate> path = new ArrayList<>();
    built.getCertPath().getCertificates().forEach(c -> path.add((X509Certificate) c));
    path.add(built.getTrustAnchor().getTrustedCert());
    return path;
  }

  private static String pin(X509Certificate certificate) throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
    return PREFIX + Base64.getEncoder().encodeToString(digest);
  }
}
