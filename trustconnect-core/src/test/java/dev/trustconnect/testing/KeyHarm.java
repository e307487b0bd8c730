package dev.trustconnect.testing;

import dev.trustconnect.dnssec.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Harms to a zone's keys and to the DS that leads to them. */
public final class KeyHarm {
  private KeyHarm() {}

  /**
   * The KSKs carry the revoke bit and sign as revoked; the DS still shows the keys as they were.
   */
  public static Harm revokeKsk(String zone) {
    return rekey(zone, TestKey::isKsk, TestKey::revoked);
  }

  /** The KSKs carry the revoke bit and sign as revoked, and the DS points at the revoked keys. */
  public static Harm revokeKskWithDs(String zone) {
    return revokeKsk(zone).and(dsOf(zone, TestKey::revoked));
  }

  /** The ZSKs carry the revoke bit, vouched for by the KSK, and still sign the zone's data. */
  public static Harm revokeZsk(String zone) {
    return rekey(zone, key -> !key.isKsk(), TestKey::revoked);
  }

  /** The KSKs, their signatures and their DS are those of keys without the zone bit. */
  public static Harm kskIsNoZoneKey(String zone) {
    UnaryOperator<TestKey> change = key -> key.withFlags(key.flags() & ~TestKey.ZONE_KEY);
    return rekey(zone, TestKey::isKsk, change).and(dsOf(zone, change));
  }

  /** The ZSKs lack the zone bit, vouched for by the KSK, and still sign the zone's data. */
  public static Harm zskIsNoZoneKey(String zone) {
    return rekey(zone, key -> !key.isKsk(), key -> key.withFlags(key.flags() & ~TestKey.ZONE_KEY));
  }

  /**
   * The keys that {@code which} picks are others, in the DNSKEY RRset and wherever they sign; the
   * DS stays.
   */
  public static Harm rekey(String zone, Predicate<TestKey> which, UnaryOperator<TestKey> change) {
    Name apex = TestNames.of(zone);
    return Harm.sets(
        set ->
            (set.type() == Type.DNSKEY && set.owner().equals(apex))
                || set.signatures().stream().anyMatch(sig -> sig.getSigner().equals(apex)),
        (world, set) -> {
          RecordSet exchanged = set;
          if (set.type() == Type.DNSKEY) {
            List<Record> records = new ArrayList<>();
            for (Record record : set.records()) {
              records.add(exchanged(world.zone(apex), record, which, change));
            }
            exchanged = new RecordSet(apex, Type.DNSKEY, records, set.signatures());
          }
          return List.of(
              Harm.resignedWith(
                  world,
                  exchanged,
                  fields ->
                      fields.signer().equals(apex) && which.test(fields.key())
                          ? fields.withKey(change.apply(fields.key()))
                          : fields));
        });
  }

  private static Record exchanged(
      SignedZone zone, Record record, Predicate<TestKey> which, UnaryOperator<TestKey> change) {
    for (TestKey key : zone.keys()) {
      if (which.test(key) && key.dnskey(zone.apex(), record.getTTL()).equals(record)) {
        return change.apply(key).dnskey(zone.apex(), record.getTTL());
      }
    }
    return record;
  }

  /** The DS set, well signed, points at what {@code change} makes of each key. */
  public static Harm dsOf(String zone, UnaryOperator<TestKey> change) {
    return Harm.sets(
        Harm.at(zone, Type.DS),
        (world, set) -> {
          List<Record> records = new ArrayList<>();
          for (TestKey key : world.zone(zone).keys()) {
            if (key.isKsk()) {
              records.add(change.apply(key).ds(set.owner(), set.records().get(0).getTTL(), 2));
            }
          }
          return List.of(Harm.resigned(world, set, records));
        });
  }

  /** The DNSKEY RRset, well signed, lacks the keys that {@code which} picks. */
  public static Harm dropKeys(String zone, Predicate<DNSKEYRecord> which) {
    return Harm.resign(
        zone,
        Type.DNSKEY,
        records -> records.stream().filter(r -> !which.test((DNSKEYRecord) r)).toList());
  }

  /** The DNSKEY RRset, well signed, lacks the zone-signing keys. */
  public static Harm dropZsks(String zone) {
    return dropKeys(zone, key -> (key.getFlags() & 1) == 0);
  }

  /** Keys added ahead of the zone's own, well signed. */
  public static Harm addKeys(String zone, TestKey... keys) {
    return Harm.sets(
        Harm.at(zone, Type.DNSKEY),
        (world, set) -> {
          List<Record> records = new ArrayList<>();
          for (TestKey key : keys) {
            records.add(key.dnskey(set.owner(), set.records().get(0).getTTL()));
          }
          records.addAll(set.records());
          return List.of(Harm.resigned(world, set, records));
        });
  }

  /** Every key says another protocol than 3, well signed and with fitting DS (RFC 4034 §2.1.2). */
  public static Harm protocol(String zone, int protocol) {
    UnaryOperator<List<Record>> change =
        records ->
            records.stream().map(r -> (Record) withProtocol((DNSKEYRecord) r, protocol)).toList();
    return Harm.resign(zone, Type.DNSKEY, change)
        .and(
            Harm.sets(
                Harm.at(zone, Type.DS),
                (world, set) -> {
                  List<Record> ds = new ArrayList<>();
                  for (Record key : change.apply(world.zoneKeyAnchor(zone))) {
                    long ttl = set.records().get(0).getTTL();
                    ds.add(new DSRecord(set.owner(), DClass.IN, ttl, 2, (DNSKEYRecord) key));
                  }
                  return List.of(Harm.resigned(world, set, ds));
                }));
  }

  private static DNSKEYRecord withProtocol(DNSKEYRecord key, int protocol) {
    return new DNSKEYRecord(
        key.getName(),
        DClass.IN,
        key.getTTL(),
        key.getFlags(),
        protocol,
        key.getAlgorithm(),
        key.getKey());
  }

  /** The DNSKEY question is answered NODATA with a signed SOA and no proof. */
  public static Harm missingDnskey(String zone) {
    return soaOnly(zone, Type.DNSKEY);
  }

  /** The DS question is answered NODATA with the parent's signed SOA and no proof. */
  public static Harm strippedDs(String zone) {
    return soaOnly(zone, Type.DS);
  }

  private static Harm soaOnly(String name, int type) {
    return (world, question, message) ->
        question.equals(Harm.question(name, type)) ? DenialHarm.soaOnly(world, question) : message;
  }

  /** Every DS digest has one bit turned and is well signed: no key fits. */
  public static Harm wrongDigest(String zone) {
    return Harm.resign(
        zone,
        Type.DS,
        records ->
            records.stream()
                .map(record -> RecordEdits.required(RecordEdits.withFlippedByte(record, -1)))
                .toList());
  }

  /** The DNSKEY RRset is signed by the ZSKs only, which no DS points to. */
  public static Harm keysSignedByZsk(String zone) {
    return Harm.sets(
        Harm.at(zone, Type.DNSKEY),
        (world, set) -> {
          List<RRSIGRecord> signatures = new ArrayList<>();
          for (TestKey key : world.zone(zone).keys()) {
            if (!key.isKsk()) {
              SignatureFields fields =
                  world.signatureFieldsOf(set.signatures().get(0)).withKey(key);
              signatures.add(fields.sign(set.records()));
            }
          }
          return List.of(set.signedBy(signatures));
        });
  }

  /** The DNSKEY question of {@code zone}, for {@link Harm#answerOf} and its like. */
  public static Question dnskeyOf(String zone) {
    return Harm.question(zone, Type.DNSKEY);
  }
}
