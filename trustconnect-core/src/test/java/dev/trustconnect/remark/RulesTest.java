package dev.trustconnect.remark;

import static dev.trustconnect.remark.AuditWorld.ADDRESS;
import static dev.trustconnect.remark.AuditWorld.CA;
import static dev.trustconnect.remark.AuditWorld.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.dnssec.ValidatedAnswer;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.hash.Sha256;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Handshake.Demand;
import dev.trustconnect.survey.Handshake.Kind;
import dev.trustconnect.survey.Handshake.Outcome;
import dev.trustconnect.survey.Handshake.Session;
import dev.trustconnect.survey.Handshake.Staple;
import dev.trustconnect.survey.HttpFacts;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.survey.UpstreamView;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.OddCertificate;
import dev.trustconnect.testing.OddKeys;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.net.InetAddress;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** One healthy endpoint, one harm, exactly the remarks that it deserves. */
class RulesTest {
  private static final TestKey KSK = TestKeys.of(13, TestKey.KSK, "entry");

  /**
   * @param expected severity and id of every remark
   */
  record Case(
      String harm,
      AuditWorld world,
      Rules rules,
      UnaryOperator<Survey> change,
      List<String> expected) {
    @Override
    public String toString() {
      return harm;
    }
  }

  private static Case of(String harm, AuditWorld world, String... expected) {
    return new Case(harm, world, Rules.standard(), survey -> survey, List.of(expected));
  }

  private static Case edited(String harm, UnaryOperator<Survey> change, String... expected) {
    return new Case(harm, new AuditWorld(), Rules.standard(), change, List.of(expected));
  }

