package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.peer.PeerName;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * Requires that every authority, the root included, may issue for exactly the wanted name (RFC 5280
 * §4.2.1.10).
 *
 * <p>Validators compare the names in the certificate, so an authority that may not issue for {@code
 * api.example.com} could issue {@code *.example.com}. And they ignore a zero-length {@code
 * dNSName}, which stands for all names (CA/B Forum BR §7.1.5), or crash on it.
 */
final class HostConstraints {
  private HostConstraints() {}

  static void check(List<X509Certificate> path, PeerName peer, ChainExtensions chain)
      throws PathFailure {
    GeneralName wanted = generalName(peer);
    for (X509Certificate authority : path.subList(1, path.size())) {
      NameConstraints constraints = chain.of(authority).nameConstraints().orElse(null);
      if (constraints != null && !allows(constraints, wanted)) {
        throw new PathFailure(
            Reason.PATH_CONSTRAINT_BROKEN,
            ShownText.of(authority) + " that may not issue for " + peer,
            "an authority whose nameConstraints allow it");
      }
    }
  }

  private static GeneralName generalName(PeerName peer) {
    if (peer.id() != null) {
      return new GeneralName(GeneralName.uniformResourceIdentifier, peer.toString());
    }
    return peer.address() != null
        ? new GeneralName(GeneralName.iPAddress, new DEROctetString(peer.address().getAddress()))
        : new GeneralName(GeneralName.dNSName, peer.toString());
  }

  /** Whether the constraints allow the name; false if they can't be compared with it. */
  private static boolean allows(NameConstraints constraints, GeneralName wanted) {
    try {
      new NameLimits(constraints).check(wanted);
      return wanted.getTagNo() != GeneralName.dNSName
          || !excludesEveryHost(constraints.getExcludedSubtrees());
    } catch (NameConstraintValidatorException
        | IllegalArgumentException
        | IllegalStateException e) {
      return false;
    }
  }

  private static boolean excludesEveryHost(GeneralSubtree @Nullable [] excluded) {
    if (excluded != null) {
      for (GeneralSubtree subtree : excluded) {
        GeneralName base = subtree.getBase();
        if (base.getTagNo() == GeneralName.dNSName && base.getName().toString().isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }
}
