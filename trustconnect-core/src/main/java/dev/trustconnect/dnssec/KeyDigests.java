package dev.trustconnect.dnssec;

import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;

/**
 * The digests that DS records may hold of one key (RFC 4034 §5.1.4), each computed once: a set may
 * hold hundreds of DS and of keys, all of one tag (CVE-2023-50387). Not thread-safe.
 */
final class KeyDigests {
  private final DNSKEYRecord key;
  private final Map<Integer, byte[]> known = new HashMap<>(2);

  KeyDigests(DNSKEYRecord key) {
    this.key = key;
  }

  /** The digest of this type, which must be a supported type. */
  byte[] of(int digestType) {
    byte[] digest = known.get(digestType);
    if (digest == null) {
      digest = new DSRecord(key.getName(), key.getDClass(), 0, digestType, key).getDigest();
      known.put(digestType, digest);
    }
    return digest;
  }
}