  private static List<String> shown(Assessment assessment) {
    return assessment.remarks().stream()
        .map(remark -> remark.severity() + " " + remark.id())
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource({"names", "zones", "certificates", "handshakes", "records", "callers"})
  void remarksOnExactlyThat(Case given) {
    Assessment assessment = given.world().assess(given.rules(), given.change());
    assertThat(shown(assessment))
        .as("%s", assessment.remarks())
        .containsExactlyInAnyOrderElementsOf(given.expected());
    for (Remark remark : assessment.remarks()) {
      assertThat(remark.seen()).isNotBlank();
      assertThat(remark.wanted()).isNotBlank();
      assertThat(remark.subject()).isNotBlank();
      assertThat(Concern.find(remark.id())).contains(remark.concern());
    }
  }

  @Test
  void saysNothingAboutAHealthyEndpoint() {
    Assessment assessment = new AuditWorld().assess();
    assertThat(assessment.remarks()).isEmpty();
    assertThat(assessment.compensated()).isEmpty();
    assertThat(assessment.mayCall()).isEqualTo(MayCall.YES);
    assertThat(assessment.notEvaluated())
        .extracting(NotEvaluated::id)
        .containsExactly("caa.excludes-issuer"); // the test CA's domain isn't known
    assertThat(assessment.survey().questions()).isLessThanOrEqualTo(14);
  }

  static Stream<Case> names() {
    return Stream.of(
        of(
            "a forged address",
            new AuditWorld().harm(Harm.flipRdataByte(HOST, Type.A)),
            "CRITICAL dnssec.signature-invalid"),
        of(
            "stripped signatures",
            new AuditWorld().harm(Harm.dropRrsigs(HOST, Type.A)),
            "CRITICAL dnssec.signature-missing"),
        of(
            "an unsigned zone",
            new AuditWorld().zone(zone -> zone.unsigned()),
            "INFO dnssec.insecure-delegation"),
        of(
            "an unsigned zone that must be signed",
            new AuditWorld()
                .zone(zone -> zone.unsigned())
                .policy(EndpointPolicy.Builder::requireSecure),
            "HIGH dnssec.insecure-delegation"),
        of(
            "an island",
            new AuditWorld().zone(zone -> zone.island()),
            "INFO dnssec.insecure-delegation",
            "MEDIUM dnssec.island"),
        of(
            "an alias that leaves signed zones",
            new AuditWorld()
                .record("api ", "api CNAME www.plain.test.")
                .others(
                    world ->
                        world.zone(
                            "plain.test", zone -> zone.unsigned().record("www A " + ADDRESS))),
            "INFO dnssec.insecure-delegation",
            "LOW dnssec.weakest-hop"),
        of(
            "an alias to nothing",
            new AuditWorld().record("api ", "api CNAME gone.operator.test."),
            "HIGH name.alias-dangling"),
        of(
            "an alias to a free name of a service that gives names away",
            new AuditWorld()
                .record("api ", "api CNAME gone.azurewebsites.net.")
                .others(world -> world.zone("azurewebsites.net")),
            "CRITICAL name.alias-dangling"),
        of(
            "an alias to a name of such a service",
            new AuditWorld()
                .record("api ", "api CNAME ours.azurewebsites.net.")
                .others(
                    world ->
                        world.zone("azurewebsites.net", zone -> zone.record("ours A " + ADDRESS))),
            "INFO name.alias-watched-service"),
        of(
            "an alias into a domain that isn't registered",
            new AuditWorld().record("api ", "api CNAME www.free.test."),
            "CRITICAL name.alias-target-unregistered",
            "HIGH name.alias-dangling"),
        of(
            "a name server that doesn't exist",
            new AuditWorld().record("@ NS ns.", "@ NS gone.operator.test."),
            "CRITICAL name.ns-dangling"),
        of(
            "a name server in a domain that isn't registered",
            new AuditWorld().record("@ NS ns.", "@ NS ns.free.test."),
            "CRITICAL name.ns-dangling"),
        of(
            "one operator of name servers",
            new AuditWorld().record("@ NS ns.", ""),
            "INFO name.single-operator"),
        of(
            "an answer from a wildcard",
            new AuditWorld().record("api ", "* A " + ADDRESS),
            "LOW name.wildcard"),
        of(
            "an address of a private network",
            new AuditWorld().add("api A 10.1.2.3"),
            "HIGH address.special-purpose"),
        of(
            "only such addresses",
            new AuditWorld().addresses(AddressRules.PUBLIC_ONLY),
            "HIGH address.special-purpose"),
        of(
            "an address where nothing listens",
            new AuditWorld()
                .add("api A 127.0.1.11")
                .plan(plan -> plan.withAllAddresses().oneHandshake()),
            "MEDIUM address.unreachable"),
        of(
            "no address where anything listens",
            new AuditWorld().record("api ", "api A 127.0.1.11"),
            "HIGH address.unreachable"));
  }

  static Stream<Case> zones() {
    return Stream.of(
        of(
            "signatures that end in six hours",
            new AuditWorld()
                .zone(
                    zone ->
                        zone.ttl(60)
                            .validity(
                                SignedWorld.NOW.minus(Duration.ofDays(7)),
                                SignedWorld.NOW.plus(Duration.ofHours(6)))),
            "HIGH dnssec.signature-ends-soon"),
        of(
            "signatures that have two days of twenty left",
            new AuditWorld()
                .zone(
                    zone ->
                        zone.validity(
                            SignedWorld.NOW.minus(Duration.ofDays(18)),
                            SignedWorld.NOW.plus(Duration.ofDays(2)))),
            "MEDIUM dnssec.signature-ends-soon"),
        of(
            "signatures that have two days of four left",
            new AuditWorld()
                .zone(
                    zone ->
                        zone.validity(
                            SignedWorld.NOW.minus(Duration.ofDays(2)),
                            SignedWorld.NOW.plus(Duration.ofDays(2))))),
        of(
            "signatures of a year",
            new AuditWorld()
                .zone(
                    zone ->
                        zone.validity(
                            SignedWorld.NOW.minus(Duration.ofDays(7)),
                            SignedWorld.NOW.plus(Duration.ofDays(358)))),
            "LOW dnssec.signature-too-long"),
        of(
            "a TTL of a month",
            new AuditWorld().record("api ", "api 2592000 A " + ADDRESS),
            "LOW dnssec.ttl-past-signature"),
        of(
            "keys of RSA with SHA-512",
            new AuditWorld().zone(zone -> zone.algorithm(10).rsaBits(2048)),
            "LOW dnssec.algorithm-deprecated"),
        of(
            "keys of RSA with SHA-1",
            new AuditWorld().zone(zone -> zone.algorithm(7).rsaBits(2048)),
            "HIGH dnssec.algorithm-deprecated"),
        of(
            "RSA keys of 1024 bits",
            new AuditWorld().zone(zone -> zone.algorithm(8)),
            "MEDIUM dnssec.key-short"),
        of(
            "a digest of SHA-1 beside SHA-256",
            new AuditWorld().zone(zone -> zone.dsDigests(1, 2)),
            "LOW dnssec.digest-deprecated"),
        of(
            "a DS record for another key",
            new AuditWorld()
                .zone(zone -> zone.strayDs(TestKeys.of(13, TestKey.KSK, "not in the zone"))),
            "LOW dnssec.ds-orphan"),
        of(
            "a DS record for another key that has the tag of the zone's",
            new AuditWorld()
                .zone(
                    zone ->
                        zone.ownKeys(KSK, TestKeys.of(13, TestKey.ZONE_KEY, "signing"))
                            .strayDs(OddKeys.sameTag(KSK, 0))),
            "LOW dnssec.ds-orphan"),
        of(
            "DS records for two keys with the same tag",
            new AuditWorld()
                .zone(
                    zone ->
                        zone.ownKeys(KSK, TestKeys.of(13, TestKey.ZONE_KEY, "signing"))
                            .strayKey(OddKeys.sameTag(KSK, 0))
                            .strayDs(OddKeys.sameTag(KSK, 0)))),
        of(
            "NSEC3 with ten iterations",
            new AuditWorld().zone(zone -> zone.nsec3(10, "")),
            "LOW dnssec.nsec3-parameters"),
        of(
            "NSEC3 with a salt",
            new AuditWorld().zone(zone -> zone.nsec3(0, "ab")),
            "LOW dnssec.nsec3-parameters"),
        of("NSEC3 as it should be", new AuditWorld().zone(zone -> zone.nsec3(0, ""))),
        of(
            "a CDS record for another key",
            new AuditWorld().add("@ CDS 4711 13 2 " + "00".repeat(32)),
            "LOW dnssec.cds-differs"),
        of(
            "CDS and CDNSKEY records for different keys",
            new AuditWorld()
                .add("@ CDS 4711 13 2 " + "00".repeat(32))
                .add("@ CDNSKEY 257 3 13 " + "A".repeat(86) + "=="),
            "LOW dnssec.cds-differs",
            "HIGH dnssec.cds-differs"));
  }

  private static AuditWorld certified(UnaryOperator<OddCertificate> change) {
    return new AuditWorld().certificate(change);
  }

  static Stream<Case> certificates() {
    return Stream.of(
        of(
            "an authority that isn't trusted",
            new AuditWorld().issuer(TestCa.create("Other CA")),
            "CRITICAL path.issuer-unknown"),
        of(
            "a self-signed certificate",
            new AuditWorld().chain(unused -> TestCa.selfSigned(HOST)),
            "CRITICAL path.self-signed"),
        of(
            "another name",
            new AuditWorld()
                .chain(unused -> AuditWorld.usual(CA, "other.example.test").identity())
                .plan(plan -> plan.oneHandshake()),
            "CRITICAL path.name-mismatch"),
        of(
            "a certificate that has ended",
            certified(odd -> odd.to(SignedWorld.NOW.minus(Duration.ofDays(1)))),
            "CRITICAL path.expired"),
        of(
            "a certificate that hasn't begun",
            certified(odd -> odd.from(SignedWorld.NOW.plus(Duration.ofDays(1)))),
            "CRITICAL path.not-yet-valid"),
        of("a key of RSA 1024", certified(odd -> odd.key("RSA", 1024)), "HIGH path.key-weak"),
        of(
            "a signature with SHA-1",
            certified(odd -> odd.signedWith("SHA1withECDSA")),
            "HIGH path.hash-weak"),
        of(
            "a signature of another key",
            certified(odd -> odd.forgedBy(TestCa.create("Forger"))),
            "CRITICAL path.signature-invalid"),
        of(
            "an authority for other names",
            new AuditWorld()
                .issuer(CA.odd().authority("Narrow CA", 0).onlyFor("other.test").issuing()),
            "CRITICAL path.constraint-broken"),
        of(
            "a certificate for clients",
            certified(odd -> odd.purposes(KeyPurposeId.id_kp_clientAuth)),
            "CRITICAL path.purpose-not-server"),
        of("a quarter left", lasting(75, 25), "LOW path.renewal-due"),
        of("a tenth left", lasting(90, 10), "MEDIUM path.renewal-due"),
        of("a twentieth left", lasting(95, 5), "HIGH path.renewal-due"),
        of("a third left and a day", lasting(59, 31)),
        of(
            "a certificate for 260 days, issued in this spring",
            lasting(60, 200),
            "MEDIUM path.lifetime-excessive",
            "MEDIUM ct.few-operators"),
        of(
            "the same before the rule changed",
            certified(
                odd ->
                    odd.timestamps(1, 2, 3)
                        .from(SignedWorld.NOW.minus(Duration.ofDays(90)))
                        .to(SignedWorld.NOW.plus(Duration.ofDays(200))))),
        of(
            "an intermediate that isn't served",
            new AuditWorld()
                .issuer(CA.intermediate("Hidden Intermediate"))
                .certificate(odd -> odd.extension("1.3.6.1.5.5.7.1.1", caIssuers()))
                .chain(
                    identity ->
                        new TestCa.Identity(identity.key(), identity.chain().subList(0, 1))),
            "HIGH path.intermediate-missing"),
        of(
            "the root served too",
            new AuditWorld().chain(i -> i.with(CA.certificate())),
            "INFO path.chain-untidy"),
        of(
            "a certificate for servers and clients",
            certified(
                odd -> odd.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)),
            "INFO path.dual-purpose"),
        of(
            "no way to revoke it",
            new AuditWorld()
                .chain(
                    unused ->
                        CA.odd(HOST)
                            .from(SignedWorld.NOW.minus(Duration.ofDays(20)))
                            .to(SignedWorld.NOW.plus(Duration.ofDays(70)))
                            .timestamps(1, 2)
                            .identity()),
            "LOW revocation.none"),
        of(
            "a demand for a staple",
            certified(odd -> odd.extension("1.3.6.1.5.5.7.1.24", new byte[] {0x30, 3, 2, 1, 5})),
            "HIGH revocation.staple-missing"),
        of("no timestamp", certified(odd -> odd.timestamps()), "HIGH ct.absent"),
        of("one timestamp", certified(odd -> odd.timestamps(1)), "MEDIUM ct.few-operators"),
        of(
            "two timestamps of one log",
            certified(odd -> odd.timestamps(1, 1)),
            "MEDIUM ct.few-operators"));
  }

