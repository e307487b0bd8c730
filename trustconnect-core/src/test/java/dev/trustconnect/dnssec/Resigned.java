package dev.trustconnect.dnssec;

import java.util.Arrays;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Signatures with one byte turned, wherever in their fields. */
final class Resigned {
  /** The last byte of the original TTL (RFC 4034 §3.1). */
  static final int ORIGINAL_TTL = 7;

  private Resigned() {}

  static RRSIGRecord withFlippedRdataByte(RRSIGRecord old, int index) {
    byte[] whole = old.toWire(Section.ANSWER);
    byte[] rdata = Arrays.copyOfRange(whole, old.getName().length() + 10, whole.length);
    rdata[index] ^= 0x01;
    return (RRSIGRecord)
        Record.newRecord(
            old.getName(), old.getType(), old.getDClass(), old.getTTL(), rdata.length, rdata);
  }
}
