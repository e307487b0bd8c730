package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.List;

/**
 * One zone on the chain of trust, as shown to people and machines.
 *
 * @param zone the zone's apex or, for the end of the chain, the zone cut without a usable DS;
 *     absolute
 * @param state the state that was proven
 * @param reason {@link Reason#PROVEN} for a signed zone, else why the chain ends here
 * @param ds the DS RRset (or the anchors) that leads into the zone
 * @param keys the zone's usable and unusable keys
 * @param signatures the signatures over its DNSKEY RRset
 * @param validUntil when this link must be proven again
 */
public record ZoneLink(
    String zone,
    State state,
    Reason reason,
    List<Ds> ds,
    List<Key> keys,
    List<Signature> signatures,
    Instant validUntil) {
  public ZoneLink {
    ds = List.copyOf(ds);
    keys = List.copyOf(keys);
    signatures = List.copyOf(signatures);
  }

  /** The state of a zone. */
  public enum State {
    /** Its keys are authenticated. */
    SIGNED,
    /** Proven to have no usable DS: everything at and below it is INSECURE. */
    UNSIGNED,
    /** The chain breaks here. */
    BROKEN
  }

  /**
   * A DS record or an anchor.
   *
   * @param keyTag of the key it points to
   * @param algorithm DNSSEC algorithm number
   * @param digestType digest number; 0 for an anchor that is a DNSKEY
   * @param used whether the chain runs through it
   */
  public record Ds(int keyTag, int algorithm, int digestType, boolean used) {}

  /**
   * A DNSKEY.
   *
   * @param keyTag RFC 4034 appendix B
   * @param algorithm DNSSEC algorithm number
   * @param flags as on the wire: 257 is a zone key with SEP, 128 is the revoke bit
   * @param bits the key's size in bits, 0 if it can't be read
   */
  public record Key(int keyTag, int algorithm, int flags, int bits) {}

  /**
   * A signature over the zone's keys.
   *
   * @param keyTag of the key that made it
   * @param algorithm DNSSEC algorithm number
   * @param inception valid from
   * @param expiration valid until
   * @param used whether the chain runs through it
   */
  public record Signature(
      int keyTag, int algorithm, Instant inception, Instant expiration, boolean used) {}
}
