package dev.trustconnect.dnssec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;

/** The result of checking an RRset's signatures with one zone's keys. */
sealed interface RrsetCheck {

  /** Applies the function for this outcome. */
  <T extends @Nullable Object> T fold(Function<Proven, T> proven, Function<Failure, T> unproven);

  /**
   * One signature holds.
   *
   * @param rrset the RRset, as received
   * @param signature the signature that holds
   * @param wildcard whether the owner was expanded from a wildcard (RFC 4035 §5.3.4): then it needs
   *     a proof that no closer name exists
   */
  record Proven(RRset rrset, RRSIGRecord signature, boolean wildcard, Lifetime lifetime)
      implements RrsetCheck {

    /**
     * The closest encloser whose wildcard was expanded: the RRSIG counts its labels (RFC 4035
     * §5.3.4).
     */
    Name wildcardEncloser() {
      return Names.suffix(rrset.getName(), signature.getLabels() + 1);
    }

    @Override
    public <T extends @Nullable Object> T fold(
        Function<Proven, T> proven, Function<Failure, T> unproven) {
      return proven.apply(this);
    }
  }

  /** No signature holds. */
  record Unproven(Failure failure) implements RrsetCheck {
    @Override
    public <T extends @Nullable Object> T fold(
        Function<Proven, T> proven, Function<Failure, T> unproven) {
      return unproven.apply(failure);
    }
  }
}
