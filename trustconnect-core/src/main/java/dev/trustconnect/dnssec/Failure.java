package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** Why something couldn't be proven, and at which link. */
record Failure(Reason reason, String detail, FailingLink link) {

  /**
   * RFC 4592 §4.4 leaves a wildcard DNAME undefined. A DNAME that was expanded from a wildcard
   * redirects nothing here.
   */
  static Failure wildcardDname(Name owner, Name zone, FailingLink.Part part) {
    return new Failure(
        Reason.WILDCARD_UNPROVEN,
        "the DNAME at "
            + owner
            + " is expanded from a wildcard, and such a DNAME redirects nothing",
        FailingLink.at(zone.toString(), part));
  }

  /** The more telling of two failures; the first may be missing. */
  static Failure moreTelling(@Nullable Failure before, Failure now) {
    return before == null || now.reason.isMoreTellingThan(before.reason) ? now : before;
  }

  /** The same, at this zone or name. */
  Failure at(Name zone) {
    return new Failure(
        reason,
        detail,
        new FailingLink(zone.toString(), link.part(), link.keyTag(), link.algorithm()));
  }

  /** Another reason for failing at the same link. */
  Failure as(Reason other, String otherDetail) {
    return new Failure(other, otherDetail, link);
  }

  Failure at(FailingLink.Part part) {
    return new Failure(
        reason, detail, new FailingLink(link.zone(), part, link.keyTag(), link.algorithm()));
  }
}
