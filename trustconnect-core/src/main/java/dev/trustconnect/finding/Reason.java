package dev.trustconnect.finding;

import java.util.OptionalInt;

/**
 * Why a name, a path or a connection is allowed or refused: one constant, one stable code.
 *
 * <p>Codes are stable: new ones are added, but none is renamed or reused. A constant is spelled
 * like its code, without the prefix {@code dnssec}. If several reasons apply, the one declared
 * first is the most important ({@link #rank()}); nothing else depends on the order of declaration.
 * The number is the Extended DNS Error with the same meaning (RFC 8914 and its IANA registry), if
 * there is one.
 */
public enum Reason {
  // First, because the other findings mean little if a check is missing.

  /** A gate didn't make a check that it is responsible for. Report this as a bug. */
  GATE_CHECK_MISSING("gate.check-missing", Kind.CONNECTION, -1),

  // BOGUS: the name should have a chain of signatures, but it is broken.

  /** A signature has expired. The zone's operator must sign again; also check this clock. */
  SIGNATURE_EXPIRED("dnssec.signature-expired", Kind.BOGUS, 7),
  /** A signature isn't valid yet. The zone's operator must fix it; also check this clock. */
  SIGNATURE_NOT_YET_VALID("dnssec.signature-not-yet-valid", Kind.BOGUS, 8),
  /** A signature doesn't fit the records. They were changed, or the zone is signed wrongly. */
  SIGNATURE_INVALID("dnssec.signature-invalid", Kind.BOGUS, 6),
  /** A signature contradicts the records it covers. The zone's operator must fix it. */
  SIGNATURE_MALFORMED("dnssec.signature-malformed", Kind.BOGUS, 6),
  /** The records are signed by another zone than their own. The operator must fix the zone. */
  SIGNER_NOT_THE_ZONE("dnssec.signer-not-the-zone", Kind.BOGUS, 6),
  /** The key that signs is revoked (RFC 5011). The operator must sign with another key. */
  KEY_REVOKED("dnssec.key-revoked", Kind.BOGUS, 9),
  /** The key that signs lacks the zone key flag. The operator must sign with a zone key. */
  KEY_NOT_A_ZONE_KEY("dnssec.key-not-a-zone-key", Kind.BOGUS, 11),
  /** The key that signs can't be parsed or used. The operator must replace it. */
  KEY_UNUSABLE("dnssec.key-unusable", Kind.BOGUS, 9),
  /** The zone doesn't publish the key a signature names. The operator must publish it. */
  KEY_MISSING("dnssec.key-missing", Kind.BOGUS, 9),
  /** No key of the zone fits the DS in its parent. The operator must update the DS. */
  KEY_NOT_IN_DS("dnssec.key-not-in-ds", Kind.BOGUS, 9),
  /** The parent has a DS, but the zone shows no DNSKEY. The operator must publish its keys. */
  DNSKEY_MISSING("dnssec.dnskey-missing", Kind.BOGUS, 9),
  /** The zone is signed, but these records aren't. They were stripped or added on the way. */
  SIGNATURE_MISSING("dnssec.signature-missing", Kind.BOGUS, 10),
  /** A signed zone denies the data without proof. The proof was stripped, or is missing. */
  DENIAL_MISSING("dnssec.denial-missing", Kind.BOGUS, 12),
  /** The NSEC or NSEC3 records don't prove the denial. Suspect a replay or a faulty server. */
  DENIAL_INSUFFICIENT("dnssec.denial-insufficient", Kind.BOGUS, 6),
  /** A signed record proves that the denied name exists. Suspect a forged denial. */
  NAME_EXISTS("dnssec.name-exists", Kind.BOGUS, 6),
  /** A signed record proves that the denied data exists. Suspect a forged denial. */
  TYPE_EXISTS("dnssec.type-exists", Kind.BOGUS, 6),
  /** A wildcard answered, and nothing proves that it may (RFC 4035 §5.3.4). Suspect a replay. */
  WILDCARD_UNPROVEN("dnssec.wildcard-unproven", Kind.BOGUS, 6),
  /** NSEC3 asks for more hashing than we do (RFC 9276). The operator must use 0 iterations. */
  NSEC3_ITERATIONS_EXCESSIVE("dnssec.nsec3-iterations-excessive", Kind.BOGUS, 27),
  /** The alias isn't the one that the signed DNAME yields. It was changed on the way. */
  DNAME_MISMATCH("dnssec.dname-mismatch", Kind.BOGUS, 6),
  /** A name has several aliases. The operator must remove all but one. */
  ALIAS_AMBIGUOUS("dnssec.alias-ambiguous", Kind.BOGUS, 6),

