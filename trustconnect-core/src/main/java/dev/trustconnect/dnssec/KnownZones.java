package dev.trustconnect.dnssec;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The zones that earlier validations proved, as one validation reads and adds them; an interface
 * for tests.
 */
interface KnownZones {
  /**
   * The proof about the zone cut at {@code apex}, or null. The validation checks whether it has
   * expired.
   */
  @Nullable ProvenZone at(Name apex);

  /**
   * Called once for each zone the validation has proven; worth keeping until {@link
   * ProvenZone#validUntil()}.
   */
  void learn(ProvenZone zone);
}
