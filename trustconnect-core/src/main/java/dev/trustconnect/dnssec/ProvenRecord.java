package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Record;

/** A record whose RRset was proven at its own name, not expanded from a wildcard. */
record ProvenRecord(Record record, Lifetime lifetime) {

  /** The records of {@code rrsets}, without those that were expanded from a wildcard. */
  static List<ProvenRecord> of(List<RrsetCheck.Proven> rrsets) {
    List<ProvenRecord> records = new ArrayList<>();
    for (RrsetCheck.Proven proven : rrsets) {
      if (!proven.wildcard()) {
        for (Record record : proven.rrset().rrs(false)) {
          records.add(new ProvenRecord(record, proven.lifetime()));
        }
      }
    }
    return records;
  }
}