  // INDETERMINATE, because the answers prove nothing.

  /** Checking the proof takes more work than we allow. Suspect an attack; don't use the name. */
  WORK_BUDGET_SPENT("dnssec.work-budget-spent", Kind.INCONCLUSIVE, 0),
  /** The aliases form a loop. The zone's operator must fix them. */
  ALIAS_LOOP("dnssec.alias-loop", Kind.INCONCLUSIVE, 0),
  /** There are more aliases than we follow. The zone's operator must shorten the chain. */
  ALIAS_CHAIN_TOO_LONG("dnssec.alias-chain-too-long", Kind.INCONCLUSIVE, 0),
  /** No trust anchor is at or above the name. Configure one, or use the built-in root anchors. */
  NO_ANCHOR("dnssec.no-anchor", Kind.INCONCLUSIVE, 5),
  /** Records of this type are never signed (RFC 4035 §2.2). Don't ask for RRSIG. */
  NEVER_SIGNED("dnssec.never-signed", Kind.INCONCLUSIVE, 5),

  // INDETERMINATE, because no upstream gave us what we need.

  /** The upstream answered another question. Replace the upstream. */
  UPSTREAM_ANSWER_NOT_OURS("upstream.answer-not-ours", Kind.UNAVAILABLE, 0),
  /** The upstream sent more records than any honest answer has. Replace the upstream. */
  UPSTREAM_ANSWER_EXCESSIVE("upstream.answer-excessive", Kind.UNAVAILABLE, 0),
  /** The upstream answered with an error such as SERVFAIL. Try again later. */
  UPSTREAM_RCODE("upstream.rcode", Kind.UNAVAILABLE, Retry.LATER, 22),
  /** The upstream cut its answer short. Try again later. */
  UPSTREAM_TRUNCATED("upstream.truncated", Kind.UNAVAILABLE, Retry.LATER, 22),
  /** The upstream didn't answer in time. Try again later; check that port 443 to it is open. */
  UPSTREAM_TIMEOUT("upstream.timeout", Kind.UNAVAILABLE, Retry.LATER, 22),
  /** No connection to the upstream. Try again later; check that port 443 to it is open. */
  UPSTREAM_UNREACHABLE("upstream.unreachable", Kind.UNAVAILABLE, Retry.LATER, 23),
  /** The upstream's TLS handshake failed. Something intercepts TLS, or its {@code ca} is wrong. */
  UPSTREAM_TLS("upstream.tls", Kind.UNAVAILABLE, 23),
  /** The upstream's certificate has none of its pins. It is intercepted, or has new keys. */
  UPSTREAM_PIN("upstream.pin", Kind.UNAVAILABLE, 23),
  /** The upstream answered with another HTTP status than 200. Try again later; check its URL. */
  UPSTREAM_HTTP_STATUS("upstream.http-status", Kind.UNAVAILABLE, Retry.LATER, 23),
  /** The upstream didn't send a DNS message. Check its URL, and for a captive portal. */
  UPSTREAM_CONTENT_TYPE("upstream.content-type", Kind.UNAVAILABLE, 23),
  /** The upstream sent more bytes than a DNS message can have. Replace the upstream. */
  UPSTREAM_TOO_LARGE("upstream.too-large", Kind.UNAVAILABLE, 23),
  /** The upstream's bytes aren't HTTP or DNS, or don't arrive whole. Replace the upstream. */
  UPSTREAM_GARBAGE("upstream.garbage", Kind.UNAVAILABLE, 23),
  /** The resolver or upstream was closed. Don't close it while names are needed. */
  UPSTREAM_CLOSED("upstream.closed", Kind.UNAVAILABLE, 23),
  /** No verdict before the deadline. Try again later; check the upstreams, or allow more time. */
  RESOLVE_DEADLINE_EXCEEDED("resolve.deadline-exceeded", Kind.UNAVAILABLE, Retry.LATER, 22),
  /** The caller gave up, by interrupting its thread. Nothing was found out about the name. */
  RESOLVE_CANCELLED("resolve.cancelled", Kind.UNAVAILABLE, -1),
  /** Our own code failed on an answer. Report it as a bug, with the logged stack trace. */
  RESOLVE_INTERNAL("resolve.internal", Kind.UNAVAILABLE, 0),

