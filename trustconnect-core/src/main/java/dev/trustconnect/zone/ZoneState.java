package dev.trustconnect.zone;

/**
 * A state of a zone's keys and delegation; several may hold at once. In the order of urgency, the
 * most urgent first.
 */
public enum ZoneState {
  /** There is a DS, and nothing that it leads to holds: validators refuse the zone. */
  BROKEN,
  /** The zone asks its parent to remove the DS (RFC 8078 §4), which ends DNSSEC for it. */
  DELETE_ASKED,
  /** A key carries the revoke bit (RFC 5011 §2.1). */
  KEY_REVOKED,
  /** Keys or DS records of several algorithms (RFC 6781 §4.1.4). */
  ALGORITHM_ROLL,
  /** A DS matches no key that signs the DNSKEY set, while another one does. */
  DS_WAITING,
  /** Several keys with a DS sign the DNSKEY set. */
  KSK_DOUBLE,
  /** A key with the SEP flag has no DS, while another one has. */
  KSK_WAITING,
  /** Several keys sign the zone's data. */
  ZSK_DOUBLE,
  /** A key without the SEP flag signs nothing. */
  ZSK_WAITING,
  /** CDS or CDNSKEY records ask for another DS set than the parent has (RFC 7344). */
  CDS_PENDING,
  /** Signed, without a DS at its parent. */
  ISLAND,
  /** Neither keys nor a DS. */
  UNSIGNED,
  /** Every DS matches a key that signs, and nothing waits. */
  STABLE
}
