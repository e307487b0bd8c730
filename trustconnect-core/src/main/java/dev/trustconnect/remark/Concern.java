package dev.trustconnect.remark;

import dev.trustconnect.finding.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The catalogue: everything that an assessment may remark on. Ids are added, never renamed.
 *
 * <p>Some concerns stand for a family of reasons of the gates: a remark then has the reason's own
 * code as its id, see {@link #of(Reason)}.
 */
public enum Concern {
  DNSSEC_BOGUS("dnssec.bogus", Severity.CRITICAL, Confidence.PROVEN, Whose.OWNER, "D"),
  DNSSEC_INSECURE("dnssec.insecure-delegation", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "D"),
  DNSSEC_ISLAND("dnssec.island", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "D"),
  UPSTREAMS_DIFFER("dnssec.upstreams-differ", Severity.HIGH, Confidence.LIKELY, Whose.NETWORK, "D"),
  WEAKEST_HOP("dnssec.weakest-hop", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  SIGNATURE_ENDS_SOON(
      "dnssec.signature-ends-soon", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "D"),
  SIGNATURE_TOO_LONG(
      "dnssec.signature-too-long", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  TTL_PAST_SIGNATURE(
      "dnssec.ttl-past-signature", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  ALGORITHM_DEPRECATED(
      "dnssec.algorithm-deprecated", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "D"),
  DIGEST_DEPRECATED(
      "dnssec.digest-deprecated", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "D"),
  KEY_SHORT("dnssec.key-short", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "D"),
  DS_ORPHAN("dnssec.ds-orphan", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  NSEC3_PARAMETERS("dnssec.nsec3-parameters", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  CDS_DIFFERS("dnssec.cds-differs", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  ALIAS_DANGLING("name.alias-dangling", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "D"),
  ALIAS_TARGET_UNREGISTERED(
      "name.alias-target-unregistered", Severity.CRITICAL, Confidence.PROVEN, Whose.OWNER, "D"),
  NS_DANGLING("name.ns-dangling", Severity.CRITICAL, Confidence.PROVEN, Whose.OWNER, "D"),
  ZONE_LAME("name.zone-lame", Severity.MEDIUM, Confidence.HINT, Whose.OWNER, "D"),
  ALIAS_WATCHED_SERVICE(
      "name.alias-watched-service", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "D"),
  WILDCARD("name.wildcard", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  SINGLE_OPERATOR("name.single-operator", Severity.INFO, Confidence.LIKELY, Whose.OWNER, "D"),
  ADDRESS_SPECIAL("address.special-purpose", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "D"),
  ADDRESS_UNREACHABLE("address.unreachable", Severity.MEDIUM, Confidence.LIKELY, Whose.OWNER, "A"),
  IDENTITY_DIFFERS(
      "address.identity-differs", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "A"),
  PATH_BROKEN("path.issuer-unknown", Severity.CRITICAL, Confidence.PROVEN, Whose.OWNER, "H"),
  PATH_NAME("path.name-mismatch", Severity.CRITICAL, Confidence.PROVEN, Whose.OWNER, "H"),
  PATH_DATES("path.expired", Severity.CRITICAL, Confidence.PROVEN, Whose.OWNER, "H"),
  RENEWAL_DUE("path.renewal-due", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "H"),
  LIFETIME_EXCESSIVE(
      "path.lifetime-excessive", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "H"),
  INTERMEDIATE_MISSING(
      "path.intermediate-missing", Severity.HIGH, Confidence.LIKELY, Whose.OWNER, "H"),
  CHAIN_UNTIDY("path.chain-untidy", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "H"),
  PATH_WEAK("path.key-weak", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "H"),
  DUAL_PURPOSE("path.dual-purpose", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "H"),
  CLIENT_CERTIFICATE("tls.client-certificate", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "H"),
  CLIENT_CA_PUBLIC("tls.client-ca-public", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "H"),
  VERSION_OLD("tls.version-old", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "H"),
  LEGACY_ACCEPTED("tls.legacy-accepted", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "L"),
  SUITE_WEAK("tls.suite-weak", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "H"),
  DEFAULT_CERTIFICATE(
      "tls.default-certificate", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "N"),
  STAPLE_MISSING("revocation.staple-missing", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "H"),
  REVOKED("revocation.revoked", Severity.CRITICAL, Confidence.PROVEN, Whose.OWNER, "H"),
  REVOCATION_NONE("revocation.none", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "H"),
  CT_ABSENT("ct.absent", Severity.HIGH, Confidence.LIKELY, Whose.OWNER, "H"),
  CT_FEW("ct.few-operators", Severity.MEDIUM, Confidence.LIKELY, Whose.OWNER, "H"),
  CAA_ABSENT("caa.absent", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  CAA_EXCLUDES_ISSUER("caa.excludes-issuer", Severity.MEDIUM, Confidence.HINT, Whose.OWNER, "D+H"),
  CAA_UNBOUND("caa.unbound", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "D"),
  TLSA_MISMATCH("tlsa.mismatch", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "D+H"),
  TLSA_UNSIGNED("tlsa.unsigned", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D"),
  TLSA_NO_ROLLOVER("tlsa.no-rollover", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "D"),
  HTTPS_RECORD_DIFFERS("https-record.differs", Severity.LOW, Confidence.PROVEN, Whose.OWNER, "D+H"),
  POLICY("pin.not-in-path", Severity.HIGH, Confidence.PROVEN, Whose.CALLER, "P"),
  PIN_UNSTABLE("pin.unstable", Severity.MEDIUM, Confidence.PROVEN, Whose.CALLER, "P+S"),
  REDIRECTS_ELSEWHERE(
      "http.redirects-elsewhere", Severity.MEDIUM, Confidence.PROVEN, Whose.CALLER, "G"),
  CLEARTEXT_OPEN("http.cleartext-open", Severity.MEDIUM, Confidence.PROVEN, Whose.OWNER, "G"),
  HSTS_ABSENT("http.hsts-absent", Severity.INFO, Confidence.PROVEN, Whose.OWNER, "G"),
  DRIFT("drift.changed", Severity.HIGH, Confidence.PROVEN, Whose.OWNER, "P"),
  SYSTEM_DIVERGES("system.diverges", Severity.MEDIUM, Confidence.LIKELY, Whose.NETWORK, "D");

  private final String id;
  private final Severity severity;
  private final Confidence confidence;
  private final Whose whose;
  private final String measured;

  Concern(String id, Severity severity, Confidence confidence, Whose whose, String measured) {
    this.id = id;
    this.severity = severity;
    this.confidence = confidence;
    this.whose = whose;
    this.measured = measured;
  }

  /** The stable code; for a family that of its first member. */
  public String id() {
    return id;
  }

  /** How much it usually matters. */
  public Severity severity() {
    return severity;
  }

  /** How sure it usually is. */
  public Confidence confidence() {
    return confidence;
  }

  /** The party that can usually fix it. */
  public Whose whose() {
    return whose;
  }

  /**
   * The measurements it is based on: D DNS, H handshake, N handshake without a server name, L offer
   * of old protocol versions, A other addresses, G an HTTP request, P policy or lock, S earlier
   * surveys.
   */
  public String measured() {
    return measured;
  }

  /** The meaning, the remedies of each side, and the source. Reads a resource. */
  public Remedy remedy() {
    return Remedies.of(this);
  }

  /** The concern that a reason of the gates belongs to; empty if the reason isn't one to remark. */
  public static Optional<Concern> of(Reason reason) {
    return switch (reason.kind()) {
      case BOGUS -> Optional.of(DNSSEC_BOGUS);
      case INSECURE -> Optional.of(DNSSEC_INSECURE);
      case PATH -> Optional.of(ofPath(reason));
      case PIN -> Optional.of(POLICY);
      case ADDRESS, POLICY -> ofScope(reason);
      default -> Optional.empty();
    };
  }

  private static Concern ofPath(Reason reason) {
    return switch (reason) {
      case PATH_EXPIRED, PATH_NOT_YET_VALID -> PATH_DATES;
      case PATH_NAME_MISMATCH, PATH_PEER_ID_MISMATCH -> PATH_NAME;
      case PATH_KEY_WEAK, PATH_HASH_WEAK -> PATH_WEAK;
      default -> PATH_BROKEN;
    };
  }

  private static Optional<Concern> ofScope(Reason reason) {
    return switch (reason) {
      case ADDRESS_SPECIAL_PURPOSE -> Optional.of(ADDRESS_SPECIAL);
      case NAME_ALIAS_OUT_OF_SCOPE, ADDRESS_OUT_OF_SCOPE, POLICY_SECURE_REQUIRED, POLICY_MISSING ->
          Optional.of(POLICY);
      default -> Optional.empty();
    };
  }

  /** The concern with this id, or that the reason with this code belongs to. */
  public static Optional<Concern> find(String id) {
    Optional<Concern> own =
        Arrays.stream(values()).filter(concern -> concern.id.equals(id)).findFirst();
    return own.isPresent()
        ? own
        : Arrays.stream(Reason.values())
            .filter(reason -> reason.code().equals(id))
            .findFirst()
            .flatMap(Concern::of);
  }

  /** All ids that a remark of this concern may have: its own, or those of a family of reasons. */
  public List<String> ids() {
    List<String> family =
        Arrays.stream(Reason.values())
            .filter(reason -> of(reason).filter(this::equals).isPresent())
            .map(Reason::code)
            .toList();
    return family.isEmpty() ? List.of(id) : family;
  }
}
