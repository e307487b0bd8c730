package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.keys.KeyReader;
import dev.trustconnect.finding.Reason;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Checks that records can be trust anchors, and that each anchored zone has a usable one.
 *
 * <p>RFC 6840 §5.2 makes a zone INSECURE if we support none of its DS records. For anchors we
 * refuse instead: otherwise a typing error in the only anchor would make every name in the zone
 * INSECURE, which policies may allow, and so switch validation off.
 */
final class AnchorRules {
  private static final int REVOKED = 0x80;
  private static final int ZONE_KEY = 0x100;
  private static final int PROTOCOL_DNSSEC = 3; // RFC 4034 §2.1.2

  private final Algorithms algorithms;
  private final KeyReader reader;

  AnchorRules(ValidatorSettings settings) {
    this.algorithms = new Algorithms(settings);
    this.reader = settings.keyReader();
  }

  /** Throws if {@code record} can't be an anchor for any validator. */
  void check(Record record) {
    boolean known = record instanceof DSRecord || record instanceof DNSKEYRecord;
    if (!known || record.getDClass() != DClass.IN) {
      throw new TrustAnchorException("a trust anchor is a DS or DNSKEY of class IN: " + record);
    }
    String flaw = record instanceof DNSKEYRecord key ? flaw(key) : null;
    if (flaw != null) {
      throw new TrustAnchorException(flaw + ": " + record);
    }
  }

  private @Nullable String flaw(DNSKEYRecord key) {
    if (key.getKey() == null) { // dnsjava returns null for a DNSKEY without key bytes
      return "a trust anchor without key bytes";
    }
    if ((key.getFlags() & REVOKED) != 0) {
      return "a revoked key can't be a trust anchor";
    }
    if ((key.getFlags() & ZONE_KEY) == 0 || key.getProtocol() != PROTOCOL_DNSSEC) {
      return "a trust anchor that isn't a zone key (RFC 4034 §2.1.1 and §2.1.2)";
    }
    return algorithms.isUsable(key.getAlgorithm()) && reader.read(key).isEmpty()
        ? "a trust anchor whose key can't be used"
        : null;
  }

  /** Throws if none of {@code anchors}, which are all of {@code zone}, can be used. */
  void requireUsable(Name zone, List<Record> anchors) {
    for (Record anchor : anchors) {
      if (whyUnusable(anchor) == null) {
        return;
      }
    }
    throw TrustAnchorException.ofZone(
        zone,
        "no usable trust anchor for "
            + zone
            + ": seen "
            + anchors.stream().map(this::shown).collect(Collectors.joining(", "))
            + "; wanted an anchor that this validator supports, since without one nothing in the"
            + " zone could be validated");
  }

  private String shown(Record anchor) {
    return anchor instanceof DSRecord ds
        ? "a DS of key " + ds.getFootprint() + " with " + whyUnusable(ds)
        : "key " + ((DNSKEYRecord) anchor).getFootprint() + " with " + whyUnusable(anchor);
  }

  /** Why {@code anchor} can't be used, or null if it can. */
  private @Nullable String whyUnusable(Record anchor) {
    int algorithm =
        anchor instanceof DSRecord ds ? ds.getAlgorithm() : ((DNSKEYRecord) anchor).getAlgorithm();
    Reason reason = algorithms.whyUnusable(algorithm);
    if (reason != null) {
      return "algorithm "
          + algorithm
          + (reason == Reason.ALGORITHM_SWITCHED_OFF
              ? ", which the settings switch off"
              : ", which isn't supported");
    }
    return anchor instanceof DSRecord ds && !algorithms.isUsableDigest(ds.getDigestID())
        ? "digest type " + ds.getDigestID() + ", which isn't supported"
        : null;
  }
}
