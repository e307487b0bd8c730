package dev.trustconnect.testing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Copies of records with one field changed; dnsjava's own are immutable. */
final class RecordEdits {
  private RecordEdits() {}

  static Record withTtl(Record record, long ttl) {
    return required(read(record, record.getType(), ttl, rdata(record)));
  }

  /** The record with other RDATA, or null if dnsjava can't read that as this type. */
  static @Nullable Record withRdata(Record record, byte[] rdata) {
    return read(record, record.getType(), record.getTTL(), rdata);
  }

  /** The record with one byte of RDATA turned over, counted from the end if negative. */
  static @Nullable Record withFlippedByte(Record record, int index) {
    byte[] rdata = rdata(record);
    rdata[Math.floorMod(index, rdata.length)] ^= 0x01;
    return withRdata(record, rdata);
  }

  /** The signature record with another signature field and all else, labels included, as it was. */
  static RRSIGRecord withSignature(RRSIGRecord rrsig, byte[] signature) {
    byte[] rdata = rdata(rrsig);
    int fixed = rdata.length - rrsig.getSignature().length;
    byte[] changed = Arrays.copyOf(rdata, fixed + signature.length);
    System.arraycopy(signature, 0, changed, fixed, signature.length);
    return (RRSIGRecord) required(withRdata(rrsig, changed));
  }

  /** The RDATA in wire form, names uncompressed and in their own case. */
  static byte[] rdata(Record record) {
    byte[] whole = record.toWire(Section.ANSWER);
    return Arrays.copyOfRange(whole, record.getName().length() + 10, whole.length);
  }

  static Record required(@Nullable Record record) {
    if (record == null) {
      throw new IllegalArgumentException("dnsjava can't read these bytes as such a record");
    }
    return record;
  }

  private static @Nullable Record read(Record like, int type, long ttl, byte[] rdata) {
    return Record.newRecord(like.getName(), type, like.getDClass(), ttl, rdata.length, rdata);
  }
}
