package dev.trustconnect.remark;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.OddCertificate;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.ZoneBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One endpoint, {@code api.example.test}, about which there is nothing to remark, until a test
 * changes something. Not thread-safe.
 */
final class AuditWorld {
  static final String HOST = "api.example.test";
  static final String ADDRESS = "127.0.1.10";
  static final TestCa CA = TestCa.create("Audit Test CA");

  private final List<String> records =
      new ArrayList<>(
          List.of(
              "api A " + ADDRESS,
              "@ NS ns1",
              "ns1 A 192.0.2.53",
              "@ NS ns.operator.test.",
              "@ CAA 0 issue \"ca.test; accounturi=https://ca.test/account/1\""));
  private Consumer<ZoneBuilder> zone = plan -> {};
  private Consumer<SignedWorld.Builder> others = world -> {};
  private UnaryOperator<OddCertificate> certificate = odd -> odd;
  private UnaryOperator<TlsPeer.Builder> peer = builder -> builder;
  private UnaryOperator<TestCa.Identity> chain = identity -> identity;
  private UnaryOperator<EndpointPolicy.Builder> policy = builder -> null;
  private UnaryOperator<SurveyPlan> plan = usual -> usual;
  private Harm harm = Harm.none();
  private TestCa issuer = CA;
  private String host = HOST;
  private AddressRules addresses = AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC);

  /** Replaces the record with this start, or adds it. */
  AuditWorld record(String start, String line) {
    records.removeIf(old -> old.startsWith(start));
    if (!line.isEmpty()) {
      records.add(line);
    }
    return this;
  }

  AuditWorld add(String line) {
    records.add(line);
    return this;
  }

  AuditWorld zone(Consumer<ZoneBuilder> change) {
    zone = zone.andThen(change);
    return this;
  }

  AuditWorld others(Consumer<SignedWorld.Builder> more) {
    others = others.andThen(more);
    return this;
  }

  AuditWorld certificate(UnaryOperator<OddCertificate> change) {
    certificate = change;
    return this;
  }

  AuditWorld issuer(TestCa other) {
    issuer = other;
    return this;
  }

  AuditWorld chain(UnaryOperator<TestCa.Identity> change) {
    chain = change;
    return this;
  }

  AuditWorld peer(UnaryOperator<TlsPeer.Builder> change) {
    peer = change;
    return this;
  }

  AuditWorld policy(UnaryOperator<EndpointPolicy.Builder> change) {
    policy = change;
    return this;
  }

  AuditWorld plan(UnaryOperator<SurveyPlan> change) {
    plan = change;
    return this;
  }

  AuditWorld harm(Harm some) {
    harm = some;
    return this;
  }

  AuditWorld host(String other) {
    host = other;
    return this;
  }

  AuditWorld addresses(AddressRules rules) {
    addresses = rules;
    return this;
  }

  /** A certificate with everything that a public one has today. */
  static OddCertificate usual(TestCa issuer, String... names) {
    return issuer
        .odd(names)
        .from(SignedWorld.NOW.minus(Duration.ofDays(20)))
        .to(SignedWorld.NOW.plus(Duration.ofDays(70)))
        .timestamps(1, 2)
        .extension("2.5.29.31", new byte[] {0x30, 0}); // names a revocation list
  }

  private SignedWorld world() {
    SignedWorld.Builder builder =
        SignedWorld.builder()
            .zone(
                "example.test",
                made -> {
                  records.forEach(made::record);
                  zone.accept(made);
                })
            .zone("operator.test", made -> made.record("ns A 192.0.2.54"));
    others.accept(builder);
    return builder.build();
  }

  /** The last two labels. */
  static String registrable(String name) {
    String[] labels = name.split("\\.");
    int from = Math.max(0, labels.length - 2);
    return String.join(".", List.of(labels).subList(from, labels.length));
  }

  Assessment assess() {
    return assess(Rules.standard(), survey -> survey);
  }

  Assessment assess(Rules rules, UnaryOperator<Survey> change) {
    EndpointPolicy judgedBy =
        Optional.ofNullable(policy.apply(EndpointPolicy.forHost(host)))
            .map(EndpointPolicy.Builder::build)
            .orElse(null);
    TestCa.Identity identity = chain.apply(certificate.apply(usual(issuer, host)).identity());
    try (TestInternet internet = new TestInternet(world());
        TlsPeer server = peer.apply(TlsPeer.builder(identity).address(ADDRESS)).start();
        TrustConnect trust =
            internet
                .trust()
                .addressRules(addresses)
                .roots(TrustRoots.of(CA.certificate()))
                .policies(
                    judgedBy == null ? new EndpointPolicy[0] : new EndpointPolicy[] {judgedBy})
                .build()) {
      internet.harm(harm);
      SurveyPlan all =
          plan.apply(
              SurveyPlan.standard()
                  .withRegistrable(AuditWorld::registrable)
                  .withPublicRoots(TrustRoots.of(CA.certificate())));
      Survey survey =
          trust.surveyor().survey(new Endpoint(HostName.parse(host), server.port()), all);
      return rules.assess(change.apply(survey), judgedBy);
    }
  }
}
