package dev.trustconnect.testing;

import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;

/**
 * A key that signs: its DNSKEY fields and the private half behind a lambda. Immutable, thread-safe.
 */
public final class TestKey {
  /** A zone key (RFC 4034 §2.1.1). */
  public static final int ZONE_KEY = 0x0100;

  /** Zone key and secure entry point, the flags of a KSK. */
  public static final int KSK = 0x0101;

  /** The revoke bit (RFC 5011 §3). */
  public static final int REVOKED = 0x0080;

  /** Signs the bytes of RFC 4034 §3.1.8.1 and returns the RRSIG's signature field. */
  @FunctionalInterface
  interface Signing {
    byte[] sign(byte[] data);
  }

  private final int algorithm;
  private final int flags;
  private final byte[] publicKey;
  private final Signing signing;

  TestKey(int algorithm, int flags, byte[] publicKey, Signing signing) {
    this.algorithm = algorithm;
    this.flags = flags;
    this.publicKey = publicKey.clone();
    this.signing = signing;
  }

  /** The DNSSEC algorithm number. */
  public int algorithm() {
    return algorithm;
  }

  /** The DNSKEY flags. */
  public int flags() {
    return flags;
  }

  /** A copy of the DNSKEY's public key field. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The same key under other flags, and so under another tag. */
  public TestKey withFlags(int newFlags) {
    return new TestKey(algorithm, newFlags, publicKey, signing);
  }

  /** The same key with the revoke bit set. */
  public TestKey revoked() {
    return withFlags(flags | REVOKED);
  }

  boolean isKsk() {
    return (flags & 1) != 0;
  }

  /** The key tag of RFC 4034 appendix B. */
  public int tag() {
    return dnskey(Name.root, 0).getFootprint();
  }

  /** The DNSKEY record of this key in {@code zone}. */
  public DNSKEYRecord dnskey(Name zone, long ttl) {
    return new DNSKEYRecord(
        zone, DClass.IN, ttl, flags, DNSKEYRecord.Protocol.DNSSEC, algorithm, publicKey);
  }

  /**
   * The DS record that points to this key in {@code zone}.
   *
   * @param digestType 1, 2 and 4 are computed; any other number yields 32 bytes that no digest
   *     gives
   */
  public DSRecord ds(Name zone, long ttl, int digestType) {
    if (digestType == 1 || digestType == 2 || digestType == 4) {
      return new DSRecord(zone, DClass.IN, ttl, digestType, dnskey(zone, ttl));
    }
    byte[] digest = TestKeys.stretch("digest " + digestType + zone + tag(), 32);
    return new DSRecord(zone, DClass.IN, ttl, tag(), algorithm, digestType, digest);
  }

  byte[] sign(byte[] data) {
    return signing.sign(data);
  }
}
