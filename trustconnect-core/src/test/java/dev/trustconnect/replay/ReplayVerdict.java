package dev.trustconnect.replay;

import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What a validator said about one question.
 *
 * @param state one of the four states of RFC 4035 §4.3
 * @param unanchored INDETERMINATE because no anchor covers the name, not because something was
 *     missing: a validating resolver hands such an answer on, without AD
 * @param rcode the response code of the answer that was validated, whatever its state; -1 if there
 *     was none
 * @param answer the records of the answer, signatures among them
 * @param why for a person
 */
record ReplayVerdict(State state, boolean unanchored, int rcode, List<Record> answer, String why) {
  ReplayVerdict {
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
    return switch (state) {
      case SECURE, INSECURE -> true;
      case BOGUS -> false;
      case INDETERMINATE -> unanchored;
    };
  }

  @Override
  public String toString() {
    return state + " " + (rcode < 0 ? "no answer" : Rcode.string(rcode)) + " (" + why + ")";
  }
}
