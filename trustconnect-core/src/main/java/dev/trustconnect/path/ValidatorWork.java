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
 * What the Java runtime's validator would be given is little enough for it, checked before it runs.
 *
 * <p>It intersects permitted subtrees of several authorities in cubic time and follows policy
 * mappings in exponential time: a chain that fits into one handshake takes it minutes and more.
 */
final class ValidatorWork {
  /** Of names with subtrees, and of subtrees with each other. */
  private static final long MAX_COMPARISONS = 1 << 17;

  private static final int MAX_POLICIES = 512;

  /** A bridge between two governments maps some twenty. */
  private static final int MAX_MAPPINGS = 64;

  private static final String ALTERNATIVE_NAMES = "2.5.29.17"; // RFC 5280 §4.2.1
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String POLICIES = "2.5.29.32";
  private static final String POLICY_MAPPINGS = "2.5.29.33";

  private ValidatorWork() {}

  static void check(List<X509Certificate> served) throws PathFailure {
    long names = 0;
    long subtrees = 0;
    long policies = 0;
    long mappings = 0;
    for (X509Certificate certificate : served) {
      names += 1 + entries(certificate, ALTERNATIVE_NAMES); // the subject is one
      subtrees += subtrees(certificate);
      policies += entries(certificate, POLICIES);
      mappings += entries(certificate, POLICY_MAPPINGS);
    }
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
