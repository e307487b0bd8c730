package dev.trustconnect.zone;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key in a zone's DNSKEY set.
 *
 * @param keyTag RFC 4034 appendix B
 * @param algorithm DNSSEC algorithm number
 * @param flags as on the wire: 257 is a zone key with SEP
 * @param publicKey in base64
 * @param signs the record types at the apex of which a signature by this key was verified
 * @param whyNot why it doesn't sign the DNSKEY set; empty if it does
 * @param digests its DS data, one for each digest that is understood
 */
public record PublishedKey(
    int keyTag,
    int algorithm,
    int flags,
    String publicKey,
    Set<String> signs,
    Optional<String> whyNot,
    List<DsLine> digests) {
  private static final int ZONE_KEY = 0x100;
  private static final int REVOKED = 0x80;
  private static final int ENTRY_POINT = 1;

  public PublishedKey {
    signs = Set.copyOf(signs);
    digests = List.copyOf(digests);
  }

  /** Whether it has the SEP flag (RFC 4034 §2.1.1). */
  public boolean isEntryPoint() {
    return (flags & ENTRY_POINT) != 0;
  }

  /** Whether it has the revoke bit (RFC 5011 §2.1). */
  public boolean isRevoked() {
    return (flags & REVOKED) != 0;
  }

  /** Whether it may sign a zone: it has the zone flag and isn't revoked. */
  public boolean isUsable() {
    return (flags & ZONE_KEY) != 0 && !isRevoked();
  }

  /** Whether a signature by this key over the DNSKEY set was verified. */
  public boolean signsKeys() {
    return whyNot.isEmpty();
  }

  /** Whether a DS leads to this key. One with a digest of an unknown type goes by key tag. */
  public boolean matches(DsLine ds) {
    return ds.keyTag() == keyTag
        && ds.algorithm() == algorithm
        && (digests.stream().noneMatch(own -> own.digestType() == ds.digestType())
            || digests.contains(ds));
  }

  /** Its DS data with a digest of this type. */
  Optional<DsLine> ds(int digestType) {
    return digests.stream().filter(line -> line.digestType() == digestType).findFirst();
  }

  /** The data of its DNSKEY record in zone-file syntax: flags, protocol, algorithm, key. */
  public String rdata() {
    return flags + " 3 " + algorithm + " " + publicKey;
  }

  /** {@code key 12345 (algorithm 13)}. */
  @Override
  public String toString() {
    return "key " + keyTag + " (algorithm " + algorithm + ")";
  }
}
