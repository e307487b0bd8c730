package dev.trustconnect.upstream;

import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Encodes a question as a DoH query. */
final class DohQuery {
  /** RFC 8467 §4.1: "Clients SHOULD pad queries to the closest multiple of 128 octets." */
  private static final int BLOCK_BYTES = 128;

  /** RFC 8484 §6: servers ignore it. The maximum, in case one doesn't. */
  private static final int PAYLOAD_BYTES = 65_535;

  private DohQuery() {}

  /**
   * The wire form of {@code name type}.
   *
   * <p>Id 0, since HTTP matches the response to the request (RFC 8484 §4.1); RD; DO to get
   * signatures; CD because we validate ourselves (RFC 6840 §5.9).
   */
  static byte[] encode(Name name, int type) {
    int unpadded = message(name, type, 0).toWire().length;
    int padding = (BLOCK_BYTES - unpadded % BLOCK_BYTES) % BLOCK_BYTES;
    return message(name, type, padding).toWire();
  }

  private static Message message(Name name, int type, int padding) {
    Message query = new Message(0);
    query.getHeader().setFlag(Flags.RD);
    query.getHeader().setFlag(Flags.CD);
    query.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
    EDNSOption zeros = new GenericEDNSOption(EDNSOption.Code.PADDING, new byte[padding]);
    query.addRecord(
        new OPTRecord(PAYLOAD_BYTES, 0, 0, ExtendedFlags.DO, zeros), Section.ADDITIONAL);
    return query;
  }
}
