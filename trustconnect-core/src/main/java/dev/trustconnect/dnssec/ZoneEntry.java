package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.dnssec.keys.KeyReader;
import dev.trustconnect.dnssec.keys.KeySize;
import dev.trustconnect.finding.Reason;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * The door into a zone: DS records or anchors vouch for keys, and those sign the zone's DNSKEY
 * RRset (RFC 4035 §5.2).
 *
 * <p>Any one unbroken path suffices (RFC 6840 §5.11); what we don't know is ignored (RFC 6840
 * §5.2).
 */
final class ZoneEntry {
  private final Algorithms algorithms;
  private final KeyReader reader;
  private final SignatureVerifier verifier;

  ZoneEntry(Terms terms, SignatureVerifier verifier) {
    this.algorithms = new Algorithms(terms.settings());
    this.reader = terms.settings().keyReader();
    this.verifier = verifier;
  }

  /** What came of entering a zone: exactly one of the two is set. */
  record Outcome(@Nullable ProvenZone zone, @Nullable Failure failure) {
    static Outcome of(ProvenZone zone) {
      return new Outcome(zone, null);
    }

    static Outcome broken(Failure failure) {
      return new Outcome(null, failure);
    }
  }

  /** Who vouches for a zone's keys, and how long that holds. */
  record Vouchers(
      Name apex, List<Record> records, @Nullable ProvenZone parent, Lifetime lifetime) {}

  /**
   * The zone as unsigned, if none of the vouchers is usable; null if its DNSKEY RRset is needed.
   */
  @Nullable ProvenZone unsignedBecauseUnknown(Vouchers vouchers) {
    return usable(vouchers.records).isEmpty()
        ? unsigned(vouchers, whyUnusable(vouchers), vouchers.lifetime)
        : null;
  }

  UnsignedBelow unsigned(Vouchers vouchers, Failure why, Lifetime lifetime) {
    ZoneLink link =
        new ZoneLink(
            vouchers.apex.toString(),
            ZoneLink.State.UNSIGNED,
            why.reason(),
            shown(vouchers, List.of()),
            List.of(),
            List.of(),
            lifetime.end());
    return new UnsignedBelow(vouchers.apex, vouchers.parent, link, lifetime, why);
  }

  /** Authenticates {@code dnskeys} through the vouchers. */
  Outcome enter(Vouchers vouchers, RRset dnskeys) {
    List<ZoneKey> keys = new ArrayList<>();
    for (Record record : dnskeys.rrs(false)) {
      DNSKEYRecord dnskey = (DNSKEYRecord) record;
      if (dnskey.getKey() != null) { // dnsjava's word for a DNSKEY without key bytes
        keys.add(new ZoneKey(dnskey, reader));
      }
    }
    List<Record> usable = usable(vouchers.records);
    List<ZoneKey> vouched = keys.stream().filter(key -> isVouchedFor(key, usable)).toList();
    if (vouched.isEmpty()) {
      return Outcome.broken(noKeyMatches(vouchers, keys));
    }
    SetCheck check =
        verifier.check(
            dnskeys,
            vouchers.apex,
            (tag, algorithm) -> candidates(vouched, tag, algorithm),
            vouchers.lifetime.signatureEnd(),
            Part.DNSKEY);
    if (check instanceof SetCheck.Unproven unproven) {
      return Outcome.broken(whyNotSigned(unproven.failure(), vouchers, vouched));
    }
    return Outcome.of(signed(vouchers, keys, vouched, (SetCheck.Proven) check, dnskeys));
  }

  private static List<ZoneKey> candidates(List<ZoneKey> keys, int keyTag, int algorithm) {
    return keys.stream()
        .filter(key -> key.keyTag() == keyTag && key.algorithm() == algorithm)
        .toList();
  }

  private ZoneKeys signed(
      Vouchers vouchers,
      List<ZoneKey> keys,
      List<ZoneKey> vouched,
      SetCheck.Proven proven,
      RRset dnskeys) {
    Lifetime lifetime = vouchers.lifetime.and(proven.lifetime());
    RRSIGRecord by = proven.signature();
    ZoneLink link =
        new ZoneLink(
            vouchers.apex.toString(),
            ZoneLink.State.SIGNED,
            Reason.PROVEN,
            shown(vouchers, candidates(vouched, by.getFootprint(), by.getAlgorithm())),
            keys.stream().map(ZoneEntry::shown).toList(),
            dnskeys.sigs().stream().map(sig -> shown(sig, sig.equals(by))).toList(),
            lifetime.end());
    return new ZoneKeys(vouchers.apex, vouchers.parent, link, lifetime.signatureEnd(), keys);
  }

  /** RFC 6840 §5.2: a DS of an unknown algorithm or digest is as if it weren't there. */
  private List<Record> usable(List<Record> vouchers) {
    List<Record> known = vouchers.stream().filter(this::isKnown).toList();
    boolean strong = known.stream().anyMatch(voucher -> !isSha1(voucher));
    // RFC 4509 §3: SHA-1 doesn't count where something better does. Only what we could use instead
    // pushes it out,
    // or a DS of an unknown algorithm would turn a signed zone into an unsigned one.
    return strong ? known.stream().filter(voucher -> !isSha1(voucher)).toList() : known;
  }