  // INSECURE: a signed proof that no usable chain leads here.

  /** The parent proves that the zone isn't signed. Its operator can sign it. */
  INSECURE_DELEGATION("dnssec.insecure-delegation", Kind.INSECURE, -1),
  /** An NSEC3 opt-out span says that the zone may be unsigned. Its operator can sign it. */
  INSECURE_OPT_OUT("dnssec.insecure-opt-out", Kind.INSECURE, -1),
  /** The zone is signed only with algorithms we don't know. Its operator can use RFC 8624's. */
  ALGORITHM_UNSUPPORTED("dnssec.algorithm-unsupported", Kind.INSECURE, 1),
  /** The DS has only digests we don't know. The operator can publish one with SHA-256. */
  DIGEST_UNSUPPORTED("dnssec.digest-unsupported", Kind.INSECURE, 2),
  /** The zone is signed only with algorithms that are turned off. Turn them on if need be. */
  ALGORITHM_SWITCHED_OFF("dnssec.algorithm-switched-off", Kind.INSECURE, 1),
  /** NSEC3 has more iterations than we verify (RFC 9276). The operator can use 0 iterations. */
  NSEC3_ITERATIONS_INSECURE("dnssec.nsec3-iterations-insecure", Kind.INSECURE, 27),

  // Names and addresses.

  /** The text isn't a host name. Correct it. */
  NAME_NOT_A_HOST("name.not-a-host", Kind.ADDRESS, -1),
  /** The name leads to a private, loopback or otherwise special address. Allow it by policy. */
  ADDRESS_SPECIAL_PURPOSE("address.special-purpose", Kind.ADDRESS, -1),
  /** The name exists but has neither A nor AAAA records. Check the name. */
  ADDRESS_NONE("address.none", Kind.ADDRESS, -1),
  /** The name is proven not to exist. Check the name. */
  NAME_DOES_NOT_EXIST("name.does-not-exist", Kind.ADDRESS, -1),
  /** The answer is past its TTL because no upstream had a newer one. Try again later. */
  NAME_ANSWER_STALE("name.answer-stale", Kind.UNAVAILABLE, Retry.LATER, 3),
  /** An IP address was given instead of a host name, and can't be proven. Use a host name. */
  ADDRESS_LITERAL("address.literal", Kind.ADDRESS, -1),
  /** An alias leads through a domain that the policy doesn't list. Check it, then list it. */
  NAME_ALIAS_OUT_OF_SCOPE("name.alias-out-of-scope", Kind.ADDRESS, -1),
  /** The name has an address that the policy doesn't list. Check it, then list it. */
  ADDRESS_OUT_OF_SCOPE("address.out-of-scope", Kind.ADDRESS, -1),
  /** The peer's address isn't one of the name's. Connect directly, or declare the proxy. */
  ADDRESS_NOT_PROVEN("address.not-proven", Kind.ADDRESS, -1),
  /** The peer's address can't be seen. Use our socket factory, or don't require the address. */
  ADDRESS_NOT_SEEN("address.not-seen", Kind.ADDRESS, -1),

  // The path: RFC 5280 and RFC 9525.

