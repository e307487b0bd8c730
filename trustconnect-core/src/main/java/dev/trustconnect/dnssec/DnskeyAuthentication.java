package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.dnssec.keys.KeyReader;
import dev.trustconnect.dnssec.keys.KeySize;
import dev.trustconnect.finding.Reason;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Authenticates a zone's DNSKEY RRset: a DS record or an anchor must match one of its keys, and
 * that key must sign the RRset (RFC 4035 §5.2).
 *
 * <p>Any one unbroken path suffices (RFC 6840 §5.11); unknown algorithms and digests are ignored
 * (RFC 6840 §5.2).
 */
final class DnskeyAuthentication {
  private final Algorithms algorithms;
  private final KeyReader reader;
  private final SignatureVerifier verifier;

  DnskeyAuthentication(Terms terms, SignatureVerifier verifier) {
    this.algorithms = new Algorithms(terms.settings());
    this.reader = terms.settings().keyReader();
    this.verifier = verifier;
  }

  /** The authenticated zone, or why it isn't; exactly one of the two is set. */
  record Outcome(@Nullable ProvenZone zone, @Nullable Failure failure) {
    static Outcome of(ProvenZone zone) {
      return new Outcome(zone, null);
    }

    static Outcome broken(Failure failure) {
      return new Outcome(null, failure);
    }

    /** Applies the function for this outcome. */
    <T> T fold(Function<ProvenZone, T> entered, Function<Failure, T> broken) {
      return zone != null ? entered.apply(zone) : broken.apply(Objects.requireNonNull(failure));
    }
  }

  /**
   * The DS or anchor records that lead into a zone, by which its secure entry points are known (RFC
   * 4034 §2.1.1).
   */
  record EntryPoints(
      Name apex, List<Record> records, @Nullable ProvenZone parent, Lifetime lifetime) {}

  /** The zone as unsigned, if no entry point is usable; null if its DNSKEY RRset is needed. */
  @Nullable ProvenZone unsignedBecauseUnknown(EntryPoints entryPoints) {
    return usable(entryPoints.records).isEmpty()
        ? unsigned(entryPoints, whyUnusable(entryPoints), entryPoints.lifetime)
        : null;
  }

  UnsignedBelow unsigned(EntryPoints entryPoints, Failure why, Lifetime lifetime) {
    ZoneLink link =
        new ZoneLink(
            entryPoints.apex.toString(),
            ZoneLink.State.UNSIGNED,
            why.reason(),
            shown(entryPoints, List.of()),
            List.of(),
            List.of(),
            lifetime.end());
    return new UnsignedBelow(entryPoints.apex, entryPoints.parent, link, lifetime, why);
  }

  /** Authenticates {@code dnskeys} through the entry points. */
  Outcome authenticate(EntryPoints entryPoints, RRset dnskeys) {
    List<ZoneKey> keys = new ArrayList<>();
    for (Record record : dnskeys.rrs(false)) {
      DNSKEYRecord dnskey = (DNSKEYRecord) record;
      if (dnskey.getKey() != null) { // dnsjava returns null for a DNSKEY without key bytes
        keys.add(new ZoneKey(dnskey, reader));
      }
    }
    List<Record> usable = usable(entryPoints.records);
    List<ZoneKey> entryKeys = new ArrayList<>();
    for (ZoneKey key : keys) {
      if (isEntryKey(key, usable)) {
        entryKeys.add(key);
      }
    }
    if (entryKeys.isEmpty()) {
      return Outcome.broken(noKeyMatches(entryPoints, keys));
    }
    return verifier
        .check(
            dnskeys,
            entryPoints.apex,
            (tag, algorithm) -> ZoneKey.candidates(entryKeys, tag, algorithm),
            entryPoints.lifetime.signatureEnd(),
            Part.DNSKEY)
        .fold(
            proven -> Outcome.of(signed(entryPoints, keys, entryKeys, proven, dnskeys)),
            failure -> Outcome.broken(whyNotSigned(failure, entryPoints, entryKeys)));
  }

  private ZoneKeys signed(
      EntryPoints entryPoints,
      List<ZoneKey> keys,
      List<ZoneKey> entryKeys,
      RrsetCheck.Proven proven,
      RRset dnskeys) {
    Lifetime lifetime = entryPoints.lifetime.and(proven.lifetime());
    RRSIGRecord by = proven.signature();
    ZoneLink link =
        new ZoneLink(
            entryPoints.apex.toString(),
            ZoneLink.State.SIGNED,
            Reason.PROVEN,
            shown(entryPoints, ZoneKey.candidates(entryKeys, by.getFootprint(), by.getAlgorithm())),
            shown(keys),
            shown(dnskeys.sigs(), by),
            lifetime.end());
    return new ZoneKeys(entryPoints.apex, entryPoints.parent, link, lifetime.signatureEnd(), keys);
  }

  /** RFC 6840 §5.2: a DS of an unknown algorithm or digest is as if it weren't there. */
  private List<Record> usable(List<Record> entryPoints) {
    List<Record> known = new ArrayList<>();
    List<Record> strong = new ArrayList<>();
    for (Record record : entryPoints) {
      if (isKnown(record)) {
        known.add(record);
        if (!isSha1(record)) {
          strong.add(record);
        }
      }
    }
    // RFC 4509 §3: ignore SHA-1 beside a stronger digest. Only a digest that we can use counts as
    // stronger; otherwise a DS of an unknown algorithm would make a signed zone unsigned.
    return strong.isEmpty() ? known : strong;
  }

