package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ways from the peer's certificate to a root along names and signatures that fit, in a bounded
 * number of steps. For one chain; not thread-safe.
 */
final class CandidatePaths {
  /** Signature checks: cross-signed chains of ten need fewer, a maze built to burn time more. */
  private static final int MAX_SIGNATURES = 40;

  private static final int MAX_CANDIDATES = 8;

  private final List<X509Certificate> served;
  private final TrustRoots roots;
  private final List<List<X509Certificate>> found = new ArrayList<>();
  private int signatures;
  private @Nullable PathFailure deadEnd;

  CandidatePaths(List<X509Certificate> served, TrustRoots roots) {
    this.served = served;
    this.roots = roots;
  }

  /** Complete candidates, those that end soonest first; empty if none reaches a root. */
  List<List<X509Certificate>> find() {
    X509Certificate leaf = served.get(0);
    if (roots.holds(leaf)) {
      found.add(List.of(leaf));
    } else {
      extend(List.of(leaf));
    }
    return found;
  }

  /** Why none reached a root. */
  PathFailure deadEnd() {
    return Objects.requireNonNull(deadEnd, "asked before find()");
  }

  private void extend(List<X509Certificate> path) {
    X509Certificate last = path.get(path.size() - 1);
    boolean anyIssuer = false;
    for (X509Certificate root : roots.called(last.getIssuerX500Principal())) {
      anyIssuer = true;
      if (isSignedBy(last, root) && found.size() < MAX_CANDIDATES) {
        found.add(with(path, root));
      }
    }
    for (X509Certificate issuer : served) {
      boolean next =
          issuer.getSubjectX500Principal().equals(last.getIssuerX500Principal())
              && !path.contains(issuer);
      if (next && found.size() < MAX_CANDIDATES) {
        anyIssuer = true;
        if (path.size() >= PathBounds.MAX_DEPTH - 1) {
          note(tooDeep());
        } else if (isSignedBy(last, issuer)) {
          extend(with(path, issuer));
        }
      }
    }
    if (!anyIssuer) {
      note(selfSigned(path) ? selfSigned(last) : issuerUnknown(last));
    }
  }

  private static boolean selfSigned(List<X509Certificate> path) {
    X509Certificate leaf = path.get(0);
    return path.size() == 1 && leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
  }

  private PathFailure selfSigned(X509Certificate leaf) {
    return new PathFailure(
        Reason.PATH_SELF_SIGNED,
        "a certificate that " + ShownText.of(leaf) + " issued to itself",
        "one issued under " + roots);
  }

  private PathFailure issuerUnknown(X509Certificate last) {
    return new PathFailure(
        Reason.PATH_ISSUER_UNKNOWN,
        "a chain that ends at issuer " + ShownText.of(last.getIssuerX500Principal()),
        "one that leads to " + roots);
  }

  private static PathFailure tooDeep() {
    return new PathFailure(
        Reason.PATH_TOO_LONG,
        "a chain that needs more than " + PathBounds.MAX_DEPTH + " certificates",
        "a shorter one");
  }

  private boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!Strength.isOfAKnownKind(issuer.getPublicKey())) {
      // A key that anybody can make up, such as DSA's of any size: a check takes minutes or throws.
      note(Strength.weakKey(issuer));
      return false;
    }
    if (++signatures > MAX_SIGNATURES) {
      note(
          new PathFailure(
              Reason.PATH_TOO_LONG,
              "a chain that takes more than " + MAX_SIGNATURES + " signature checks",
              "a plain one"));
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) { // providers throw both at bad keys
      note(
          new PathFailure(
              Reason.PATH_SIGNATURE_INVALID,
              ShownText.of(certificate)
                  + " with a signature that isn't "
                  + ShownText.of(issuer)
                  + "'s",
              "a valid signature"));
      return false;
    }
  }

  private void note(PathFailure failure) {
    deadEnd =
        deadEnd == null || failure.reason().rank() < deadEnd.reason().rank() ? failure : deadEnd;
  }

  private static List<X509Certificate> with(List<X509Certificate> path, X509Certificate next) {
    List<X509Certificate> longer = new ArrayList<>(path);
    longer.add(next);
    return longer;
  }
}
