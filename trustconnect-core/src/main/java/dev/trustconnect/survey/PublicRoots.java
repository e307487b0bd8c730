package dev.trustconnect.survey;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.TrustStoreException;
import dev.trustconnect.path.VerifiedPath;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The roots of public authorities: those of the Java runtime, read once. Thread-safe. */
final class PublicRoots {
  private volatile @Nullable Set<X509Certificate> ofTheRuntime;

  /**
   * Whether the path ends in one.
   *
   * @param instead the roots that count as public; null for the runtime's
   */
  boolean has(VerifiedPath path, @Nullable TrustRoots instead) {
    return (instead == null ? ofTheRuntime() : instead.certificates()).contains(path.root());
  }

  private Set<X509Certificate> ofTheRuntime() {
    Set<X509Certificate> known = ofTheRuntime;
    if (known == null) {
      known = read();
      ofTheRuntime = known;
    }
    return known;
  }

  private static Set<X509Certificate> read() {
    try {
      return TrustRoots.system().certificates();
    } catch (TrustStoreException unusable) { // then no root of the runtime was used either
      return Set.of();
    }
  }
}
