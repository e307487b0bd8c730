package dev.trustconnect.examples.recipes;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.IdentitySource;
import dev.trustconnect.path.TrustRoots;
import io.spiffe.exception.BundleNotFoundException;
import io.spiffe.spiffeid.TrustDomain;
import io.spiffe.svid.x509svid.X509Svid;
import io.spiffe.workloadapi.X509Source;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Identity and roots of a workload from the SPIFFE Workload API, such as that of SPIRE's agent,
 * over {@code java-spiffe-core}. The source stays the caller's to close, after the TrustConnect.
 */
final class SpiffeRecipe {
  /** An SVID, and the same as an identity: a source returns one object until there is a new one. */
  private record Known(X509Svid svid, ClientIdentity identity) {
    static Known of(X509Svid svid) {
      return new Known(svid, ClientIdentity.of(svid.getChain(), svid.getPrivateKey()));
    }
  }

  private SpiffeRecipe() {}

  /** The workload's X.509-SVID; a renewed one is used from the next connection on. */
  static IdentitySource identity(X509Source workloadApi) {
    AtomicReference<Known> known = new AtomicReference<>(Known.of(workloadApi.getX509Svid()));
    return () -> {
      X509Svid now = workloadApi.getX509Svid();
      return known.updateAndGet(last -> last.svid() == now ? last : Known.of(now)).identity();
    };
  }

  /** The authorities of a trust domain now. They change too: replace the policies when they do. */
  static TrustRoots roots(X509Source workloadApi, String trustDomain)
      throws BundleNotFoundException {
    TrustDomain domain = TrustDomain.parse(trustDomain);
    return TrustRoots.of(
        List.copyOf(workloadApi.getBundleForTrustDomain(domain).getX509Authorities()));
  }
}
