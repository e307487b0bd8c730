package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** A signed zone and its authenticated keys, each parsed once. */
final class ZoneKeys extends ProvenZone {
  private static final int KEY_WEIGHT_BYTES =
      3500; // record, parsed key and Bouncy Castle's tables for it

  private final List<ZoneKey> keys;

  ZoneKeys(
      Name apex,
      @Nullable ProvenZone parent,
      ZoneLink link,
      Instant signatureEnd,
      List<ZoneKey> keys) {
    super(apex, parent, link, signatureEnd);
    this.keys = List.copyOf(keys);
  }

  /** The keys a signature may mean; several, if tags collide. */
  List<ZoneKey> candidates(int keyTag, int algorithm) {
    return keys.stream()
        .filter(key -> key.keyTag() == keyTag && key.algorithm() == algorithm)
        .toList();
  }

  /** Whether it is signed with the very keys that {@code other} has. */
  boolean hasKeysOf(ZoneKeys other) {
    return apex().equals(other.apex()) && records().equals(other.records());
  }

  private Set<Record> records() {
    return keys.stream().map(ZoneKey::record).collect(Collectors.toSet());
  }

  @Override
  public int weightBytes() {
    return 512 + KEY_WEIGHT_BYTES * keys.size();
  }
}
