package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.keys.KeyReader;
import dev.trustconnect.dnssec.keys.VerifyingKey;
import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSKEYRecord;

/** A DNSKEY, and its public key, parsed when it is first needed and kept. Thread-safe. */
final class ZoneKey {
  private static final int ZONE_FLAG = 0x100;
  private static final int REVOKE_FLAG = 0x80;
  private static final int PROTOCOL_DNSSEC = 3;

  private final DNSKEYRecord record;
  private final int keyTag;
  private final KeyReader reader;
  // Two threads may both parse it at first; they get the same key.
  private volatile @Nullable Parsed parsed;

  private record Parsed(@Nullable VerifyingKey key) {}

  ZoneKey(DNSKEYRecord record, KeyReader reader) {
    this.record = record;
    this.keyTag = record.getFootprint();
    this.reader = reader;
  }

  /** Those of {@code keys} with this tag and algorithm; several, if tags collide. */
  static List<ZoneKey> candidates(List<ZoneKey> keys, int keyTag, int algorithm) {
    List<ZoneKey> candidates = new ArrayList<>(1);
    for (ZoneKey key : keys) {
      if (key.keyTag == keyTag && key.algorithm() == algorithm) {
        candidates.add(key);
      }
    }
    return candidates;
  }

  DNSKEYRecord record() {
    return record;
  }

  int keyTag() {
    return keyTag;
  }

  int algorithm() {
    return record.getAlgorithm();
  }

  /** The key to verify with, empty if it is malformed, not on its curve, too short or too long. */
  Optional<VerifyingKey> verifying() {
    Parsed known = parsed;
    if (known == null) {
      known = new Parsed(reader.read(record).orElse(null));
      parsed = known;
    }
    return Optional.ofNullable(known.key);
  }

  /** Why nothing can be verified with this key, or null if something can. */
  @Nullable Reason whyUnfit() {
    if (isRevoked()) {
      return Reason.KEY_REVOKED;
    }
    if (!isZoneKey()) {
      return Reason.KEY_NOT_A_ZONE_KEY;
    }
    return verifying().isEmpty() ? Reason.KEY_UNUSABLE : null;
  }

  /** RFC 4034 §2.1.1, §2.1.2: without the zone bit and protocol 3 a key signs no RRset. */
  private boolean isZoneKey() {
    return (record.getFlags() & ZONE_FLAG) != 0 && record.getProtocol() == PROTOCOL_DNSSEC;
  }

  /** RFC 5011 §2.1: a revoked key signs nothing but its own revocation. */
  private boolean isRevoked() {
    return (record.getFlags() & REVOKE_FLAG) != 0;
  }
}
