package dev.trustconnect.remark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.OtherUpstream;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** What several endpoints have in common is said once. */
class RootCausesTest {
  private static final List<String> HOSTS =
      List.of("api.one.test", "api.two.test", "api.three.test");

  private final TestInternet internet = new TestInternet(world());

  private static SignedWorld world() {
    SignedWorld.Builder world = SignedWorld.builder();
    for (String zone : List.of("one.test", "two.test", "three.test")) {
      world.zone(zone, plan -> plan.record("api A 127.0.1.10"));
    }
    return world.build();
  }

  @AfterEach
  void stop() {
    internet.close();
  }

  private List<Assessment> assess(SurveyPlan plan, int port) {
    EndpointPolicy[] policies =
        HOSTS.stream()
            .map(host -> TestInternet.policy(host).build())
            .toArray(EndpointPolicy[]::new);
    List<Assessment> all = new ArrayList<>();
    try (TrustConnect trust = internet.trust().policies(policies).build();
        TrustConnect other = internet.trust().build()) {
      SurveyPlan both =
          plan.connects()
              ? plan
              : plan.withOthers(List.of(new OtherUpstream("other", other.lookups())));
      for (String host : HOSTS) {
        Endpoint endpoint = new Endpoint(HostName.parse(host), port);
        all.add(Rules.standard().assess(trust.surveyor().survey(endpoint, both), null));
      }
    }
    return all;
  }

  private List<Assessment> byName(SurveyPlan plan) {
    return assess(plan.passive(), 443);
  }

  private static SurveyPlan registrable() {
    return SurveyPlan.standard().withRegistrable(name -> name.substring(name.indexOf('.') + 1));
  }

  @Test
  void healthyEndpointsHaveNothingInCommon() {
    assertThat(RootCauses.of(byName(registrable()))).isEmpty();
  }

  @Test
  void oneBrokenRegistryIsOneCauseForAllBelowIt() {
    internet.harm(Harm.expire("test", Type.DNSKEY));

    List<RootCause> causes = RootCauses.of(byName(registrable()));

    assertThat(causes).hasSize(1);
    RootCause cause = causes.get(0);
    assertThat(cause.kind()).isEqualTo(RootCause.Kind.BROKEN_LINK);
    assertThat(cause.endpoints()).extracting(endpoint -> endpoint.host().ascii()).isEqualTo(HOSTS);
    assertThat(cause.toString())
        .startsWith("test. DNSKEY")
        .contains("is broken [dnssec.signature-expired], seen by 2 of 2 upstreams")
        .endsWith("; 3 endpoints below it; nothing of yours");
  }

  /** Without knowledge of registered domains only the root and top-level domains are above. */
  @Test
  void topLevelDomainIsAboveAlsoIfRegisteredDomainsAreNotKnown() {
    internet.harm(Harm.expire("test", Type.DNSKEY));

    assertThat(RootCauses.of(byName(SurveyPlan.standard())))
        .extracting(RootCause::isAbove)
        .containsExactly(true);
  }

  @Test
  void zoneThatIsTheOwnersOwnIsNotAbove() {
    internet.harm(Harm.expire("test", Type.DNSKEY));

    assertThat(RootCauses.of(byName(SurveyPlan.standard().withRegistrable(name -> "test"))))
        .extracting(RootCause::isAbove)
        .containsExactly(false);
  }

  @Test
  void oneBrokenEndpointIsNoCommonCause() {
    internet.harm(Harm.expire("api.one.test", Type.A));

    List<Assessment> assessments = byName(registrable());

    assertThat(assessments.get(0).has(Severity.CRITICAL)).isTrue();
    assertThat(RootCauses.of(assessments)).isEmpty();
  }

  @Test
  void causeExplainsTheRemarksOfItsEndpointsAlone() {
    internet.harm(Harm.expire("test", Type.DNSKEY));
    List<Assessment> assessments = byName(registrable());

    RootCause cause = RootCauses.of(assessments.subList(0, 2)).get(0);

    assertThat(assessments.stream().map(one -> cause.explains(one.worst().orElseThrow())))
        .containsExactly(true, true, false);
  }

  @Test
  void chainsThatEndInTheSameUnknownIssuerAreOneCause() {
    TestCa.Identity inspected =
        TestCa.create("Inspection Root\u001b[31m").server(HOSTS.toArray(String[]::new));
    try (TlsPeer peer = TlsPeer.builder(inspected).address("127.0.1.10").start()) {
      List<RootCause> causes = RootCauses.of(assess(SurveyPlan.standard(), peer.port()));

      assertThat(causes).hasSize(1);
      assertThat(causes.get(0).kind()).isEqualTo(RootCause.Kind.UNKNOWN_ISSUER);
      assertThat(causes.get(0).toString())
          .startsWith("3 chains end in an issuer that isn't trusted [path.issuer-unknown]")
          .contains("Inspection Root")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void certificatesThatServersIssuedToThemselvesHaveNothingInCommon() {
    TestCa.Identity alone = TestCa.selfSigned(HOSTS.toArray(String[]::new));
    try (TlsPeer peer = TlsPeer.builder(alone).address("127.0.1.10").start()) {
      List<Assessment> assessments = assess(SurveyPlan.standard(), peer.port());

      assertThat(assessments).allMatch(one -> one.has(Severity.CRITICAL));
      assertThat(RootCauses.of(assessments)).isEmpty();
    }
  }

  @Test
  void causeWithMostEndpointsComesFirst() {
    internet.harm(Harm.expire("test", Type.DNSKEY));
    List<Assessment> broken = byName(registrable());
    internet.heal();
    internet.harm(Harm.dropRrsigs("test", Type.DNSKEY));
    List<Assessment> other = byName(registrable());

    List<RootCause> causes =
        RootCauses.of(Stream.concat(other.subList(0, 2).stream(), broken.stream()).toList());

    assertThat(causes).extracting(cause -> cause.endpoints().size()).containsExactly(3, 2);
  }
}