  private boolean isKnown(Record voucher) {
    if (voucher instanceof DSRecord ds) {
      return algorithms.isUsable(ds.getAlgorithm()) && algorithms.isUsableDigest(ds.getDigestID());
    }
    return voucher instanceof DNSKEYRecord key && algorithms.isUsable(key.getAlgorithm());
  }

  private static boolean isSha1(Record voucher) {
    return voucher instanceof DSRecord ds && ds.getDigestID() == Algorithms.DIGEST_SHA1;
  }

  private static boolean isVouchedFor(ZoneKey key, List<Record> vouchers) {
    KeyDigests digests = new KeyDigests(key.record());
    for (Record voucher : vouchers) {
      boolean vouches =
          voucher instanceof DSRecord ds
              ? ds.getFootprint() == key.keyTag()
                  && ds.getAlgorithm() == key.algorithm()
                  && MessageDigest.isEqual(ds.getDigest(), digests.of(ds.getDigestID()))
              : isAnchor((DNSKEYRecord) voucher, key);
      if (vouches) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAnchor(DNSKEYRecord anchor, ZoneKey key) {
    return anchor.getAlgorithm() == key.algorithm()
        && MessageDigest.isEqual(anchor.getKey(), key.record().getKey());
  }

  private Failure whyUnusable(Vouchers vouchers) {
    Record first = vouchers.records.get(0);
    for (Record voucher : vouchers.records) {
      int algorithm = algorithmOf(voucher);
      if (algorithms.isUsable(algorithm)) {
        return failure(
            Reason.DIGEST_UNSUPPORTED, vouchers.apex, "no DS digest that we know", voucher);
      }
      if (algorithms.whyUnusable(algorithm) == Reason.ALGORITHM_SWITCHED_OFF) {
        return failure(
            Reason.ALGORITHM_SWITCHED_OFF,
            vouchers.apex,
            "only SHA-1 algorithms, which are switched off",
            voucher);
      }
    }
    return failure(
        Reason.ALGORITHM_UNSUPPORTED, vouchers.apex, "no algorithm that we support", first);
  }

  private static Failure failure(Reason reason, Name apex, String detail, Record voucher) {
    return new Failure(
        reason,
        apex + " is signed with " + detail,
        FailingLink.at(apex.toString(), Part.DS, tagOf(voucher), algorithmOf(voucher)));
  }

  private Failure noKeyMatches(Vouchers vouchers, List<ZoneKey> keys) {
    Record voucher = usable(vouchers.records).get(0);
    return new Failure(
        Reason.KEY_NOT_IN_DS,
        vouchers.apex
            + " has keys "
            + keys.stream().map(ZoneKey::keyTag).toList()
            + "; none fits the DS or anchor "
            + tagOf(voucher),
        FailingLink.at(
            vouchers.apex.toString(), Part.DNSKEY, tagOf(voucher), algorithmOf(voucher)));
  }

  /** Where every vouched key is unfit, that tells more than "no signature by it". */
  private static Failure whyNotSigned(Failure failure, Vouchers vouchers, List<ZoneKey> vouched) {
    Reason unfit = null;
    for (ZoneKey key : vouched) {
      Reason reason = key.whyUnfit();
      if (reason == null) {
        return failure;
      }
      unfit = reason;
    }
    ZoneKey key = vouched.get(0);
    return new Failure(
        Objects.requireNonNull(unfit),
        "key "
            + key.keyTag()
            + ", to which the chain into "
            + vouchers.apex
            + " leads, can't be used",
        FailingLink.at(vouchers.apex.toString(), Part.DNSKEY, key.keyTag(), key.algorithm()));
  }

  private static List<ZoneLink.Ds> shown(Vouchers vouchers, List<ZoneKey> used) {
    return vouchers.records.stream()
        .map(
            voucher ->
                new ZoneLink.Ds(
                    tagOf(voucher),
                    algorithmOf(voucher),
                    voucher instanceof DSRecord ds ? ds.getDigestID() : 0,
                    used.stream().anyMatch(key -> key.keyTag() == tagOf(voucher))))
        .toList();
  }

  private static ZoneLink.Key shown(ZoneKey key) {
    // Only keys that were needed are parsed: a set of a hundred keys mustn't cost a hundred point
    // checks.
    return new ZoneLink.Key(
        key.keyTag(), key.algorithm(), key.record().getFlags(), KeySize.bits(key.record()));
  }

  private static ZoneLink.Signature shown(RRSIGRecord signature, boolean used) {
    Instant inception = signature.getTimeSigned();
    return new ZoneLink.Signature(
        signature.getFootprint(), signature.getAlgorithm(), inception, signature.getExpire(), used);
  }

  private static int tagOf(Record voucher) {
    return voucher instanceof DSRecord ds
        ? ds.getFootprint()
        : ((DNSKEYRecord) voucher).getFootprint();
  }

  private static int algorithmOf(Record voucher) {
    return voucher instanceof DSRecord ds
        ? ds.getAlgorithm()
        : ((DNSKEYRecord) voucher).getAlgorithm();
  }
}
