package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.DnsRecord;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.ZoneLink;
import java.util.List;

/** What an answer takes up, in bytes, for caches that are bounded by weight. */
final class AnswerWeight {
  private static final int ENTRY_BYTES = 256;
  private static final int RECORD_BYTES = 96;
  private static final int LINK_BYTES = 128;
  private static final int PART_BYTES = 48; // a DS, a key or a signature of a link

  private AnswerWeight() {}

  /** A cache's own entry. */
  static int ofEntry() {
    return ENTRY_BYTES;
  }

  /** An answer with its records and the links of its chain. */
  static int of(ValidatedAnswer answer) {
    int bytes = ENTRY_BYTES;
    for (ZoneLink link : answer.chain()) {
      int parts = link.ds().size() + link.keys().size() + link.signatures().size();
      bytes += LINK_BYTES + PART_BYTES * parts;
    }
    for (Hop hop : answer.hops()) {
      bytes += of(hop.records()) + of(hop.signatures());
    }
    return bytes;
  }

  private static int of(List<DnsRecord> records) {
    int bytes = 0;
    for (DnsRecord record : records) {
      bytes += RECORD_BYTES + record.rdataBytes().length;
    }
    return bytes;
  }
}
