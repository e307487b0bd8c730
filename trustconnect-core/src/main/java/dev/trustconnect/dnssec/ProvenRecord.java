package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Record;

/**
 * A record whose RRset was proven at its own name: none that a wildcard yielded, which is nobody's
 * neighbour.
 */
record ProvenRecord(Record record, Lifetime lifetime) {

  /** The records of those among {@code sets} that stand at their own names. */
  static List<ProvenRecord> of(List<SetCheck.Proven> sets) {
    List<ProvenRecord> records = new ArrayList<>();
    for (SetCheck.Proven set : sets) {
      if (!set.wildcard()) {
        set.set()
            .rrs(false)
            .forEach(record -> records.add(new ProvenRecord(record, set.lifetime())));
      }
    }
    return records;
  }
}
