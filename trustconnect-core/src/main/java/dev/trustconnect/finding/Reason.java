package dev.trustconnect.finding;

import java.util.OptionalInt;

/**
 * Why a name, a path or a connection is what we say it is: one constant, one stable code.
 *
 * <p>Codes outlive their wording: they are added, never renamed or recycled. Where several reasons
 * apply, the one declared first is the most telling ({@link #rank()}). The number is the Extended
 * DNS Error of RFC 8914 (or its IANA registry) that says the same, where there is one.
 */
public enum Reason {
  // BOGUS: there should be a chain, and it is broken.
  SIGNATURE_EXPIRED("dnssec.signature-expired", 7),
  SIGNATURE_NOT_YET_VALID("dnssec.signature-not-yet-valid", 8),
  SIGNATURE_INVALID("dnssec.signature-invalid", 6),
  SIGNATURE_MALFORMED("dnssec.signature-malformed", 6),
  SIGNER_NOT_THE_ZONE("dnssec.signer-not-the-zone", 6),
  KEY_REVOKED("dnssec.key-revoked", 9),
  KEY_NOT_A_ZONE_KEY("dnssec.key-not-a-zone-key", 11),
  KEY_UNUSABLE("dnssec.key-unusable", 9),
  KEY_MISSING("dnssec.key-missing", 9),
  KEY_NOT_IN_DS("dnssec.key-not-in-ds", 9),
  DNSKEY_MISSING("dnssec.dnskey-missing", 9),
  SIGNATURE_MISSING("dnssec.signature-missing", 10),
  DENIAL_MISSING("dnssec.denial-missing", 12),
  DENIAL_INSUFFICIENT("dnssec.denial-insufficient", 6),
  NAME_EXISTS("dnssec.name-exists", 6),
  TYPE_EXISTS("dnssec.type-exists", 6),
  WILDCARD_UNPROVEN("dnssec.wildcard-unproven", 6),
  NSEC3_ITERATIONS_EXCESSIVE("dnssec.nsec3-iterations-excessive", 27),
  DNAME_MISMATCH("dnssec.dname-mismatch", 6),
  ALIAS_AMBIGUOUS("dnssec.alias-ambiguous", 6),

  // INDETERMINATE: we could not get what we need to know.
  WORK_BUDGET_SPENT("dnssec.work-budget-spent", 0),
  ALIAS_LOOP("dnssec.alias-loop", 0),
  ALIAS_CHAIN_TOO_LONG("dnssec.alias-chain-too-long", 0),
  NO_ANCHOR("dnssec.no-anchor", 5),
  NEVER_SIGNED("dnssec.never-signed", 5),
  UPSTREAM_ANSWER_NOT_OURS("upstream.answer-not-ours", 0),
  UPSTREAM_ANSWER_EXCESSIVE("upstream.answer-excessive", 0),
  UPSTREAM_RCODE("upstream.rcode", 22),
  UPSTREAM_TRUNCATED("upstream.truncated", 22),
  UPSTREAM_TIMEOUT("upstream.timeout", 22),
  UPSTREAM_UNREACHABLE("upstream.unreachable", 23),
  UPSTREAM_TLS("upstream.tls", 23),
  UPSTREAM_PIN("upstream.pin", 23),
  UPSTREAM_HTTP_STATUS("upstream.http-status", 23),
  UPSTREAM_CONTENT_TYPE("upstream.content-type", 23),
  UPSTREAM_TOO_LARGE("upstream.too-large", 23),
  UPSTREAM_GARBAGE("upstream.garbage", 23),
  UPSTREAM_CLOSED("upstream.closed", 23),
  RESOLVE_DEADLINE_EXCEEDED("resolve.deadline-exceeded", 22),
  RESOLVE_CANCELLED("resolve.cancelled", -1),

