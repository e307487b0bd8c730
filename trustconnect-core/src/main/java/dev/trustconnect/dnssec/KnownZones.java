package dev.trustconnect.dnssec;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Where one validation finds the zones that earlier ones proved; the seam for tests that watch it
 * look and learn.
 */
interface KnownZones {
  /**
   * What is proven about the zone cut at {@code apex}, or null. The validation checks whether it
   * has expired.
   */
  @Nullable ProvenZone at(Name apex);

  /**
   * Called once for each zone the validation has proven; worth keeping until {@link
   * ProvenZone#validUntil()}.
   */
  void learn(ProvenZone zone);
}
