package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.keys.VerifyingKey;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * A {@link ValidationMemory} as one validation reads and writes it: at its moment, and until the
 * memory forgets everything. Not thread-safe.
 */
final class MemoryView {
  private final Instant now;
  private final KnownZones zones;
  private final RememberedDenials denials;
  private final VerifiedSignatures signatures;
  private final long epoch;
  private final BooleanSupplier current;
  private boolean usedKnownZones;

  /**
   * A view.
   *
   * @param epoch of the memory, when the validation began
   * @param current false once the memory has forgotten everything: nothing is added to it after
   *     that
   */
  MemoryView(
      Instant now,
      KnownZones zones,
      RememberedDenials denials,
      VerifiedSignatures signatures,
      long epoch,
      BooleanSupplier current) {
    this.now = now;
    this.zones = zones;
    this.denials = denials;
    this.signatures = signatures;
    this.epoch = epoch;
    this.current = current;
  }

  Instant now() {
    return now;
  }

  /** The zone cut at {@code apex}, if an earlier validation proved it and that still holds. */
  @Nullable ProvenZone zoneAt(Name apex) {
    ProvenZone zone = zones.at(apex);
    if (zone == null || !zone.validUntil().isAfter(now)) {
      return null;
    }
    usedKnownZones = true;
    return zone;
  }

  /** Whether a zone was found here. */
  boolean usedKnownZones() {
    return usedKnownZones;
  }

  /** Keeps {@code zone} until its proof ends. */
  void learn(ProvenZone zone) {
    if (zone.validUntil().isAfter(now)) {
      zones.learn(zone);
    }
  }

  /** The denials that {@code zone} signed with the keys it has now; null if none are known. */
  @Nullable ZoneDenials denialsOf(ZoneKeys zone) {
    return denials.of(zone, epoch);
  }

  /** Keeps an NSEC, NSEC3 or wildcard RRset that {@code zone} signed, until {@code end} at most. */
  void learn(ZoneKeys zone, RrsetCheck.Proven set, Instant end) {
    if (current.getAsBoolean()) {
      denials.learn(zone, set, end, now, epoch);
      if (!current.getAsBoolean()) {
        denials.forget(zone);
      }
    }
  }

  /** Whether {@code signature} signs {@code data} with {@code key}. */
  boolean fits(ZoneKey key, VerifyingKey verifying, byte[] data, byte[] signature) {
    return signatures.fits(key, verifying, data, signature);
  }
}