  // INSECURE: a signed proof that no usable chain leads here.
  INSECURE_DELEGATION("dnssec.insecure-delegation", -1),
  INSECURE_OPT_OUT("dnssec.insecure-opt-out", -1),
  ALGORITHM_UNSUPPORTED("dnssec.algorithm-unsupported", 1),
  DIGEST_UNSUPPORTED("dnssec.digest-unsupported", 2),
  ALGORITHM_SWITCHED_OFF("dnssec.algorithm-switched-off", 1),
  NSEC3_ITERATIONS_INSECURE("dnssec.nsec3-iterations-insecure", 27),

  // Addresses and names.
  NAME_NOT_A_HOST("name.not-a-host", -1),
  ADDRESS_SPECIAL_PURPOSE("address.special-purpose", -1),
  ADDRESS_NONE("address.none", -1),
  NAME_DOES_NOT_EXIST("name.does-not-exist", -1),
  NAME_ANSWER_STALE("name.answer-stale", 3),
  ADDRESS_LITERAL("address.literal", -1),
  NAME_ALIAS_OUT_OF_SCOPE("name.alias-out-of-scope", -1),
  ADDRESS_OUT_OF_SCOPE("address.out-of-scope", -1),
  ADDRESS_NOT_PROVEN("address.not-proven", -1),
  ADDRESS_NOT_SEEN("address.not-seen", -1),

  // The path: RFC 5280 and RFC 9525.
  PATH_MALFORMED("path.malformed", -1),
  PATH_TOO_LONG("path.too-long", -1),
  PATH_SELF_SIGNED("path.self-signed", -1),
  PATH_SIGNATURE_INVALID("path.signature-invalid", -1),
  PATH_EXPIRED("path.expired", -1),
  PATH_NOT_YET_VALID("path.not-yet-valid", -1),
  PATH_KEY_WEAK("path.key-weak", -1),
  PATH_HASH_WEAK("path.hash-weak", -1),
  PATH_PURPOSE_NOT_SERVER("path.purpose-not-server", -1),
  PATH_CONSTRAINT_BROKEN("path.constraint-broken", -1),
  PATH_ISSUER_UNKNOWN("path.issuer-unknown", -1),
  PATH_NAME_MISMATCH("path.name-mismatch", -1),
  PATH_PLATFORM_REFUSED("path.platform-refused", -1),

  // Pins.
  PIN_NOT_IN_PATH("pin.not-in-path", -1),
  PIN_EXPIRED("pin.expired", -1),
  PIN_EXPIRES_SOON("pin.expires-soon", -1),
  PIN_NONE("pin.none", -1),

  // Policy.
  POLICY_MISSING("policy.missing", -1),
  POLICY_SECURE_REQUIRED("policy.secure-required", -1),

  // The connection and what is about to be sent on it.
  GATE_HOST_NOT_KNOWN("gate.host-not-known", -1),
  GATE_NO_EVIDENCE("gate.no-evidence", -1),
  GATE_OTHER_HOST("gate.other-host", -1),
  GATE_HOST_OUTSIDE_KIT("gate.host-outside-kit", -1),
  GATE_SOCKET_NOT_OURS("gate.socket-not-ours", -1),
  REQUEST_CLEARTEXT("request.cleartext", -1),
  REQUEST_CREDENTIAL_ELSEWHERE("request.credential-elsewhere", -1),
  REQUEST_BODY_ELSEWHERE("request.body-elsewhere", -1),

  /** SECURE: an unbroken chain of signatures from a trust anchor. */
  PROVEN("dnssec.proven", -1);

  private final String code;
  private final int ede;

  Reason(String code, int ede) {
    this.code = code;
    this.ede = ede;
  }

  /** The stable code, such as {@code dnssec.signature-expired}: for logs, alerts and tests. */
  public String code() {
    return code;
  }

  /** The Extended DNS Error number (RFC 8914), empty where no number says the same. */
  public OptionalInt ede() {
    return ede < 0 ? OptionalInt.empty() : OptionalInt.of(ede);
  }

  /** How telling this reason is among several: the smaller, the more it explains. */
  @SuppressWarnings("EnumOrdinal") // the order of declaration is the rank
  public int rank() {
    return ordinal();
  }

  @Override
  public String toString() {
    return code;
  }
}
