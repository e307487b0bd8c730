package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the paths from the peer's certificate to a root whose names and signatures match, in a
 * bounded number of steps. For one chain; not thread-safe.
 *
 * <p>The result doesn't depend on the order in which certificates were served: they are tried in
 * the order of their bytes. No path contains the same name and key twice, since the part between
 * could be left out; so authorities that sign each other in circles add no paths.
 */
final class CandidatePaths {
  /**
   * The limit for signature checks. A certificate is checked once with each key of its issuer's
   * name until its issuer is found: a cross-signed chain of ten needs fewer checks, a maliciously
   * built one needs more.
   */
  private static final int MAX_SIGNATURES = 40;

  /** Nine cross-signatures can be combined in at most 27 ways, for each copy of a root. */
  private static final int MAX_CANDIDATES = 256;

  private final X509Certificate leaf;
  private final List<X509Certificate> issuers;
  private final TrustRoots roots;
  private final List<List<X509Certificate>> found = new ArrayList<>();
  private final Map<X509Certificate, Set<PublicKey>> tried = new HashMap<>();
  private final Map<X509Certificate, PublicKey> signers = new HashMap<>();
  private int signatures;
  private @Nullable PathFailure deadEnd;

  CandidatePaths(List<X509Certificate> served, TrustRoots roots) throws PathFailure {
    this.leaf = served.get(0);
    this.issuers = ordered(served.subList(1, served.size()));
    this.roots = roots;
  }

  private static List<X509Certificate> ordered(List<X509Certificate> served) throws PathFailure {
    Map<byte[], X509Certificate> byBytes = new TreeMap<>(Arrays::compareUnsigned);
    for (X509Certificate certificate : served) {
      byBytes.put(PathBounds.encoded(certificate), certificate);
    }
    return List.copyOf(byBytes.values());
  }

  /** The complete candidates, shortest first; empty if none reaches a root. */
  List<List<X509Certificate>> find() {
    if (roots.holds(leaf)) {
      found.add(List.of(leaf));
    }
    extend(List.of(leaf));
    if (found.size() > 1) {
      found.sort(Comparator.comparing(List::size));
    }
    return found;
  }

  /** Why no candidate reached a root. */
  PathFailure deadEnd() {
    return Objects.requireNonNull(deadEnd, "asked before find()");
  }

  private void extend(List<X509Certificate> path) {
    X509Certificate last = path.get(path.size() - 1);
    boolean anyIssuer = false;
    for (X509Certificate root : roots.called(last.getIssuerX500Principal())) {
      anyIssuer = true;
      if (found.size() < MAX_CANDIDATES && !path.contains(root) && isSignedBy(last, root)) {
        found.add(with(path, root));
      }
    }
    for (X509Certificate issuer : issuers) {
      if (issuer.getSubjectX500Principal().equals(last.getIssuerX500Principal())
          && !holdsKeyOf(path, issuer)) {
        anyIssuer = true;
        if (found.size() < MAX_CANDIDATES && isSignedBy(last, issuer)) {
          extend(with(path, issuer));
        }
      }
    }
    if (!anyIssuer) {
      note(selfSigned(path) ? selfSigned(last) : issuerUnknown(last));
    }
  }

  private static boolean holdsKeyOf(List<X509Certificate> path, X509Certificate issuer) {
    for (X509Certificate certificate : path) {
      if (certificate.getSubjectX500Principal().equals(issuer.getSubjectX500Principal())
          && certificate.getPublicKey().equals(issuer.getPublicKey())) {
        return true;
      }
    }
    return false;
  }

  private static boolean selfSigned(List<X509Certificate> path) {
    X509Certificate leaf = path.get(0);
    return path.size() == 1 && leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
  }

  private PathFailure selfSigned(X509Certificate leaf) {
    return new PathFailure(
        Reason.PATH_SELF_SIGNED,
        "a certificate that " + ShownText.of(leaf) + " issued to itself",
        "a certificate issued under " + roots);
  }

  private PathFailure issuerUnknown(X509Certificate last) {
    return new PathFailure(
        Reason.PATH_ISSUER_UNKNOWN,
        "a chain that ends at issuer " + ShownText.of(last.getIssuerX500Principal()),
        "a chain that leads to " + roots);
  }

  private boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!KeyAndHashStrength.isOfAKnownKind(issuer.getPublicKey())) {
      // An attacker can choose this key, such as a huge DSA key, with which a check takes minutes
      // or throws.
      note(KeyAndHashStrength.weakKey(issuer));
      return false;
    }
    PublicKey signer = signers.get(certificate);
    if (signer != null) {
      return signer.equals(issuer.getPublicKey()); // only one key can have made a genuine signature
    }
    Set<PublicKey> keys = tried.get(certificate);
    if (keys == null) {
      keys = new HashSet<>();
      tried.put(certificate, keys);
    }
    return keys.add(issuer.getPublicKey()) && check(certificate, issuer);
  }

  private boolean check(X509Certificate certificate, X509Certificate issuer) {
    if (++signatures > MAX_SIGNATURES) {
      note(
          new PathFailure(
              Reason.PATH_TOO_LONG,
              "a chain that needs more than " + MAX_SIGNATURES + " signature checks",
              "a chain that needs at most " + MAX_SIGNATURES + " signature checks"));
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      signers.put(certificate, issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) { // providers throw either for bad keys
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
    deadEnd = PathFailure.moreTelling(deadEnd, failure);
  }

  private static List<X509Certificate> with(List<X509Certificate> path, X509Certificate next) {
    List<X509Certificate> longer = new ArrayList<>(path);
    longer.add(next);
    return longer;
  }
}
