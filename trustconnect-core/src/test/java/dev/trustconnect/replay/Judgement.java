package dev.trustconnect.replay;

import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What a judge said.
 *
 * @param verdict one of the four states of RFC 4035 §4.3
 * @param unanchored INDETERMINATE because no anchor covers the name, not because something was
 *     missing: a validating resolver hands such an answer on, without AD
 * @param rcode the response code of the answer that was judged, whatever the verdict; -1 if there
 *     was none
 * @param answer the records of the answer, signatures among them
 * @param why for a person
 */
record Judgement(State verdict, boolean unanchored, int rcode, List<Record> answer, String why) {
  Judgement {
    answer = List.copyOf(answer);
  }

  enum State {
    SECURE,
    INSECURE,
    BOGUS,
    INDETERMINATE
  }

  /**
   * The response code a validating resolver would send its client: SERVFAIL for what it must not
   * hand on.
   */
  int clientRcode() {
    return handedOn() ? rcode : Rcode.SERVFAIL;
  }

  /** Whether a validating resolver would hand the records on. */
  boolean handedOn() {
    return switch (verdict) {
      case SECURE, INSECURE -> true;
      case BOGUS -> false;
      case INDETERMINATE -> unanchored;
    };
  }

  @Override
  public String toString() {
    return verdict + " " + (rcode < 0 ? "no answer" : Rcode.string(rcode)) + " (" + why + ")";
  }
}
