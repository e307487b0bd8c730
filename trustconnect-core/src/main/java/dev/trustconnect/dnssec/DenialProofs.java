package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;

/** The three proofs of absence; one implementation for NSEC and one for NSEC3. */
interface DenialProofs {
  /** Whether there are no records to prove anything with. */
  boolean isEmpty();

  /**
   * The name, or the wildcard standing in for it, exists without this type; for DS, whether it is a
   * delegation.
   */
  Denial noData(Name name, int type);

  /**
   * Neither the name nor a wildcard for it exists. A DS is asked for on the parent's side of a cut,
   * any other {@code type} on the child's.
   */
  Denial noName(Name name, int type);

  /**
   * Nothing between {@code closestEncloser} and {@code name} exists, so the encloser's wildcard may
   * answer.
   */
  Denial noCloserName(Name name, Name closestEncloser);
}