  /** A certificate can't be parsed in exactly one way. The server must replace it. */
  PATH_MALFORMED("path.malformed", Kind.PATH, -1),
  /** Checking the chain takes more work than we allow. The server must send a shorter one. */
  PATH_TOO_LONG("path.too-long", Kind.PATH, -1),
  /** The server's certificate is self-signed. Install one issued by a trusted authority. */
  PATH_SELF_SIGNED("path.self-signed", Kind.PATH, -1),
  /** A certificate's signature doesn't fit. It was changed, or another authority has its name. */
  PATH_SIGNATURE_INVALID("path.signature-invalid", Kind.PATH, -1),
  /** A certificate has expired. The server must renew it; also check this clock. */
  PATH_EXPIRED("path.expired", Kind.PATH, -1),
  /** A certificate isn't valid yet. Check this clock, then the server's certificate. */
  PATH_NOT_YET_VALID("path.not-yet-valid", Kind.PATH, -1),
  /** A certificate has a weak key. The server must get one with a stronger key. */
  PATH_KEY_WEAK("path.key-weak", Kind.PATH, -1),
  /** A certificate is signed with a weak hash. The server must get one signed with SHA-256. */
  PATH_HASH_WEAK("path.hash-weak", Kind.PATH, -1),
  /** The certificate isn't meant for TLS servers. The server must use one for servers. */
  PATH_PURPOSE_NOT_SERVER("path.purpose-not-server", Kind.PATH, -1),
  /** The certificate isn't meant for TLS clients. The client must use one for clients. */
  PATH_PURPOSE_NOT_CLIENT("path.purpose-not-client", Kind.PATH, -1),
  /** An authority may not issue this certificate. Suspect misissue; replace the certificate. */
  PATH_CONSTRAINT_BROKEN("path.constraint-broken", Kind.PATH, -1),
  /** No path leads to a trusted root. Something intercepts TLS, or a root is missing. */
  PATH_ISSUER_UNKNOWN("path.issuer-unknown", Kind.PATH, -1),
  /** The certificate is for other names. The server must present one for this host. */
  PATH_NAME_MISMATCH("path.name-mismatch", Kind.PATH, -1),
  /** The certificate isn't an X.509-SVID of a workload. Issue one by the rules of SPIFFE. */
  PATH_NOT_AN_SVID("path.not-an-svid", Kind.PATH, -1),
  /** The certificate is for another SPIFFE ID. Suspect another workload; check the policy. */
  PATH_PEER_ID_MISMATCH("path.peer-id-mismatch", Kind.PATH, -1),
  /** The client isn't on the server's list. Add its SPIFFE ID, name or key if it may call. */
  PATH_CLIENT_NOT_LISTED("path.client-not-listed", Kind.PATH, -1),
  /** The JVM's own checks refuse the path. See its message, and {@code java.security}. */
  PATH_PLATFORM_REFUSED("path.platform-refused", Kind.PATH, -1),

  // Pins.

  /** The verified path has none of the pins. TLS is intercepted, or the keys have changed. */
  PIN_NOT_IN_PATH("pin.not-in-path", Kind.PIN, -1),
  /** The day by which to renew the pins has passed. They are still in force; renew them. */
  PIN_EXPIRED("pin.expired", Kind.PIN, -1),
  /** The day by which to renew the pins is near. Renew them. */
  PIN_EXPIRES_SOON("pin.expires-soon", Kind.PIN, -1),
  /** The policy has no pins to compare the path with. Add pins if the host should have them. */
  PIN_NONE("pin.none", Kind.PIN, -1),

  // Client identities.

  /** The server got another client certificate than the policy names. The connection is closed. */
  IDENTITY_OTHER_THAN_POLICY("identity.other-than-policy", Kind.IDENTITY, -1),
  /** The client certificate isn't valid now. Renew it; also check this clock. */
  IDENTITY_EXPIRED("identity.expired", Kind.IDENTITY, -1),
  /** The server asked for a certificate that the policy doesn't grant. Name one if it should. */
  IDENTITY_WITHHELD("identity.withheld", Kind.IDENTITY, -1),
  /** The server doesn't ask for a certificate like ours. Check its list of authorities. */
  IDENTITY_NOT_WANTED("identity.not-wanted", Kind.IDENTITY, -1),
  /** A changed identity file can't be used, so the last good one stays. Repair the file. */
  IDENTITY_UNREADABLE("identity.unreadable", Kind.IDENTITY, -1),
  /** Less than a third of the client certificate's lifetime is left. Check what renews it. */
  IDENTITY_EXPIRES_SOON("identity.expires-soon", Kind.IDENTITY, -1),

  // Policy.

  /** No policy covers the host, and profile STRICT requires one. Add one if you trust it. */
  POLICY_MISSING("policy.missing", Kind.POLICY, -1),
  /** A client identity goes to any public authority's certificate. Give roots, pins or SECURE. */
  POLICY_IDENTITY_TO_ANY_AUTHORITY("policy.identity-to-any-authority", Kind.POLICY, -1),
  /** The policy requires SECURE, and the name is INSECURE. Sign the zone, or allow INSECURE. */
  POLICY_SECURE_REQUIRED("policy.secure-required", Kind.POLICY, -1),

  // The connection and what is about to be sent on it.