  private static AuditWorld lasting(int past, int left) {
    return certified(
        odd ->
            odd.from(SignedWorld.NOW.minus(Duration.ofDays(past)))
                .to(SignedWorld.NOW.plus(Duration.ofDays(left))));
  }

  /** One access description: caIssuers, at a URI that nothing fetches. */
  private static byte[] caIssuers() {
    byte[] oid = {6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 2};
    byte[] uri = {(byte) 0x86, 1, 'x'};
    byte[] der = new byte[4 + oid.length + uri.length];
    der[0] = 0x30;
    der[1] = (byte) (der.length - 2);
    der[2] = 0x30;
    der[3] = (byte) (der.length - 4);
    System.arraycopy(oid, 0, der, 4, oid.length);
    System.arraycopy(uri, 0, der, 4 + oid.length, uri.length);
    return der;
  }

  private static Survey with(Survey survey, UnaryOperator<Handshake> change) {
    return with(survey, survey.handshakes().stream().map(change).toList());
  }

  private static Survey with(Survey survey, List<Handshake> handshakes) {
    return new Survey(
        survey.endpoint(),
        survey.at(),
        survey.names(),
        survey.zone(),
        survey.parents(),
        handshakes,
        survey.http(),
        survey.plan(),
        survey.questions());
  }