  private boolean isKnown(Record record) {
    if (record instanceof DSRecord ds) {
      return algorithms.isUsable(ds.getAlgorithm()) && algorithms.isUsableDigest(ds.getDigestID());
    }
    return record instanceof DNSKEYRecord key && algorithms.isUsable(key.getAlgorithm());
  }

  private static boolean isSha1(Record record) {
    return record instanceof DSRecord ds && ds.getDigestID() == Algorithms.DIGEST_SHA1;
  }

  private static boolean isEntryKey(ZoneKey key, List<Record> entryPoints) {
    KeyDigests digests = new KeyDigests(key.record());
    for (Record record : entryPoints) {
      boolean matches =
          record instanceof DSRecord ds
              ? ds.getFootprint() == key.keyTag()
                  && ds.getAlgorithm() == key.algorithm()
                  && MessageDigest.isEqual(ds.getDigest(), digests.of(ds.getDigestID()))
              : isAnchor((DNSKEYRecord) record, key);
      if (matches) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAnchor(DNSKEYRecord anchor, ZoneKey key) {
    return anchor.getAlgorithm() == key.algorithm()
        && MessageDigest.isEqual(anchor.getKey(), key.record().getKey());
  }

  private Failure whyUnusable(EntryPoints entryPoints) {
    Record first = entryPoints.records.get(0);
    for (Record record : entryPoints.records) {
      int algorithm = algorithmOf(record);
      if (algorithms.isUsable(algorithm)) {
        return failure(
            Reason.DIGEST_UNSUPPORTED, entryPoints.apex, "no DS digest that we support", record);
      }
      if (algorithms.whyUnusable(algorithm) == Reason.ALGORITHM_SWITCHED_OFF) {
        return failure(
            Reason.ALGORITHM_SWITCHED_OFF,
            entryPoints.apex,
            "only SHA-1 algorithms, which are switched off",
            record);
      }
    }
    return failure(
        Reason.ALGORITHM_UNSUPPORTED, entryPoints.apex, "no algorithm that we support", first);
  }

  private static Failure failure(Reason reason, Name apex, String detail, Record record) {
    return new Failure(
        reason,
        apex + " is signed with " + detail,
        FailingLink.at(apex.toString(), Part.DS, tagOf(record), algorithmOf(record)));
  }

  private Failure noKeyMatches(EntryPoints entryPoints, List<ZoneKey> keys) {
    Record record = usable(entryPoints.records).get(0);
    return new Failure(
        Reason.KEY_NOT_IN_DS,
        entryPoints.apex
            + " has keys "
            + keys.stream().map(ZoneKey::keyTag).toList()
            + "; none matches the DS or anchor "
            + tagOf(record),
        FailingLink.at(
            entryPoints.apex.toString(), Part.DNSKEY, tagOf(record), algorithmOf(record)));
  }

  /** If every entry key is unfit, that is more telling than a missing signature. */
  private static Failure whyNotSigned(
      Failure failure, EntryPoints entryPoints, List<ZoneKey> entryKeys) {
    Reason unfit = null;
    for (ZoneKey key : entryKeys) {
      Reason reason = key.whyUnfit();
      if (reason == null) {
        return failure;
      }
      unfit = reason;
    }
    ZoneKey key = entryKeys.get(0);
    return new Failure(
        Objects.requireNonNull(unfit),
        "key "
            + key.keyTag()
            + ", to which the chain into "
            + entryPoints.apex
            + " leads, can't be used",
        FailingLink.at(entryPoints.apex.toString(), Part.DNSKEY, key.keyTag(), key.algorithm()));
  }

  private static List<ZoneLink.Ds> shown(EntryPoints entryPoints, List<ZoneKey> used) {
    List<ZoneLink.Ds> shown = new ArrayList<>();
    for (Record record : entryPoints.records) {
      boolean isUsed = false;
      for (ZoneKey key : used) {
        isUsed |= key.keyTag() == tagOf(record);
      }
      int digest = record instanceof DSRecord ds ? ds.getDigestID() : 0;
      shown.add(new ZoneLink.Ds(tagOf(record), algorithmOf(record), digest, isUsed));
    }
    return shown;
  }

  private static List<ZoneLink.Key> shown(List<ZoneKey> keys) {
    List<ZoneLink.Key> shown = new ArrayList<>();
    for (ZoneKey key : keys) {
      // Read the size without parsing the key: a set of a hundred keys mustn't cost a hundred point
      // checks.
      int bits = KeySize.bits(key.record());
      shown.add(new ZoneLink.Key(key.keyTag(), key.algorithm(), key.record().getFlags(), bits));
    }
    return shown;
  }

  private static List<ZoneLink.Signature> shown(List<RRSIGRecord> signatures, RRSIGRecord used) {
    List<ZoneLink.Signature> shown = new ArrayList<>();
    for (RRSIGRecord signature : signatures) {
      shown.add(
          new ZoneLink.Signature(
              signature.getFootprint(),
              signature.getAlgorithm(),
              signature.getTimeSigned(),
              signature.getExpire(),
              signature.equals(used)));
    }
    return shown;
  }

  private static int tagOf(Record record) {
    return record instanceof DSRecord ds
        ? ds.getFootprint()
        : ((DNSKEYRecord) record).getFootprint();
  }

  private static int algorithmOf(Record record) {
    return record instanceof DSRecord ds
        ? ds.getAlgorithm()
        : ((DNSKEYRecord) record).getAlgorithm();
  }
}
