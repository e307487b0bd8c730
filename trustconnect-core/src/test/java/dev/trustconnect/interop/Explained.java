package dev.trustconnect.interop;

import org.jspecify.annotations.Nullable;

/** Where {@code delv} differs from us, and why ours is right; Unbound has no row. */
final class Explained {
  private Explained() {}

  /** Why {@code who} may say {@code theirs} where we say {@code ours}; null if it may not. */
  static @Nullable String why(GeneratedWorld.Zone zone, String who, String ours, String theirs) {
    if (!who.equals("delv")) {
      return null;
    }
    if (zone.plan().contains("opt-out") && ours.equals("INSECURE") && theirs.equals("SECURE")) {
      return "behind an opt-out span there may be an unsigned delegation (RFC 5155 §9.2)";
    }
    if (zone.harm().equals("garbage beside") && ours.equals("SECURE") && theirs.equals("BOGUS")) {
      return "one signature that fits is enough (RFC 4035 §5.3.3); delv gives up after wrong ones";
    }
    if (zone.harm().equals("no ZSK") && ours.equals("BOGUS") && theirs.equals("INDETERMINATE")) {
      return "the signing key isn't in the signed set (RFC 4035 §5.3.1); delv looks for it to the end";
    }
    return null;
  }
}