  private static Handshake session(Handshake of, String protocol, String suite) {
    return new Handshake(
        of.address(),
        of.kind(),
        of.outcome(),
        new Session(protocol, suite, "h2"),
        of.served(),
        of.staple(),
        of.demand(),
        of.judgement(),
        of.elapsed(),
        of.failure());
  }

  private static Handshake demanding(Handshake of, Demand.Need need, List<String> publicOnes) {
    return new Handshake(
        of.address(),
        of.kind(),
        of.outcome(),
        of.session(),
        of.served(),
        of.staple(),
        new Demand(need, publicOnes, publicOnes),
        of.judgement(),
        of.elapsed(),
        of.failure());
  }

  private static Handshake stapled(Handshake of, Staple staple) {
    return new Handshake(
        of.address(),
        of.kind(),
        of.outcome(),
        of.session(),
        of.served(),
        Optional.of(staple),
        of.demand(),
        of.judgement(),
        of.elapsed(),
        of.failure());
  }

  private static Handshake serving(Handshake of, TestCa.Identity other) {
    return new Handshake(
        of.address(),
        of.kind(),
        of.outcome(),
        of.session(),
        other.chain(),
        of.staple(),
        of.demand(),
        Optional.empty(),
        of.elapsed(),
        of.failure());
  }

