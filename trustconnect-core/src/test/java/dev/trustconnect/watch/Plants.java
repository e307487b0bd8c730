package dev.trustconnect.watch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.Look;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.ZoneBuilder;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.xbill.DNS.Type;

/** What an endpoint looks like before and after a harm, as real surveys on loopback saw it. */
final class Plants {
  private static final String HOST = "api.example.test";
  private static final String END = "e1.cdn.test.";
  private static final String ADDRESS = "127.0.1.10";
  private static final TestCa ROOT = TestCa.create("Root,O=Authority");
  private static final TestCa SECOND_ROOT = TestCa.create("Second Root,O=Authority");
  private static final TestCa OTHER = TestCa.create("Other Root,O=Other Authority");
  private static final TestCa STRANGER = TestCa.create("Stranger,O=Stranger");
  private static final TestCa.Identity SERVER = ROOT.server(HOST);

  /**
   * One harm.
   *
   * @param code that must be reported
   */
  record Plant(String code, Sight before, Sight after) {}

  private final List<Plant> plants = new ArrayList<>();
  private final Judging judging;
  private final Survey healthy;
  private final Sight before;
  private final TrustLock lock;
  private final int port;
  private final EndpointPolicy policy =
      TestInternet.policy(HOST)
          .pins(SpkiPin.of(SERVER.certificate()), SpkiPin.of(ROOT.certificate()))
          .pinsExpire(LocalDate.of(2030, 1, 1))
          .build();

  private Plants() {
    this.judging = new Judging(host -> Optional.empty());
    try (TlsPeer peer = TlsPeer.builder(SERVER).address(ADDRESS).start()) {
      this.port = peer.port();
      this.healthy = survey(world(zone -> {}), peer.port());
    }
    this.lock = TrustLock.empty().with(Look.of(healthy).locked(LockState.empty()).orElseThrow());
    this.before = sight(healthy);
  }

  /** All of them. */
  static List<Plant> all() {
    Plants all = new Plants();
    all.ofNames();
    all.ofHandshakes();
    return all.plants;
  }

  private static SignedWorld world(Consumer<ZoneBuilder> change) {
    return world(zone -> zone.record("api CNAME " + END), change);
  }

  private static SignedWorld world(Consumer<ZoneBuilder> own, Consumer<ZoneBuilder> cdn) {
    return SignedWorld.builder()
        .zone("example.test", own)
        .zone("evil.test", zone -> zone.record("e1 A " + ADDRESS))
        .zone(
            "cdn.test",
            zone -> {
              zone.record("e1 A " + ADDRESS);
              cdn.accept(zone);
            })
        .build();
  }

  private static Survey survey(SignedWorld world, int port, EndpointPolicy... policies) {
    try (TestInternet internet = new TestInternet(world);
        TrustConnect trust =
            internet
                .trust()
                .roots(
                    TrustRoots.of(
                        ROOT.certificate(), SECOND_ROOT.certificate(), OTHER.certificate()))
                .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
                .policies(policies)
                .build()) {
      return trust
          .surveyor()
          .survey(new Endpoint(HostName.parse(HOST), port), SurveyPlan.standard().oneHandshake());
    }
  }

  private Sight sight(Survey survey) {
    SurveyingEye eye =
        new SurveyingEye(
            (endpoint, plan) -> survey,
            judging,
            SurveyPlan.standard(),
            lock,
            LockState.empty().after(lock, List.of(healthy)),
            WatchState.inMemory());
    Sight whole = eye.sight(survey);
    return new Sight(whole.names(), whole.tls(), whole.silence(), whole.noUpstream(), null);
  }

  private void name(String code, SignedWorld world) {
    try (TlsPeer peer = TlsPeer.builder(SERVER).address(ADDRESS).port(port).start()) {
      plants.add(new Plant(code, before, sight(survey(world, peer.port()))));
    }
  }

  private void ofNames() {
    SignedWorld usual = world(zone -> {});
    name("drift.alias-new", world(zone -> zone.record("api CNAME e1.evil.test."), zone -> {}));
    name("drift.alias-gone", world(zone -> zone.record("api A " + ADDRESS), zone -> {}));
    name("drift.signatures-gone", world(ZoneBuilder::unsigned));
    name("dnssec.signature-invalid", usual.harm(Harm.flipSignatureByte(END, Type.A)));
    name("dnssec.signature-expired", usual.harm(Harm.expire(END, Type.A)));
    name("dnssec.signature-not-yet-valid", usual.harm(Harm.notYetValid(END, Type.A)));
    name("dnssec.signature-missing", usual.harm(Harm.dropRrsigs(END, Type.A)));
    name("dnssec.signature-ends-soon", usual.harm(Harm.window(END, Type.A, -20, 1)));
    name("name.does-not-exist", world(zone -> zone.record("other A " + ADDRESS), zone -> {}));
    name("name.alias-dangling", world(z -> z.record("api CNAME gone.cdn.test."), zone -> {}));
    name("address.none", world(zone -> zone.record("api TXT x"), zone -> {}));
    name(
        "address.special-purpose",
        SignedWorld.builder()
            .zone("example.test", zone -> zone.record("api CNAME " + END))
            .zone("cdn.test", zone -> zone.record("e1 A 169.254.169.254"))
            .build());
  }

  private void served(String code, TestCa.Identity identity, String... protocols) {
    TlsPeer.Builder builder = TlsPeer.builder(identity).address(ADDRESS).port(port);
    if (protocols.length > 0) {
      builder.protocols(protocols);
    }
    try (TlsPeer peer = builder.start()) {
      plants.add(new Plant(code, before, sight(survey(world(zone -> {}), peer.port()))));
    }
  }

  private void ofHandshakes() {
    served("path.issuer-unknown", STRANGER.intermediate("Mid,O=Stranger").server(HOST));
    served("drift.authority-new", OTHER.server(HOST));
    served("drift.root-new", SECOND_ROOT.server(HOST));
    served("path.expired", ROOT.expiredServer(HOST));
    served("path.name-mismatch", ROOT.server("www.elsewhere.test"));
    served("path.self-signed", TestCa.selfSigned(HOST));
    served("path.key-weak", ROOT.odd(HOST).key("RSA", 1024).identity());
    served("drift.protocol-older", SERVER, "TLSv1.2");
    served(
        "path.purpose-not-server",
        ROOT.odd(HOST).purposes(KeyPurposeId.id_kp_clientAuth).identity());
    served(
        "path.renewal-due",
        ROOT.odd(HOST)
            .from(SignedWorld.NOW.minus(Duration.ofDays(80)))
            .to(SignedWorld.NOW.plus(Duration.ofDays(10)))
            .identity());
    pinned();
    plants.add(new Plant("address.unreachable", before, sight(survey(world(zone -> {}), port))));
  }

  private void pinned() {
    TestCa.Identity other = OTHER.server(HOST);
    try (TlsPeer peer = TlsPeer.builder(other).address(ADDRESS).port(port).start()) {
      Survey survey = survey(world(zone -> {}), peer.port(), policy);
      plants.add(new Plant("pin.not-in-path", before, sight(survey)));
    }
  }
}
