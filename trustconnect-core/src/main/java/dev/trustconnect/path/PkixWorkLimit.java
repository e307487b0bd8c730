package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * What validators are given is little enough for them, counted before they run: for the whole of
 * what was served, and again for each candidate with its root. For one chain; not thread-safe.
 *
 * <p>The Java runtime's validator intersects permitted subtrees of several authorities in cubic
 * time and follows policy mappings in exponential time; and a root's subtrees are compared with
 * every name below it. A chain that fits into one handshake takes minutes and more.
 */
final class PkixWorkLimit {
  /** Of names with subtrees, and of subtrees with each other. */
  private static final long MAX_COMPARISONS = 1 << 17;

  /** The same, for all candidates: each of several paths may be a large one. */
  private static final long MAX_COMPARISONS_IN_ALL = 4 * MAX_COMPARISONS;

  private static final int MAX_POLICIES = 512;

  /** A bridge between two governments maps some twenty. */
  private static final int MAX_MAPPINGS = 64;

  private static final String ALTERNATIVE_NAMES = "2.5.29.17"; // RFC 5280 §4.2.1
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String POLICIES = "2.5.29.32";
  private static final String POLICY_MAPPINGS = "2.5.29.33";

  private long charged;

  /** Counts what was served, before any of it is searched for a path. */
  static void check(List<X509Certificate> served) throws PathFailure {
    long policies = 0;
    long mappings = 0;
    for (X509Certificate certificate : served) {
      policies += entries(certificate, POLICIES);
      mappings += entries(certificate, POLICY_MAPPINGS);
    }
    long names = names(served);
    long subtrees = subtrees(served);
    if (subtrees * (subtrees + names) > MAX_COMPARISONS) {
      throw tooMuch(names + " names under " + subtrees + " subtrees of name constraints");
    }
    if (policies > MAX_POLICIES) {
      throw tooMuch(policies + " certificate policies");
    }
    if (mappings > MAX_MAPPINGS) {
      throw tooMuch(mappings + " mappings of certificate policies");
    }
  }

  /** Counts one candidate in; throws if it, or all of them together, would take too long. */
  void charge(List<X509Certificate> path) throws PathFailure {
    List<X509Certificate> below = PathRule.belowRoot(path);
    long names = names(below);
    long subtrees = subtrees(below);
    long ofRoot = path.size() == 1 ? 0 : subtrees(path.subList(path.size() - 1, path.size()));
    long comparisons = subtrees * (subtrees + names) + ofRoot * names;
    charged += comparisons;
    if (comparisons > MAX_COMPARISONS || charged > MAX_COMPARISONS_IN_ALL) {
      throw tooMuch(
          names
              + " names under "
              + subtrees
              + " subtrees of name constraints and "
              + ofRoot
              + " of its root");
    }
  }

  /** The subject of each is one. */
  private static long names(List<X509Certificate> certificates) {
    return certificates.stream().mapToLong(c -> 1L + entries(c, ALTERNATIVE_NAMES)).sum();
  }

  private static long subtrees(List<X509Certificate> certificates) {
    return certificates.stream().mapToLong(PkixWorkLimit::subtrees).sum();
  }

  private static PathFailure tooMuch(String seen) {
    return new PathFailure(
        Reason.PATH_TOO_LONG, "a chain with " + seen, "one that can be checked in time");
  }

  private static int subtrees(X509Certificate certificate) {
    byte[] wrapped = certificate.getExtensionValue(NAME_CONSTRAINTS);
    if (wrapped == null) {
      return 0;
    }
    try {
      NameConstraints constraints =
          NameConstraints.getInstance(ASN1OctetString.getInstance(wrapped).getOctets());
      return count(constraints.getPermittedSubtrees()) + count(constraints.getExcludedSubtrees());
    } catch (IllegalArgumentException | IllegalStateException e) {
      return wrapped.length; // more than could be in it
    }
  }

  private static int count(GeneralSubtree @Nullable [] subtrees) {
    return subtrees == null ? 0 : subtrees.length;
  }

  private static int entries(X509Certificate certificate, String oid) {
    byte[] wrapped = certificate.getExtensionValue(oid);
    if (wrapped == null) {
      return 0;
    }
    try {
      return ASN1Sequence.getInstance(ASN1OctetString.getInstance(wrapped).getOctets()).size();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return wrapped.length; // more than could be in it
    }
  }
}
