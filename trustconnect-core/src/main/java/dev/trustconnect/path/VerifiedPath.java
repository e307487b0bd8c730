package dev.trustconnect.path;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A verified chain of certificates, from the peer's, issued for its name, up to a root. Only {@link
 * PathBuilder} creates one. Immutable.
 *
 * <p>It isn't the chain as served, which may contain unrelated certificates.
 */
public final class VerifiedPath {
  private final PeerName peer;
  private final String matchedName;
  private final List<X509Certificate> certificates;
  private final Instant validUntil;

  VerifiedPath(PeerName peer, String matchedName, List<X509Certificate> certificates) {
    this.peer = peer;
    this.matchedName = matchedName;
    this.certificates = List.copyOf(certificates);
    this.validUntil = end(this.certificates);
  }

  /**
   * The earliest end of validity of all certificates but the root, whose dates aren't checked (RFC
   * 5280 §6.1.1).
   */
  private static Instant end(List<X509Certificate> certificates) {
    Instant first = Instant.MAX;
    for (X509Certificate certificate : PathRule.belowRoot(certificates)) {
      Instant end = certificate.getNotAfter().toInstant();
      first = end.isBefore(first) ? end : first;
    }
    return first;
  }

  /** The name or address that the certificate was checked for. */
  public PeerName peer() {
    return peer;
  }

  /** The identifier in the certificate that matched, such as {@code *.example.com}. */
  public String matchedName() {
    return matchedName;
  }

  /** The certificates from the peer's to the root, both included; never empty. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** The peer's own certificate. */
  public X509Certificate leaf() {
    return certificates.get(0);
  }

  /** The root, which is trusted by configuration. */
  public X509Certificate root() {
    return certificates.get(certificates.size() - 1);
  }

  /** The time after which a certificate below the root has expired. */
  public Instant validUntil() {
    return validUntil;
  }

  /** The matched name and the issuers: {@code api.example.com ← 'CN=…' ← 'CN=…'}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(matchedName);
    for (X509Certificate issuer : certificates.subList(1, certificates.size())) {
      text.append(" ← ").append(ShownText.of(issuer));
    }
    return text.toString();
  }
}
