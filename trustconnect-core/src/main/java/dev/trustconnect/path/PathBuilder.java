package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Builds the verified path from a served chain: bounds first, then candidates from the peer's
 * certificate up to a root, each checked whole (RFC 5280 §6, RFC 9525 §6). Immutable, thread-safe,
 * never blocks on I/O.
 *
 * <p>The order and the company in which certificates were served don't matter. Of several failures
 * the most telling one is reported.
 */
public final class PathBuilder {
  private final TrustRoots roots;

  private PathBuilder(TrustRoots roots) {
    this.roots = roots;
  }

  /** A builder of paths that end in {@code roots}. */
  public static PathBuilder to(TrustRoots roots) {
    return new PathBuilder(roots);
  }

  /**
   * The path from the first served certificate.
   *
   * @param peer what that certificate must be made out to
   * @param served the peer's own certificate first, as TLS has it
   * @param authType the key exchange, as JSSE tells a trust manager; {@code UNKNOWN} if unknown
   * @param now the time dates are judged by, without any allowance
   */
  public PathOutcome build(
      PeerName peer, List<X509Certificate> served, String authType, Instant now) {
    try {
      PathBounds.check(served);
      ValidatorWork.check(served);
      VerifiedPath path = search(peer, served, now);
      checkPlatformRules(served, authType);
      return new PathOutcome.Verified(path);
    } catch (PathFailure failure) {
      return failure.broken();
    }
  }

  private VerifiedPath search(PeerName peer, List<X509Certificate> served, Instant now)
      throws PathFailure {
    CandidatePaths candidates = new CandidatePaths(served, roots);
    PathFailure worst = null;
    for (List<X509Certificate> candidate : candidates.find()) {
      PathFailure failure = failureOf(candidate, peer, now);
      if (failure == null) {
        return new VerifiedPath(peer, NameMatch.find(peer, candidate.get(0)), candidate);
      }
      worst = worst == null || failure.reason().rank() < worst.reason().rank() ? failure : worst;
    }
    throw worst != null ? worst : candidates.deadEnd();
  }

  private static @Nullable PathFailure failureOf(
      List<X509Certificate> candidate, PeerName peer, Instant now) {
    PathFailure found = null;
    for (PathRule rule : PathRule.ALL) {
      try {
        rule.check(candidate, peer, now);
      } catch (PathFailure failure) {
        found = found == null || failure.reason().rank() < found.reason().rank() ? failure : found;
      }
    }
    return found;
  }

  /** What the runtime knows beyond the path itself: authorities it distrusts from some day on. */
  private void checkPlatformRules(List<X509Certificate> served, String authType)
      throws PathFailure {
    X509TrustManager platform = roots.platformRules();
    if (platform == null) {
      return;
    }
    try {
      platform.checkServerTrusted(served.toArray(X509Certificate[]::new), authType);
    } catch (CertificateException | RuntimeException e) { // PkixRules says why the latter
      throw new PathFailure(
          Reason.PATH_PLATFORM,
          "this Java runtime refusing the chain: " + ShownText.of(String.valueOf(e.getMessage())),
          "a chain that the Java runtime accepts too");
    }
  }
}
