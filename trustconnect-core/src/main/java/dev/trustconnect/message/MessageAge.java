package dev.trustconnect.message;

import java.util.Arrays;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Reduces a message's TTLs by the time it spent in a cache. */
public final class MessageAge {
  private MessageAge() {}

  /**
   * A copy of {@code fresh} with every TTL reduced by {@code seconds}, to 0 at the least. {@code
   * fresh} isn't modified.
   */
  @SuppressWarnings("exports") // for the resolver
  public static Message added(Message fresh, long seconds) {
    Message aged = fresh.clone();
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      aged.removeAllRecords(section);
      for (Record record : fresh.getSection(section)) {
        aged.addRecord(added(record, seconds), section);
      }
    }
    return aged;
  }

  private static Record added(Record record, long seconds) {
    if (record.getType() == Type.OPT
        || record.getType() == Type.TSIG
        || record.getType() == Type.SIG) {
      return record; // their TTL field has another meaning
    }
    // RFC 2181 §8: a TTL with its highest bit set counts as zero.
    long ttl = record.getTTL() > Integer.MAX_VALUE ? 0 : record.getTTL();
    long left = Math.max(0, ttl - seconds);
    // dnsjava's records are immutable, so encode the record and decode its data with the new TTL.
    byte[] wire = record.toWire(Section.ANSWER);
    int fixed = record.getName().length() + 10; // RFC 1035 §4.1.3: type, class, TTL, data length
    byte[] data = Arrays.copyOfRange(wire, fixed, wire.length);
    return Record.newRecord(record.getName(), record.getType(), record.getDClass(), left, data);
  }
}
