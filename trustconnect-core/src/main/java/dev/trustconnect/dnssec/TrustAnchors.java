package dev.trustconnect.dnssec;

import java.util.List;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Record;

/** Where trust begins: DS and DNSKEY records of any zone, mixed, several per zone. Never empty. Immutable. */
public final class TrustAnchors {
  private final List<Record> records;

  private TrustAnchors(List<Record> records) {
    this.records = List.copyOf(records);
  }

  /**
   * Anchors of the given DS and DNSKEY records.
   *
   * @throws IllegalArgumentException if there are none, or one is of another type
   */
  public static TrustAnchors of(List<? extends Record> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a validator without a trust anchor refuses to start");
    }
    for (Record record : records) {
      if (!(record instanceof DSRecord) && !(record instanceof DNSKEYRecord)) {
        throw new IllegalArgumentException("an anchor is a DS or a DNSKEY: " + record);
      }
    }
    return new TrustAnchors(List.copyOf(records));
  }

  List<Record> records() {
    return records;
  }
}
