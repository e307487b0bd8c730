package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;

/** The three questions a proof of absence answers; one implementation a kind of record. */
interface DenialProofs {
  /** Whether there is nothing to prove with. */
  boolean isEmpty();

  /**
   * The name, or the wildcard standing in for it, exists without this type; for DS, whether it is a
   * delegation.
   */
  Denial noData(Name name, int type);

  /**
   * Neither the name nor a wildcard for it exists; {@code type} tells which side of a cut was
   * asked.
   */
  Denial noName(Name name, int type);

  /**
   * Nothing between {@code closestEncloser} and {@code name} exists, so the encloser's wildcard may
   * answer.
   */
  Denial noCloserName(Name name, Name closestEncloser);
}
