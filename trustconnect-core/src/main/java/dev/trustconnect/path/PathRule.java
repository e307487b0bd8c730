package dev.trustconnect.path;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** One thing that must hold for a whole candidate, from the peer's certificate to the root. */
@FunctionalInterface
interface PathRule {
  /** All of them. Each is asked, so that the most telling failure can be reported. */
  List<PathRule> ALL =
      List.of(
          (path, peer, now) -> OneReading.check(path),
          (path, peer, now) -> Legible.check(path),
          (path, peer, now) -> Validity.check(path, now),
          (path, peer, now) -> Strength.check(path),
          (path, peer, now) -> Purpose.check(path),
          (path, peer, now) -> RootAuthority.check(path),
          (path, peer, now) -> PkixRules.check(path, now),
          (path, peer, now) -> RootConstraints.check(path),
          (path, peer, now) -> HostConstraints.check(path, peer),
          (path, peer, now) -> {
            String unused = NameMatch.find(peer, path.get(0));
          });

  void check(List<X509Certificate> path, PeerName peer, Instant now) throws PathFailure;

  /** The certificates whose contents count; the root's don't (RFC 5280 §6.1), unless it is all. */
  static List<X509Certificate> belowRoot(List<X509Certificate> path) {
    return path.subList(0, Math.max(1, path.size() - 1));
  }

  /** RFC 5280 §3.2: subject and issuer are one name, as when an authority changes its key. */
  static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
