package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The TTLs of records, which dnsjava doesn't let anyone change. */
final class Ttls {
  private static final long MAX_SECONDS = 0x7fffffffL;

  private static final int TYPE_CLASS_TTL_LENGTH = 10; // bytes between an owner and its data

  private Ttls() {}

  static boolean areWithin(RRset set, long seconds) {
    for (Record record : all(set)) {
      if (record.getTTL() > seconds) {
        return false;
      }
    }
    return true;
  }

  /** The same set and signatures, with TTLs of at most {@code seconds}. */
  static RRset cap(RRset set, long seconds) {
    List<Record> capped = new ArrayList<>();
    for (Record record : all(set)) {
      capped.add(cap(record, seconds));
    }
    return new RRset(capped);
  }

  private static List<Record> all(RRset set) {
    List<Record> all = new ArrayList<>(set.rrs(false));
    all.addAll(set.sigs());
    return all;
  }

  private static Record cap(Record record, long seconds) {
    if (record.getTTL() <= seconds) {
      return record;
    }
    byte[] data = data(record);
    return Record.newRecord(
        record.getName(), record.getType(), record.getDClass(), seconds, data.length, data);
  }

  /** A record's data on the wire, uncompressed; names in it keep their case. */
  static byte[] data(Record record) {
    byte[] whole = record.toWire(Section.ANSWER);
    int from = record.getName().length() + TYPE_CLASS_TTL_LENGTH;
    return Arrays.copyOfRange(whole, from, whole.length);
  }

  /** RFC 2181 §8: a TTL with the top bit set is zero. */
  static long sane(long seconds) {
    return seconds < 0 || seconds > MAX_SECONDS ? 0 : seconds;
  }
}