  /** A client asks to check a certificate without naming the host. Use our socket factory. */
  GATE_HOST_NOT_KNOWN("gate.host-not-known", Kind.CONNECTION, -1),
  /** No gate has checked this connection. Use our dns, socket factory and trust manager. */
  GATE_NO_EVIDENCE("gate.no-evidence", Kind.CONNECTION, -1),
  /** The connection was checked for another host. Turn off the sharing of connections. */
  GATE_OTHER_HOST("gate.other-host", Kind.CONNECTION, -1),
  /** The client may connect only to certain hosts, and this isn't one. Suspect a redirect. */
  GATE_HOST_OUTSIDE_KIT("gate.host-outside-kit", Kind.CONNECTION, -1),
  /** A socket that isn't ours may go through a hidden proxy. Use {@code TlsKit.plainSockets()}. */
  GATE_SOCKET_NOT_OURS("gate.socket-not-ours", Kind.CONNECTION, -1),
  /** The request would leave unencrypted. Use {@code https:}. */
  REQUEST_CLEARTEXT("request.cleartext", Kind.REQUEST, -1),
  /** A secret of one host would leave for another. Suspect a redirect; call the final host. */
  REQUEST_CREDENTIAL_ELSEWHERE("request.credential-elsewhere", Kind.REQUEST, -1),
  /** A body for one host would leave for another. Suspect a redirect; call the final host. */
  REQUEST_BODY_ELSEWHERE("request.body-elsewhere", Kind.REQUEST, -1),

  /** SECURE: an unbroken chain of signatures leads from a trust anchor. Nothing to do. */
  PROVEN("dnssec.proven", Kind.PROVEN, -1);

  /** The category of a reason, for callers that handle many codes in the same way. */
  public enum Kind {
    /** An unbroken chain of signatures was found. */
    PROVEN,
    /** No usable answer was received, or not in time. Nothing is known about the name. */
    UNAVAILABLE,
    /** Answers arrived that prove nothing. */
    INCONCLUSIVE,
    /** DNSSEC validation found a broken proof: an attack, or a fault of the zone. */
    BOGUS,
    /** The name is proven to have no chain of signatures that we could verify. */
    INSECURE,
    /** The name or the address behind it may not be used. */
    ADDRESS,
    /** The server's certificates don't form an acceptable path. */
    PATH,
    /** The path has none of the pins, or the pins must be renewed. */
    PIN,
    /** A client certificate wasn't sent, or shouldn't have been. */
    IDENTITY,
    /** The policy requires more than was proven. */
    POLICY,
    /** The connection wasn't checked, or not for this use of it. */
    CONNECTION,
    /** The request may not be sent as it is. */
    REQUEST;

    /**
     * Whether validation came to no result, the INDETERMINATE of RFC 4035 §4.3. True for {@link
     * #UNAVAILABLE} and {@link #INCONCLUSIVE}.
     */
    public boolean isIndeterminate() {
      return this == UNAVAILABLE || this == INCONCLUSIVE;
    }
  }

  /** Whether trying again helps. */
  private enum Retry {
    LATER,
    USELESS
  }

  private final String code;
  private final Kind kind;
  private final Retry retry;
  private final int ede;

  Reason(String code, Kind kind, int ede) {
    this(code, kind, Retry.USELESS, ede);
  }

  Reason(String code, Kind kind, Retry retry, int ede) {
    this.code = code;
    this.kind = kind;
    this.retry = retry;
    this.ede = ede;
  }

  /** The stable code, such as {@code dnssec.signature-expired}: for logs, alerts and tests. */
  public String code() {
    return code;
  }

  /** Two sentences: what this means, and what to do. */
  public String explanation() {
    return Explanations.of(this);
  }

  /** The category of this reason. */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether the same request may succeed in seconds or minutes without any change, because a server
   * or the network failed. False if a retry would fail in the same way.
   */
  public boolean isTemporary() {
    return retry == Retry.LATER;
  }

  /**
   * The number of the Extended DNS Error (RFC 8914) with the same meaning; empty if there is none.
   */
  public OptionalInt ede() {
    return ede < 0 ? OptionalInt.empty() : OptionalInt.of(ede);
  }

  /** The rank of this reason among several; a smaller rank is more important. */
  @SuppressWarnings("EnumOrdinal") // the order of declaration is the rank
  public int rank() {
    return ordinal();
  }

  /** Whether this reason has a smaller {@link #rank()} than {@code other}. */
  public boolean isMoreTellingThan(Reason other) {
    return rank() < other.rank();
  }

  /** Of two reasons, the one with the smaller {@link #rank()}. */
  public static Reason moreTelling(Reason a, Reason b) {
    return b.isMoreTellingThan(a) ? b : a;
  }

  @Override
  public String toString() {
    return code;
  }
}
