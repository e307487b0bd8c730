package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.dnssec.ZoneLink;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

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
    for (RRset set : answer.records()) {
      for (Record record : set.rrs(false)) {
        bytes += RECORD_BYTES + record.rdataToWireCanonical().length;
      }
      for (Record signature : set.sigs()) {
        bytes += RECORD_BYTES + signature.rdataToWireCanonical().length;
      }
    }
    return bytes;
  }
}