  static Stream<Case> handshakes() {
    return Stream.of(
        edited(
            "TLS 1.2",
            survey ->
                with(
                    survey,
                    made -> session(made, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")),
            "INFO tls.version-old"),
        edited(
            "TLS 1.2 without forward secrecy",
            survey ->
                with(
                    survey,
                    made ->
                        made.kind() == Kind.USUAL
                            ? session(made, "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256")
                            : made),
            "INFO tls.version-old",
            "MEDIUM tls.suite-weak"),
        edited(
            "TLS 1.2 with CBC",
            survey ->
                with(
                    survey,
                    made ->
                        made.kind() == Kind.USUAL
                            ? session(made, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA")
                            : made),
            "INFO tls.version-old",
            "MEDIUM tls.suite-weak"),
        edited(
            "a client certificate that isn't needed",
            survey -> with(survey, made -> demanding(made, Demand.Need.OPTIONAL, List.of())),
            "INFO tls.client-certificate"),
        edited(
            "a client certificate of a public authority",
            survey ->
                with(survey, made -> demanding(made, Demand.Need.REQUIRED, List.of("CN=Web CA"))),
            "HIGH tls.client-ca-public"),
        edited(
            "a stapled revocation",
            survey ->
                with(
                    survey,
                    made -> stapled(made, new Staple(Staple.State.REVOKED, "revoked yesterday"))),
            "CRITICAL revocation.revoked"),
        edited(
            "another certificate for clients without a name",
            survey ->
                with(
                    survey,
                    made ->
                        made.kind() == Kind.WITHOUT_NAME
                            ? serving(made, CA.server("default.example.test"))
                            : made),
            "INFO tls.default-certificate"),
        edited(
            "a self-signed one for them",
            survey ->
                with(
                    survey,
                    made ->
                        made.kind() == Kind.WITHOUT_NAME
                            ? serving(made, TestCa.selfSigned("default.example.test"))
                            : made),
            "LOW tls.default-certificate"),
        edited(
            "a certificate of another issuer at a second address",
            survey -> {
              List<Handshake> more = new ArrayList<>(survey.handshakes());
              more.add(serving(more.get(0), TestCa.create("Second CA").server(HOST)));
              return with(survey, more);
            },
            "MEDIUM address.identity-differs"));
  }

  @Test
  void oldVersionsMatterWhenTheyAreAnswered() {
    Assessment assessment =
        new AuditWorld()
            .assess(
                Rules.standard(),
                survey ->
                    with(
                        survey,
                        made ->
                            made.kind() == Kind.LEGACY
                                ? new Handshake(
                                    made.address(),
                                    Kind.LEGACY,
                                    Outcome.COMPLETED,
                                    new Session("TLSv1", "", ""),
                                    List.of(),
                                    Optional.empty(),
                                    made.demand(),
                                    Optional.empty(),
                                    made.elapsed(),
                                    "")
                                : made));
    assertThat(shown(assessment)).containsExactly("MEDIUM tls.legacy-accepted");
  }

  static Stream<Case> records() {
    return Stream.of(
        of("no CAA record", new AuditWorld().record("@ CAA", ""), "LOW caa.absent"),
        of(
            "a CAA record without an account",
            new AuditWorld().record("@ CAA", "@ CAA 0 issue \"ca.test\""),
            "INFO caa.unbound"),
        of(
            "a CAA record for another authority",
            new AuditWorld().issuer(authority("O=Let's Encrypt")),
            "MEDIUM caa.excludes-issuer"),
        of(
            "a CAA record for this authority",
            new AuditWorld()
                .issuer(authority("O=Let's Encrypt"))
                .record("@ CAA", "@ CAA 0 issue \"letsencrypt.org; accounturi=https://a.test/1\"")),
        of(
            "TLSA records that don't fit",
            tlsa("3 1 1 " + "00".repeat(32), "3 1 1 " + "11".repeat(32)),
            "HIGH tlsa.mismatch"),
        of(
            "one TLSA record, which fits",
            tlsa("2 0 1 " + Sha256.hex(der(CA))),
            "INFO tlsa.no-rollover"),
        of(
            "TLSA records of which one fits",
            tlsa("2 0 1 " + Sha256.hex(der(CA)), "3 1 1 " + "11".repeat(32))),
        of(
            "TLSA records in an unsigned zone",
            tlsa("3 1 1 " + "00".repeat(32)).zone(zone -> zone.unsigned()),
            "INFO dnssec.insecure-delegation",
            "LOW tlsa.unsigned"),
        of(
            "an HTTPS record with a foreign hint",
            new AuditWorld().add("api HTTPS 1 . alpn=h2 ipv4hint=127.0.1.77"),
            "LOW https-record.differs"),
        of(
            "an HTTPS record with HTTP/2, which the server doesn't speak",
            new AuditWorld().add("api HTTPS 1 . alpn=h2").peer(peer -> peer.http1Only()),
            "LOW https-record.differs"),
        of(
            "an HTTPS record in line",
            new AuditWorld().add("api HTTPS 1 . alpn=h2,h3 ipv4hint=" + ADDRESS)));
  }

  /** An authority below the root, in the form of one that CAA records name. */
  private static TestCa authority(String subject) {
    return CA.odd().authority("unused", 0).subject(subject).issuing();
  }

  private static byte[] der(TestCa ca) {
    try {
      return ca.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** At any port: a wildcard stands for it, as the port is known only later. */
  private static AuditWorld tlsa(String... data) {
    AuditWorld world = new AuditWorld();
    for (String record : data) {
      world.add("*._tcp.api TLSA " + record);
    }
    return world;
  }

  private static Survey answering(Survey survey, HttpFacts http) {
    return new Survey(
        survey.endpoint(),
        survey.at(),
        survey.names(),
        survey.zone(),
        survey.parents(),
        survey.handshakes(),
        Optional.of(http),
        survey.plan(),
        survey.questions());
  }

  private static HttpFacts http(int status, String location, boolean hsts, int cleartext) {
    return new HttpFacts(status, location, "application/json", "", hsts, cleartext, "");
  }

  static Stream<Case> callers() {
    SpkiPin own = SpkiPin.of(CA.certificate());
    return Stream.of(
        of(
            "pins of other keys",
            new AuditWorld()
                .policy(
                    policy ->
                        policy
                            .pins(TestInternet.SPARE_PIN, TestInternet.OTHER_SPARE_PIN)
                            .pinsExpire(LocalDate.of(2030, 1, 1))),
            "HIGH pin.not-in-path"),
        of(
            "pins that end in ten days",
            new AuditWorld()
                .policy(
                    policy ->
                        policy
                            .pins(own, TestInternet.SPARE_PIN)
                            .pinsExpire(LocalDate.of(2026, 6, 11))),
            "LOW pin.expires-soon"),
        of(
            "pins that ended",
            new AuditWorld()
                .policy(
                    policy ->
                        policy
                            .pins(own, TestInternet.SPARE_PIN)
                            .pinsExpire(LocalDate.of(2026, 5, 1))),
            "MEDIUM pin.expired"),
        of(
            "an alias out of scope",
            new AuditWorld()
                .record("api ", "api CNAME www.elsewhere.test.")
                .others(world -> world.zone("elsewhere.test", z -> z.record("www A " + ADDRESS)))
                .policy(policy -> policy.aliasOwners("cloud.test")),
            "HIGH name.alias-out-of-scope"),
        of(
            "an address out of scope",
            new AuditWorld().policy(policy -> policy.addresses("192.0.2.0/24")),
            "HIGH address.out-of-scope"),
        new Case(
            "a pin of the server's key, which changes",
            new AuditWorld()
                .policy(
                    policy ->
                        policy
                            .pins(Pin.parse("leaf:" + TestInternet.SPARE_PIN), own)
                            .pinsExpire(LocalDate.of(2030, 1, 1))),
            Rules.standard().with(endpoint -> Optional.of(false)),
            survey -> survey,
            List.of("MEDIUM pin.unstable")),
        edited(
            "a redirect to another host",
            survey -> answering(survey, http(302, "login.elsewhere.test", true, 0)),
            "MEDIUM http.redirects-elsewhere"),
        edited("a redirect to itself", survey -> answering(survey, http(301, HOST, true, 301))),
        edited(
            "an answer in the clear",
            survey -> answering(survey, http(200, "", true, 200)),
            "MEDIUM http.cleartext-open"),
        edited(
            "no word to browsers",
            survey -> answering(survey, http(200, "", false, 0)),
            "INFO http.hsts-absent"),
        of(
            "a hosts file that leads elsewhere",
            new AuditWorld()
                .plan(
                    plan ->
                        plan.withSystem(
                            host -> List.of(InetAddress.getByAddress(new byte[] {10, 0, 0, 1})))),
            "MEDIUM system.diverges"),
        of(
            "a system that agrees",
            new AuditWorld()
                .plan(plan -> plan.withSystem(host -> List.of(InetAddress.getByName(ADDRESS))))));
  }

  @Test
  void pinsMakeUpForAnUnsignedZone() {
    Assessment assessment =
        new AuditWorld()
            .zone(zone -> zone.unsigned())
            .policy(
                policy ->
                    policy
                        .pins(SpkiPin.of(CA.certificate()), TestInternet.SPARE_PIN)
                        .pinsExpire(LocalDate.of(2030, 1, 1)))
            .assess();
    assertThat(assessment.remarks()).isEmpty();
    assertThat(assessment.mayCall()).isEqualTo(MayCall.COMPENSATED);
    assertThat(assessment.compensated())
        .singleElement()
        .satisfies(
            made -> {
              assertThat(made.remark().id()).isEqualTo(Reason.INSECURE_DELEGATION.code());
              assertThat(made.control()).isEqualTo("pins of the policy");
            });
  }

  @Test
  void aliasOwnersMakeUpForAnUnsignedHop() {
    Assessment assessment =
        new AuditWorld()
            .record("api ", "api CNAME www.plain.test.")
            .others(
                world ->
                    world.zone("plain.test", zone -> zone.unsigned().record("www A " + ADDRESS)))
            .policy(policy -> policy.aliasOwners("plain.test"))
            .assess();
    assertThat(shown(assessment)).containsExactly("INFO dnssec.insecure-delegation");
    assertThat(assessment.compensated())
        .extracting(made -> made.remark().id())
        .containsExactly("dnssec.weakest-hop");
  }

  @Test
  void saysWhyACallWouldBeRefused() {
    Assessment assessment = new AuditWorld().issuer(TestCa.create("Other CA")).assess();
    assertThat(assessment.mayCall()).isEqualTo(MayCall.NO);
    assertThat(assessment.why()).contains("path.issuer-unknown");
    assertThat(new AuditWorld().plan(plan -> plan.passive()).assess().mayCall())
        .isEqualTo(MayCall.UNKNOWN);
    assertThat(new AuditWorld().harm(Harm.dropRrsigs(HOST, Type.A)).assess().mayCall())
        .isEqualTo(MayCall.NO);
  }

  private static ValidatedAnswer addresses(AuditWorld world) {
    return world.plan(SurveyPlan::passive).assess().survey().names().ipv4();
  }

  private static Assessment besides(AuditWorld world, ValidatedAnswer... others) {
    List<UpstreamView> views =
        Stream.of(others).map(answer -> new UpstreamView("dns.other.test", answer)).toList();
    return world.assess(
        Rules.standard(),
        survey -> {
          NameFacts names = survey.names();
          return new Survey(
              survey.endpoint(),
              survey.at(),
              new NameFacts(
                  names.ipv4(),
                  names.ipv6(),
                  names.https(),
                  names.addresses(),
                  names.special(),
                  views,
                  names.system(),
                  names.refusal()),
              survey.zone(),
              survey.parents(),
              survey.handshakes(),
              survey.http(),
              survey.plan(),
              survey.questions());
        });
  }

  @Test
  void anotherUpstreamThatAgreesIsNoRemark() {
    assertThat(shown(besides(new AuditWorld(), addresses(new AuditWorld())))).isEmpty();
  }

  @Test
  void anotherUpstreamWithOtherRecordsOrAnotherVerdictIsOne() {
    ValidatedAnswer moved = addresses(new AuditWorld().record("api ", "api A 127.0.1.77"));
    ValidatedAnswer stripped = addresses(new AuditWorld().harm(Harm.dropRrsigs(HOST, Type.A)));

    assertThat(shown(besides(new AuditWorld(), moved)))
        .containsExactly("HIGH dnssec.upstreams-differ");
    assertThat(shown(besides(new AuditWorld(), stripped)))
        .containsExactly("HIGH dnssec.upstreams-differ");
  }

  @Test
  void aBrokenNameIsTheUpstreamsFaultIfAnotherOneProvesIt() {
    AuditWorld broken = new AuditWorld().harm(Harm.dropRrsigs(HOST, Type.A));
    ValidatedAnswer proven = addresses(new AuditWorld());
    ValidatedAnswer alike = addresses(new AuditWorld().harm(Harm.dropRrsigs(HOST, Type.A)));

    assertThat(shown(besides(broken, proven))).containsExactly("HIGH dnssec.upstreams-differ");
    assertThat(besides(broken, alike).remarks())
        .singleElement()
        .satisfies(
            remark -> {
              assertThat(remark.id()).isEqualTo("dnssec.signature-missing");
              assertThat(remark.confidence()).isEqualTo(Confidence.PROVEN);
              assertThat(remark.seen()).endsWith("; seen by 2 of 2 upstreams");
            });
  }

  /** Rules for public authorities aren't for private ones, wherever their root is configured. */
  @Test
  void aPrivateAuthorityHasNoPublicRules() {
    TestCa other = TestCa.create("A public authority");
    Assessment assessment =
        certified(odd -> odd.timestamps())
            .plan(plan -> plan.withPublicRoots(TrustRoots.of(other.certificate())))
            .assess();
    assertThat(assessment.remarks()).isEmpty();
  }

  /** A free name of a service isn't an unregistered domain, though it is a public suffix's. */
  @Test
  void aNameOfAServiceIsNoRegisteredDomain() {
    Assessment assessment =
        new AuditWorld()
            .record("api ", "api CNAME gone.azurewebsites.net.")
            .others(world -> world.zone("azurewebsites.net"))
            .plan(plan -> plan.withRegistrable(name -> name))
            .assess();
    assertThat(assessment.remarks())
        .extracting(Remark::id)
        .doesNotContain("name.alias-target-unregistered")
        .contains("name.alias-dangling");
  }

  @Test
  void anUnansweredNameIsNotJudged() {
    Assessment assessment =
        new AuditWorld()
            .harm(
                Harm.rcode(HOST, Type.A, Rcode.SERVFAIL)
                    .and(Harm.rcode(HOST, Type.AAAA, Rcode.SERVFAIL)))
            .assess();
    assertThat(assessment.mayCall()).isEqualTo(MayCall.UNKNOWN);
    assertThat(shown(assessment)).containsExactly("MEDIUM name.zone-lame");
  }

  @Test
  void fingerprintsStayTheSame() {
    Remark first = new AuditWorld().record("@ CAA", "").assess().remarks().get(0);
    Remark again = new AuditWorld().record("@ CAA", "").assess().remarks().get(0);
    assertThat(first.fingerprint()).hasSize(16).matches("[0-9a-f]+");
    assertThat(again.endpoint()).isNotEqualTo(first.endpoint()); // another port each time
    assertThat(
            new Remark(
                    again.id(),
                    again.concern(),
                    Severity.HIGH,
                    again.confidence(),
                    again.whose(),
                    first.endpoint(),
                    again.subject(),
                    "something else",
                    "")
                .fingerprint())
        .isEqualTo(first.fingerprint());
  }
}
