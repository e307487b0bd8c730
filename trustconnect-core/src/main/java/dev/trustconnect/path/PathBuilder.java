package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.peer.PeerName;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Builds the verified path from a served chain: it checks bounds, finds candidates from the peer's
 * certificate up to a root, and verifies each completely (RFC 5280 §6, RFC 9525 §6). Immutable,
 * thread-safe, never blocks on I/O.
 *
 * <p>The order of the served certificates and any unrelated ones among them don't affect the
 * result. If several candidates fail, the failure with the most important reason is reported.
 */
final class PathBuilder {
  /**
   * The number of candidates to verify, enough for all combinations of nine cross-signatures. Each
   * one runs a validator.
   */
  private static final int MAX_JUDGED = 32;

  private final TrustRoots roots;
  private final @Nullable Predicate<List<X509Certificate>> preferred;

  private PathBuilder(TrustRoots roots, @Nullable Predicate<List<X509Certificate>> preferred) {
    this.roots = roots;
    this.preferred = preferred;
  }

  /** A builder of paths that end in {@code roots}. */
  static PathBuilder to(TrustRoots roots) {
    return new PathBuilder(roots, null);
  }

  /**
   * A builder that tries candidates for which {@code wish} is true before the others, and otherwise
   * is like this one.
   *
   * @param wish called with candidates that aren't verified yet, the peer's certificate first and
   *     the root last; must not block
   */
  PathBuilder preferring(Predicate<List<X509Certificate>> wish) {
    return new PathBuilder(roots, wish);
  }

  /**
   * Builds the path for the first served certificate. Doesn't throw for any chain: the outcome has
   * its problem.
   *
   * @param peer the name or address that the certificate must be issued for
   * @param served the certificates as served in TLS, the peer's own first
   * @param authType the key exchange, as JSSE passes it to a trust manager; {@code UNKNOWN} if
   *     unknown
   * @param now the time at which certificates must be valid, with no tolerance
   */
  PathOutcome build(PeerName peer, List<X509Certificate> served, String authType, Instant now) {
    try {
      PathBounds.check(served);
      ChainExtensions chain = new ChainExtensions();
      PkixWorkLimit work = new PkixWorkLimit(chain);
      work.check(served);
      VerifiedPath path = search(served, new PathRule.Wanted(peer, authType, now, chain, work));
      if (peer.clients() == null) {
        checkPlatformRules(served, authType); // the runtime's rules are for servers
      }
      return new PathOutcome.Verified(path);
    } catch (PathFailure failure) {
      return failure.broken();
    }
  }

  private VerifiedPath search(List<X509Certificate> served, PathRule.Wanted wanted)
      throws PathFailure {
    CandidatePaths candidates = new CandidatePaths(served, roots);
    PathFailure failure = null;
    for (List<X509Certificate> candidate : preferredFirst(candidates.find())) {
      PathFailure found = PathRule.failureOf(candidate, wanted);
      if (found == null) {
        PeerName peer = wanted.peer();
        String matched = NameMatch.find(peer, candidate, wanted.chain());
        return new VerifiedPath(matched, candidate);
      }
      failure = PathFailure.moreTelling(failure, found);
    }
    throw failure != null ? failure : candidates.deadEnd();
  }

  private List<List<X509Certificate>> preferredFirst(List<List<X509Certificate>> candidates) {
    List<List<X509Certificate>> ordered = new ArrayList<>();
    List<List<X509Certificate>> others = new ArrayList<>();
    for (List<X509Certificate> candidate : candidates) {
      boolean first = preferred != null && preferred.test(candidate);
      (first ? ordered : others).add(candidate);
    }
    ordered.addAll(others);
    return ordered.subList(0, Math.min(MAX_JUDGED, ordered.size()));
  }

  /**
   * Applies the runtime's rules beyond the path itself, such as authorities that it distrusts from
   * a given date on.
   */
  private void checkPlatformRules(List<X509Certificate> served, String authType)
      throws PathFailure {
    X509TrustManager platform = roots.platformRules();
    if (platform == null) {
      return;
    }
    try {
      platform.checkServerTrusted(served.toArray(new X509Certificate[0]), authType);
    } catch (CertificateException | RuntimeException e) { // RuntimeException: see PkixRules
      throw new PathFailure(
          Reason.PATH_PLATFORM_REFUSED,
          "a chain that this Java runtime refuses: " + ShownText.of(String.valueOf(e.getMessage())),
          "a chain that the Java runtime accepts too");
    }
  }
}
