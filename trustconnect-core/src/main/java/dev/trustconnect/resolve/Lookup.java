package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.ValidatedAnswer;
import java.time.Duration;
import java.util.List;

/**
 * What was found out about one question, whatever it is: a report, not a permission.
 *
 * <p>The answer's verdict may be BOGUS or INDETERMINATE; whoever connects asks {@link
 * TrustedResolver#resolve} instead, which refuses those.
 *
 * @param answer every hop with its verdict, and the chain
 * @param questions asked upstream because of this lookup; those shared with another lookup that was
 *     faster to ask, and those answered from the cache, don't count
 * @param roundTrips how often answers had to be waited for before more could be asked; 0 from the
 *     cache
 * @param elapsed from the call to the verdict
 * @param addressFindings the special-purpose addresses among the answer's A and AAAA records; they
 *     don't change the verdict
 */
public record Lookup(
    ValidatedAnswer answer,
    int questions,
    int roundTrips,
    Duration elapsed,
    List<AddressFinding> addressFindings) {
  public Lookup {
    addressFindings = List.copyOf(addressFindings);
  }
}
