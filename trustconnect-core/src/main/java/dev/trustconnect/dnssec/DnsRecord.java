package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * One DNS record of an answer, as text and as bytes. Immutable. Equal if owner, type, TTL and data
 * are.
 */
public final class DnsRecord {
  private final Record record;

  DnsRecord(Record record) {
    this.record = record;
  }

  /** The records of {@code sets} without their RRSIGs. */
  static List<DnsRecord> dataOf(List<RRset> sets) {
    List<DnsRecord> records = new ArrayList<>();
    for (RRset set : sets) {
      for (Record record : set.rrs(false)) {
        records.add(new DnsRecord(record));
      }
    }
    return Collections.unmodifiableList(records);
  }

  /** The RRSIGs of {@code sets}. */
  static List<DnsRecord> signaturesOf(List<RRset> sets) {
    List<DnsRecord> records = new ArrayList<>();
    for (RRset set : sets) {
      for (Record signature : set.sigs()) {
        records.add(new DnsRecord(signature));
      }
    }
    return Collections.unmodifiableList(records);
  }

  /** As dnsjava keeps it. */
  Record record() {
    return record;
  }

  /** The name that it belongs to, without the last dot; {@code .} for the root. */
  public String owner() {
    return record.getName().toString(true);
  }

  /** The record type's number, such as 52 for TLSA. */
  public int type() {
    return record.getType();
  }

  /** The type's mnemonic, or {@code TYPEnnn} (RFC 3597 §5). */
  public String typeName() {
    return Type.string(record.getType());
  }

  /** How long it may be cached, in seconds. */
  public long ttlSeconds() {
    return record.getTTL();
  }

  /** The data in zone-file syntax (RFC 1035 §5.1). */
  public String rdata() {
    return record.rdataToString();
  }

  /** The data as on the wire, names in it uncompressed: four bytes for A. A new array each time. */
  public byte[] rdataBytes() {
    return Ttls.data(record);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DnsRecord that
        && record.getTTL() == that.record.getTTL()
        && record.equals(that.record);
  }

  @Override
  public int hashCode() {
    return record.hashCode();
  }

  /** The record as a line of a zone file. */
  @Override
  public String toString() {
    return record.toString();
  }
}
