package dev.trustconnect.path;

import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.ServedChain;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * A verified chain of certificates, from the peer's, issued for its name, up to a root. Only this
 * package creates one. Immutable.
 *
 * <p>It isn't the chain as served, which may contain unrelated certificates.
 */
public final class VerifiedPath {
  private final String matchedName;
  private final List<X509Certificate> certificates;
  private final Instant validUntil;

  VerifiedPath(String matchedName, List<X509Certificate> certificates) {
    this.matchedName = matchedName;
    this.certificates = List.copyOf(certificates);
    this.validUntil = end(this.certificates);
  }

  /**
   * The path of a served chain to one of {@code roots}. Never blocks on I/O.
   *
   * @param wish candidates for which it is true are tried first; it is called with candidates that
   *     aren't verified yet, the peer's certificate first and the root last, and must not block
   * @param now the time at which certificates must be valid, with no tolerance
   * @throws BrokenPathException with the most important reason why there is none
   */
  @SuppressWarnings("exports") // for the gates and upstreams
  public static VerifiedPath find(
      TrustRoots roots, ServedChain chain, Predicate<List<X509Certificate>> wish, Instant now)
      throws BrokenPathException {
    PathOutcome outcome =
        PathBuilder.to(roots)
            .preferring(wish)
            .build(chain.peer(), chain.certificates(), chain.authType(), now);
    if (outcome instanceof PathOutcome.Verified verified) {
      return verified.path();
    }
    throw new BrokenPathException(((PathOutcome.Broken) outcome).finding());
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
