package dev.trustconnect.dnssec;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;

/**
 * One hop as received, not validated yet.
 *
 * @param sets its RRsets in the answer section; for a DNAME hop the DNAME first, then the
 *     synthesised CNAME if there was one
 * @param authority the authority section of the response, which must hold its proofs
 * @param mismatch whether the synthesised CNAME isn't what the DNAME yields
 */
record ReceivedHop(
    Hop.Kind kind, Name name, List<RRset> sets, ReceivedSets authority, boolean mismatch) {
  ReceivedHop(Hop.Kind kind, Name name, List<RRset> sets, ReceivedSets authority) {
    this(kind, name, sets, authority, false);
  }
}
