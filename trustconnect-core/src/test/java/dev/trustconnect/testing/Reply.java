package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A response in the making; each RRset goes in once. */
final class Reply {
  private final List<RecordSet> answer = new ArrayList<>();
  private final List<RecordSet> authority = new ArrayList<>();
  private int rcode = Rcode.NOERROR;

  void answer(RecordSet set) {
    add(answer, set);
  }

  void authority(RecordSet set) {
    add(authority, set);
  }

  void rcode(int newRcode) {
    rcode = newRcode;
  }

  private static void add(List<RecordSet> section, RecordSet set) {
    if (!section.contains(set)) {
      section.add(set);
    }
  }

  Message toMessage(Name qname, int qtype) {
    Message message = blank(qname, qtype, rcode);
    answer.forEach(set -> set.all().forEach(r -> message.addRecord(r, Section.ANSWER)));
    authority.forEach(set -> set.all().forEach(r -> message.addRecord(r, Section.AUTHORITY)));
    return message;
  }

  /**
   * A response with the flags of a recursive resolver that was asked with CD and DO, and nothing in
   * it.
   */
  static Message blank(Name qname, int qtype, int rcode) {
    Message message = new Message(0);
    Header header = message.getHeader();
    header.setFlag(Flags.QR);
    header.setFlag(Flags.RD);
    header.setFlag(Flags.RA);
    header.setFlag(Flags.CD);
    header.setRcode(rcode);
    message.addRecord(Record.newRecord(qname, qtype, DClass.IN), Section.QUESTION);
    message.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    return message;
  }
}
