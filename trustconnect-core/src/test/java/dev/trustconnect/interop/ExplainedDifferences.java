package dev.trustconnect.interop;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/** Where Unbound or {@code delv} differ from us, and why ours is right. */
final class ExplainedDifferences {
  private ExplainedDifferences() {}

  /** Why {@code who} may say {@code theirs} where we say {@code ours}; null if it may not. */
  static @Nullable String why(
      GeneratedWorld.Zone zone, Question question, String who, String ours, String theirs) {
    if (zone.harm().equals("NXDOMAIN forged")
        && !Dnsjava.name(question).toString().startsWith("www.")
        && ours.equals("SECURE")
        && theirs.equals("BOGUS")) {
      return "signed data holds in whichever answer it comes (RFC 4035 §5.3.1); both ask for an"
          + " alias's target once more, and are lied to";
    }
    if (who.equals("Unbound")) {
      boolean alias =
          question.type() == Type.CNAME && Dnsjava.name(question).toString().startsWith("x.tree.");
      return alias && ours.equals("SECURE") && theirs.equals("BOGUS")
          ? "a CNAME made from a signed DNAME has no signature (RFC 6672 §5.3.1); Unbound wants one"
          : null;
    }
    if (zone.plan().contains("opt-out") && ours.equals("INSECURE") && theirs.equals("SECURE")) {
      return "behind an opt-out span there may be an unsigned delegation (RFC 5155 §9.2)";
    }
    if (zone.harm().equals("garbage beside") && ours.equals("SECURE") && theirs.equals("BOGUS")) {
      return "one signature that fits is enough (RFC 4035 §5.3.3); delv gives up after wrong ones";
    }
    if (zone.harm().equals("no ZSK") && ours.equals("BOGUS") && theirs.equals("INDETERMINATE")) {
      return "the signing key isn't in the signed set (RFC 4035 §5.3.1); delv looks for it to the"
          + " end";
    }
    return null;
  }
}
