package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** Why something could not be proven, and at which link. */
record Failure(Reason reason, String detail, FailingLink link) {

  /** The more telling of what was found before, if anything was, and what is found now. */
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

  Failure at(FailingLink.Part part) {
    return new Failure(
        reason, detail, new FailingLink(link.zone(), part, link.keyTag(), link.algorithm()));
  }
}
