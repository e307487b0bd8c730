package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that must hold for a whole candidate, from the peer's certificate to the root.
 *
 * @param mostTelling of the reasons it can give
 */
record PathRule(Reason mostTelling, Check check) {
  /** How a candidate is checked. */
  @FunctionalInterface
  interface Check {
    void check(List<X509Certificate> path, Wanted wanted) throws PathFailure;
  }

  /**
   * The purpose of a path, and the work done for its chain so far.
   *
   * @param keyExchange as JSSE names it to a trust manager
   * @param chain the extensions of the chain's certificates
   * @param work the comparisons that validators have been charged for this chain so far
   */
  record Wanted(
      PeerName peer, String keyExchange, Instant now, ChainExtensions chain, PkixWorkLimit work) {}

  /** All rules, the most expensive last. */
  private static final List<PathRule> ALL =
      List.of(
          new PathRule(Reason.PATH_MALFORMED, (path, wanted) -> UnambiguousEncoding.check(path)),
          new PathRule(
              Reason.PATH_MALFORMED,
              (path, wanted) -> ReadableExtensions.check(path, wanted.chain())),
          new PathRule(Reason.PATH_TOO_LONG, (path, wanted) -> wanted.work().charge(path)),
          new PathRule(Reason.PATH_EXPIRED, (path, wanted) -> Validity.check(path, wanted.now())),
          new PathRule(Reason.PATH_KEY_WEAK, (path, wanted) -> KeyAndHashStrength.check(path)),
          new PathRule(
              Reason.PATH_PURPOSE_NOT_SERVER,
              (path, wanted) -> KeyUsages.check(path, wanted.keyExchange(), wanted.chain())),
          new PathRule(
              Reason.PATH_CONSTRAINT_BROKEN,
              (path, wanted) -> RootAuthority.check(path, wanted.chain())),
          new PathRule(
              Reason.PATH_HASH_WEAK, (path, wanted) -> PkixRules.check(path, wanted.now())),
          new PathRule(
              Reason.PATH_CONSTRAINT_BROKEN,
              (path, wanted) -> RootConstraints.check(path, wanted.chain())),
          new PathRule(
              Reason.PATH_CONSTRAINT_BROKEN,
              (path, wanted) -> HostConstraints.check(path, wanted.peer(), wanted.chain())),
          new PathRule(
              Reason.PATH_NAME_MISMATCH,
              (path, wanted) -> {
                String unused = NameMatch.find(wanted.peer(), wanted.chain().of(path.get(0)));
              }));

  /**
   * The most telling reason why {@code path} doesn't hold; null if it does. A rule that can't give
   * a more telling one than there is already isn't asked.
   */
  static @Nullable PathFailure failureOf(List<X509Certificate> path, Wanted wanted) {
    PathFailure found = null;
    for (PathRule rule : ALL) {
      if (found != null && found.reason().rank() <= rule.mostTelling.rank()) {
        continue;
      }
      try {
        rule.check.check(path, wanted);
      } catch (PathFailure failure) {
        found = PathFailure.moreTelling(found, failure);
      }
    }
    return found;
  }

  /** The certificates whose contents count; the root's don't (RFC 5280 §6.1), unless it is all. */
  static List<X509Certificate> belowRoot(List<X509Certificate> path) {
    return path.subList(0, Math.max(1, path.size() - 1));
  }

  /** RFC 5280 §3.2: subject and issuer are one name, as when an authority changes its key. */
  static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
