package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Limits the work of validators, which is counted before they run: for the whole served chain, and
 * again for each candidate with its root. For one chain; not thread-safe.
 *
 * <p>The Java runtime's validator intersects permitted subtrees of several authorities in cubic
 * time and follows policy mappings in exponential time, and a root's subtrees are compared with
 * every name below it. A chain that fits into one handshake could take minutes or longer.
 */
final class PkixWorkLimit {
  /**
   * The limit for one path: comparisons of names with subtrees, and of subtrees with each other.
   */
  private static final long MAX_COMPARISONS = 1 << 17;

  /** The limit for all candidates of a chain together: several of them may be large. */
  private static final long MAX_COMPARISONS_IN_ALL = 4 * MAX_COMPARISONS;

  private static final int MAX_POLICIES = 512;

  /** A bridge authority between two governments maps about twenty. */
  private static final int MAX_MAPPINGS = 64;

  private final ChainExtensions chain;
  private long charged;

  PkixWorkLimit(ChainExtensions chain) {
    this.chain = chain;
  }

  /** Checks the served chain before it is searched for paths. */
  void check(List<X509Certificate> served) throws PathFailure {
    long policies = 0;
    long mappings = 0;
    for (X509Certificate certificate : served) {
      policies += chain.of(certificate).count(CertificateExtensions.POLICIES);
      mappings += chain.of(certificate).count(CertificateExtensions.POLICY_MAPPINGS);
    }
    long names = names(served);
    long subtrees = subtrees(served);
    if (subtrees * (subtrees + names) > MAX_COMPARISONS) {
      throw tooManyComparisons(
          names + " names under " + subtrees + " subtrees of name constraints");
    }
    if (policies > MAX_POLICIES) {
      throw tooMuch(
          policies + " certificate policies",
          "a chain with at most " + MAX_POLICIES + " certificate policies");
    }
    if (mappings > MAX_MAPPINGS) {
      throw tooMuch(
          mappings + " mappings of certificate policies",
          "a chain with at most " + MAX_MAPPINGS + " mappings of certificate policies");
    }
  }

  /** Counts one candidate. Throws if it, or all of them together, would take too long. */
  void charge(List<X509Certificate> path) throws PathFailure {
    List<X509Certificate> below = PathRule.belowRoot(path);
    long names = names(below);
    long subtrees = subtrees(below);
    long ofRoot = path.size() == 1 ? 0 : subtrees(path.subList(path.size() - 1, path.size()));
    long comparisons = subtrees * (subtrees + names) + ofRoot * names;
    charged += comparisons;
    if (comparisons > MAX_COMPARISONS || charged > MAX_COMPARISONS_IN_ALL) {
      throw tooManyComparisons(
          names
              + " names under "
              + subtrees
              + " subtrees of name constraints and "
              + ofRoot
              + " of its root");
    }
  }

  /** The number of names in these certificates, including each subject. */
  private long names(List<X509Certificate> certificates) {
    long names = 0;
    for (X509Certificate certificate : certificates) {
      names += 1L + chain.of(certificate).count(CertificateExtensions.ALTERNATIVE_NAMES);
    }
    return names;
  }

  private long subtrees(List<X509Certificate> certificates) {
    long subtrees = 0;
    for (X509Certificate certificate : certificates) {
      subtrees += chain.of(certificate).subtrees();
    }
    return subtrees;
  }

  private static PathFailure tooManyComparisons(String seen) {
    return tooMuch(
        seen,
        "a chain whose name constraints take at most " + MAX_COMPARISONS + " comparisons of names");
  }

  private static PathFailure tooMuch(String seen, String wanted) {
    return new PathFailure(Reason.PATH_TOO_LONG, "a chain with " + seen, wanted);
  }
}
