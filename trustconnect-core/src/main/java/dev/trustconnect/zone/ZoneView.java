package dev.trustconnect.zone;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.KeyTrial;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.survey.ZoneFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base16;

/** The facts about a zone, read: its keys with what they sign, its DS, and its sets. */
final class ZoneView {
  /** So many keys are tried; an honest zone has six at most, during a rollover. */
  static final int MAX_KEYS = 16;

  /** Sets that keys of the zone's data sign; the others are signed by those with a DS. */
  private static final List<Integer> DATA =
      List.of(Type.SOA, Type.NS, Type.NSEC3PARAM, Type.NSEC, Type.CAA);

  private final String apex;
  private final Map<Integer, ApexSet> sets = new LinkedHashMap<>();
  private final List<PublishedKey> keys = new ArrayList<>();
  private final List<DsLine> ds;
  private final Waits waits;

  ZoneView(ZoneFacts facts, Instant at, ZoneHistory history) {
    this.apex = facts.apex();
    for (Map.Entry<Integer, ValidatedAnswer> entry : facts.atApex().entrySet()) {
      sets.put(entry.getKey(), new ApexSet(entry.getKey(), entry.getValue()));
    }
    this.ds = lines(set(Type.DS));
    this.waits =
        new Waits(
            at,
            history.since().orElse(at),
            set(Type.DNSKEY).map(ApexSet::originalTtl).orElse(0L),
            set(Type.DS).map(ApexSet::originalTtl).orElse(0L),
            Math.max(history.largestTtl().toSeconds(), largestTtl()));
    readKeys(at);
  }

  private void readKeys(Instant at) {
    ApexSet published = set(Type.DNSKEY).orElse(null);
    if (published == null) {
      return;
    }
    for (DnsRecord record : published.records()) {
      Record read =
          Record.newRecord(nameOf(apex), record.type(), DClass.IN, 0, record.rdataBytes());
      if (read instanceof DNSKEYRecord key && key.getKey() != null && keys.size() < MAX_KEYS) {
        keys.add(key(key, record, published, at));
      }
    }
  }

  private PublishedKey key(DNSKEYRecord key, DnsRecord record, ApexSet published, Instant at) {
    Set<String> signs = new LinkedHashSet<>();
    for (ApexSet set : sets.values()) {
      if (set.isPresent() && KeyTrial.whyNotSigned(record, set.hop(), at).isEmpty()) {
        signs.add(set.name());
      }
    }
    List<DsLine> digests = new ArrayList<>();
    for (int type : List.of(DsLine.SHA1, DsLine.SHA256, DsLine.SHA384)) {
      digests.add(line(new DSRecord(key.getName(), DClass.IN, 0, type, key)));
    }
    return new PublishedKey(
        key.getFootprint(),
        key.getAlgorithm(),
        key.getFlags(),
        Base64.getEncoder().encodeToString(key.getKey()),
        signs,
        KeyTrial.whyNotSigned(record, published.hop(), at),
        digests);
  }

  private static Name nameOf(String apex) {
    try {
      return Name.fromString(apex, Name.root);
    } catch (TextParseException notAName) {
      throw new IllegalArgumentException("not a DNS name: " + apex, notAName);
    }
  }

  /** The data of DS or CDS records. */
  private static List<DsLine> lines(Optional<ApexSet> set) {
    return set.stream()
        .flatMap(present -> present.read(DSRecord.class).stream())
        .map(ZoneView::line)
        .toList();
  }

  private static DsLine line(DSRecord record) {
    byte[] digest = record.getDigest();
    return new DsLine(
        record.getFootprint(),
        record.getAlgorithm(),
        record.getDigestID(),
        base16.toString(digest == null ? new byte[0] : digest));
  }

  private long largestTtl() {
    long largest = 0;
    for (Map.Entry<Integer, ApexSet> set : sets.entrySet()) {
      if (set.getKey() != Type.DS) {
        largest = Math.max(largest, set.getValue().originalTtl());
      }
    }
    return largest;
  }

  String apex() {
    return apex;
  }

  Waits waits() {
    return waits;
  }

  /** The answer for a record type; empty if it wasn't asked for. */
  Optional<ApexSet> set(int type) {
    return Optional.ofNullable(sets.get(type));
  }

  /** All sets that were asked for; those of the parent too. */
  List<ApexSet> sets() {
    return List.copyOf(sets.values());
  }

  /** The zone's own sets that are there. */
  List<ApexSet> ownSets() {
    List<ApexSet> own = new ArrayList<>();
    sets.forEach(
        (type, set) -> {
          if (type != Type.DS && set.isPresent()) {
            own.add(set);
          }
        });
    return own;
  }

  /** The zone's own sets that are there and that its data keys sign. */
  List<ApexSet> dataSets() {
    return DATA.stream().flatMap(type -> set(type).stream()).filter(ApexSet::isPresent).toList();
  }

  List<PublishedKey> keys() {
    return keys;
  }

  /** Keys that may sign. */
  List<PublishedKey> usableKeys() {
    return keys.stream().filter(PublishedKey::isUsable).toList();
  }

  List<DsLine> ds() {
    return ds;
  }

  List<DsLine> cds() {
    return lines(set(Type.CDS));
  }

  /** Keys of CDNSKEY records as rdata, as {@link PublishedKey#rdata} has it. */
  List<String> cdnskeys() {
    return set(Type.CDNSKEY).stream()
        .flatMap(set -> set.read(DNSKEYRecord.class).stream())
        .map(
            key ->
                key.getFlags()
                    + " 3 "
                    + key.getAlgorithm()
                    + " "
                    + Base64.getEncoder().encodeToString(keyOf(key)))
        .toList();
  }

  /** Never null: a key without bytes is shown as one zero byte, which no key is. */
  private static byte[] keyOf(DNSKEYRecord record) {
    byte[] key = record.getKey();
    return key == null ? new byte[1] : key;
  }

  /** Whether a DS leads to the key. */
  boolean isLinked(PublishedKey key) {
    return ds.stream().anyMatch(key::matches);
  }

  /** Keys that a DS leads to or may lead to: those with the SEP flag, and those with a DS. */
  List<PublishedKey> entryKeys() {
    return usableKeys().stream().filter(key -> key.isEntryPoint() || isLinked(key)).toList();
  }

  /** Keys that a DS leads to and that sign the DNSKEY set. */
  List<PublishedKey> workingKeys() {
    return usableKeys().stream().filter(key -> isLinked(key) && key.signsKeys()).toList();
  }

  /** DS records that match no key in the DNSKEY set. */
  List<DsLine> orphans() {
    return ds.stream().filter(line -> keys.stream().noneMatch(key -> key.matches(line))).toList();
  }

  /** Which data sets a signature by {@code key} holds for. */
  List<String> dataSignedBy(PublishedKey key) {
    return dataSets().stream().map(ApexSet::name).filter(key.signs()::contains).toList();
  }

  Set<Integer> keyAlgorithms() {
    Set<Integer> algorithms = new TreeSet<>();
    usableKeys().forEach(key -> algorithms.add(key.algorithm()));
    return algorithms;
  }

  Set<Integer> dsAlgorithms() {
    Set<Integer> algorithms = new TreeSet<>();
    ds.forEach(line -> algorithms.add(line.algorithm()));
    return algorithms;
  }
}
