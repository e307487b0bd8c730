package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Builds the verified path from a served chain: bounds first, then candidates from the peer's
 * certificate up to a root, each checked whole (RFC 5280 §6, RFC 9525 §6). Immutable, thread-safe,
 * never blocks on I/O.
 *
 * <p>The order and the company in which certificates were served don't matter: the search sees them
 * in an order that it makes itself. Of several failures the most telling one is reported.
 */
public final class PathBuilder {
  /** Of candidates: as many ways as nine cross-signatures make. Each costs a validator's run. */
  private static final int MAX_JUDGED = 32;

  private final TrustRoots roots;
  private final @Nullable Predicate<List<X509Certificate>> preferred;

  private PathBuilder(TrustRoots roots, @Nullable Predicate<List<X509Certificate>> preferred) {
    this.roots = roots;
    this.preferred = preferred;
  }

  /** A builder of paths that end in {@code roots}. */
  public static PathBuilder to(TrustRoots roots) {
    return new PathBuilder(roots, null);
  }

  /**
   * The same, which of several paths takes one for which {@code wish} is true, if that verifies.
   *
   * @param wish is asked about candidates that nothing is known of yet, the peer's certificate
   *     first and the root last; must not block
   */
  public PathBuilder preferring(Predicate<List<X509Certificate>> wish) {
    return new PathBuilder(roots, wish);
  }

  /**
   * The path from the first served certificate.
   *
   * @param peer what that certificate must be made out to
   * @param served the peer's own certificate first, as TLS has it
   * @param authType the key exchange, as JSSE passes it to a trust manager; {@code UNKNOWN} if
   *     unknown
   * @param now the time dates are judged by, without any allowance
   */
  public PathOutcome build(
      PeerName peer, List<X509Certificate> served, String authType, Instant now) {
    try {
      PathBounds.check(served);
      ChainExtensions chain = new ChainExtensions();
      PkixWorkLimit work = new PkixWorkLimit(chain);
      work.check(served);
      VerifiedPath path = search(served, new PathRule.Wanted(peer, authType, now, chain, work));
      checkPlatformRules(served, authType);
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
        String matched = NameMatch.find(peer, wanted.chain().of(candidate.get(0)));
        return new VerifiedPath(peer, matched, candidate);
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
   * The runtime's rules beyond the path itself, such as authorities it distrusts from a date on.
   */
  private void checkPlatformRules(List<X509Certificate> served, String authType)
      throws PathFailure {
    X509TrustManager platform = roots.platformRules();
    if (platform == null) {
      return;
    }
    try {
      platform.checkServerTrusted(served.toArray(new X509Certificate[0]), authType);
    } catch (CertificateException | RuntimeException e) { // PkixRules says why the latter
      throw new PathFailure(
          Reason.PATH_PLATFORM_REFUSED,
          "this Java runtime refusing the chain: " + ShownText.of(String.valueOf(e.getMessage())),
          "a chain that the Java runtime accepts too");
    }
  }
}
