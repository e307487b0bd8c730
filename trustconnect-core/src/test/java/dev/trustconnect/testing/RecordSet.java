package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Records of one owner and type with their signatures, in the order they travel.
 *
 * <p>Unlike dnsjava's RRset it doesn't tidy up: TTLs may differ, records may repeat, signatures may
 * stand alone.
 *
 * @param owner the owner's name
 * @param type the type of the records, and the type the signatures cover
 */
public record RecordSet(Name owner, int type, List<Record> records, List<RRSIGRecord> signatures) {
  public RecordSet {
    records = List.copyOf(records);
    signatures = List.copyOf(signatures);
  }

  /** A set without signatures; the records share owner and type. */
  public static RecordSet of(List<? extends Record> records) {
    Record first = records.get(0);
    return new RecordSet(first.getName(), first.getType(), List.copyOf(records), List.of());
  }

  /** The same records under other signatures. */
  public RecordSet signedBy(List<RRSIGRecord> newSignatures) {
    return new RecordSet(owner, type, records, newSignatures);
  }

  /** The same records without signatures. */
  public RecordSet unsigned() {
    return signedBy(List.of());
  }

  /** The same set at another name, signatures untouched: what a wildcard's expansion looks like. */
  public RecordSet at(Name newOwner) {
    return map(record -> record.withName(newOwner));
  }

  /** The same set with every TTL cut to {@code ttl} at most; original TTLs stay. */
  RecordSet cappedTo(long ttl) {
    return map(record -> record.getTTL() <= ttl ? record : RecordEdits.withTtl(record, ttl));
  }

  /**
   * The set after {@code change} has been applied to each record and signature, and nothing signed
   * anew.
   */
  RecordSet map(UnaryOperator<Record> change) {
    List<Record> changed = records.stream().map(change).toList();
    List<RRSIGRecord> sigs = signatures.stream().map(s -> (RRSIGRecord) change.apply(s)).toList();
    Name name = changed.isEmpty() ? sigs.get(0).getName() : changed.get(0).getName();
    return new RecordSet(name, type, changed, sigs);
  }

  /** Records, then signatures. */
  List<Record> all() {
    List<Record> all = new ArrayList<>(records);
    all.addAll(signatures);
    return all;
  }

  RRset toRRset() {
    return new RRset(records);
  }
}
