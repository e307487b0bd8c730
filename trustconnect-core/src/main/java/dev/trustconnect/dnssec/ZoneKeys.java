package dev.trustconnect.dnssec;

import dev.trustconnect.hash.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.utils.base16;

/** A signed zone and its authenticated keys, each parsed once. */
final class ZoneKeys extends ProvenZone {
  private static final int KEY_WEIGHT_BYTES =
      3500; // record, parsed key and Bouncy Castle's tables for it

  private final List<ZoneKey> keys;
  private volatile @Nullable String
      fingerprint; // two threads may both compute it, and get the same

  ZoneKeys(
      Name apex,
      @Nullable ProvenZone parent,
      ZoneLink link,
      Instant signatureEnd,
      List<ZoneKey> keys) {
    super(apex, parent, link, signatureEnd);
    this.keys = List.copyOf(keys);
  }

  /** The keys with this tag and algorithm; several, if tags collide. */
  List<ZoneKey> candidates(int keyTag, int algorithm) {
    return ZoneKey.candidates(keys, keyTag, algorithm);
  }

  /** A digest of the zone's name and all its keys. */
  String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      MessageDigest sha256 = Sha256.begin();
      sha256.update(apex().toWireCanonical());
      byte[][] sorted = new byte[keys.size()][];
      for (int i = 0; i < sorted.length; i++) {
        sorted[i] = keys.get(i).record().rdataToWireCanonical();
      }
      Arrays.sort(sorted, Arrays::compareUnsigned);
      for (byte[] rdata : sorted) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, rdata.length));
        sha256.update(rdata);
      }
      known = base16.toString(sha256.digest());
      fingerprint = known;
    }
    return known;
  }

  @Override
  int weightBytes() {
    int bytes = 512 + chainBytes();
    for (ZoneKey key : keys) {
      bytes += KEY_WEIGHT_BYTES + key.record().getKey().length;
    }
    return bytes;
  }
}
