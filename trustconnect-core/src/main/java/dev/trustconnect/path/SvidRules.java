package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.peer.PeerName;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Requires that the certificate of a peer with a SPIFFE ID is an X.509-SVID of a workload
 * (X509-SVID §2 to §5): exactly one URI, no authority, and a key that signs and issues nothing.
 */
final class SvidRules {
  static final int URI = 6; // RFC 5280 §4.2.1.6, the tag of GeneralName
  private static final int DIGITAL_SIGNATURE = 0; // RFC 5280 §4.2.1.3
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private SvidRules() {}

  static void check(List<X509Certificate> path, PeerName peer, ChainExtensions chain)
      throws PathFailure {
    if (peer.id() == null) {
      return;
    }
    X509Certificate leaf = path.get(0);
    CertificateExtensions extensions = chain.of(leaf);
    if (leaf.getBasicConstraints() >= 0) {
      throw broken(leaf, "that is an authority", "the certificate of a workload");
    }
    boolean[] usage = extensions.keyUsage().orElse(null);
    if (usage == null || !usage[DIGITAL_SIGNATURE] || usage[KEY_CERT_SIGN] || usage[CRL_SIGN]) {
      throw broken(
          leaf,
          "with another key usage than a workload's",
          "digitalSignature without keyCertSign and cRLSign (X509-SVID §4.3)");
    }
    long uris = // as encoded: a provider's parser may leave out a name that it doesn't like
        extensions.generalNames().stream().filter(name -> name.getTagNo() == URI).count();
    if (uris != 1) {
      throw broken(leaf, "with " + uris + " URIs", "exactly one URI (X509-SVID §2)");
    }
  }

  private static PathFailure broken(X509Certificate leaf, String seen, String wanted) {
    return new PathFailure(
        Reason.PATH_NOT_AN_SVID, ShownText.of(leaf) + " " + seen, "an X.509-SVID: " + wanted);
  }
}
