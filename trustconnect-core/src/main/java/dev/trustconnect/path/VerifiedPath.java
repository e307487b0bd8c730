package dev.trustconnect.path;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A chain of certificates that was verified from a root down to the peer's, made out to the peer's
 * name. Only {@link PathBuilder} makes one. Immutable.
 *
 * <p>Not the chain the peer served: that may hold certificates that lead nowhere.
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

  /** The first end among all but the root, whose dates don't count (RFC 5280 §6.1.1). */
  private static Instant end(List<X509Certificate> certificates) {
    Instant first = Instant.MAX;
    for (X509Certificate certificate : PathRule.belowRoot(certificates)) {
      Instant end = certificate.getNotAfter().toInstant();
      first = end.isBefore(first) ? end : first;
    }
    return first;
  }

  /** The name the certificate was wanted for. */
  public PeerName peer() {
    return peer;
  }

  /** The identifier in the certificate that matched, such as {@code *.example.com}. */
  public String matchedName() {
    return matchedName;
  }

  /** From the peer's certificate to the root, which is included. Never empty. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** The peer's own certificate. */
  public X509Certificate leaf() {
    return certificates.get(0);
  }

  /** The root where trust begins. */
  public X509Certificate root() {
    return certificates.get(certificates.size() - 1);
  }

  /** The moment from which the path doesn't hold any more. */
  public Instant validUntil() {
    return validUntil;
  }

  /** {@code api.example.com ← 'CN=…' ← 'CN=…'}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(matchedName);
    for (X509Certificate issuer : certificates.subList(1, certificates.size())) {
      text.append(" ← ").append(ShownText.of(issuer));
    }
    return text.toString();
  }
}
