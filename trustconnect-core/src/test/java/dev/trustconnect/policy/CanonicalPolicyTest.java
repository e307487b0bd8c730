package dev.trustconnect.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.CertificatePin;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.testing.TestCa;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The form that a policy's fingerprint is taken of; fingerprints stand in audit logs for years. */
class CanonicalPolicyTest {
  private static final String A = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String B = "sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
  private static final LocalDate DAY = LocalDate.of(2027, 6, 30);

  private static EndpointPolicy.Builder api() {
    return EndpointPolicy.forHost("api.example.test");
  }

  /** The hashes are those of sha256sum over these lines. */
  @Test
  void fingerprintsAreFixed() {
    EndpointPolicy plain = api().build();
    EndpointPolicy full =
        EndpointPolicy.forHost("*.example.test")
            .reportOnly()
            .requireSecure()
            .pins(Pin.parse(B), Pin.parse("leaf:" + A))
            .pinsExpire(DAY)
            .addresses("2001:db8::/32", "198.18.7.0/24")
            .aliasOwners("edge.example", "cdn.example")
            .requireBoundAddress()
            .requireFreshAnswers()
            .credentials("x-b", "X-A")
            .credentialRule(EndpointPolicy.CredentialRule.STRIP)
            .build();
    EndpointPolicy granting = api().identity("payments").build();

    assertThat(CanonicalPolicy.of(plain))
        .isEqualTo(
            """
            trustconnect-policy=1
            host=api.example.test
            mode=ENFORCE
            dnssec=ALLOW_PROVEN_INSECURE
            requireBoundAddress=false
            requireFreshAnswers=false
            credentialRule=REFUSE
            """);
    assertThat(plain.fingerprint())
        .isEqualTo("60ef806a7cbfacb9bf39fc51a5f13ffdd4abede4dbd37de9b88bd3e7ac863f20");
    assertThat(CanonicalPolicy.of(granting))
        .isEqualTo(CanonicalPolicy.of(plain) + "identity=payments\n");
    assertThat(CanonicalPolicy.of(full))
        .isEqualTo(
            """
            trustconnect-policy=1
            host=*.example.test
            mode=REPORT_ONLY
            dnssec=REQUIRE_SECURE
            pins=leaf:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
            pins=sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=
            pinsExpire=2027-06-30
            addresses=198.18.7.0/24
            addresses=2001:db8:0:0:0:0:0:0/32
            aliasOwners=cdn.example
            aliasOwners=edge.example
            requireBoundAddress=true
            requireFreshAnswers=true
            credentials=x-a
            credentials=x-b
            credentialRule=STRIP
            """);
    assertThat(full.fingerprint())
        .isEqualTo("32bd7d2cb4ec00f2b3228e5e327bcb6c1ba3a46b09cafab27b122b69acc42855");
  }

  @Test
  void rootsCountByTheirCertificates() {
    TestCa one = TestCa.create("One");
    TestCa two = TestCa.create("Two");
    EndpointPolicy both = api().roots(TrustRoots.of(one.certificate(), two.certificate())).build();
    EndpointPolicy turned =
        api().roots(TrustRoots.of(two.certificate(), one.certificate())).build();

    assertThat(CanonicalPolicy.of(both))
        .contains("roots=" + CertificatePin.of(one.certificate()) + "\n")
        .contains("roots=" + CertificatePin.of(two.certificate()) + "\n");
    assertThat(both).isEqualTo(turned).hasSameHashCodeAs(turned);
    assertThat(both.fingerprint()).isEqualTo(turned.fingerprint());
    assertThat(both).isNotEqualTo(api().roots(TrustRoots.of(one.certificate())).build());
  }

  /** The runtime's roots bring the runtime's own rules with them. */
  @Test
  void rootsOfTheRuntimeAreNotTheSameAsThoseGiven() {
    TrustRoots runtimes = TrustRoots.system();
    TrustRoots given = TrustRoots.of(List.copyOf(runtimes.certificates()));

    assertThat(api().roots(runtimes).build()).isNotEqualTo(api().roots(given).build());
    assertThat(api().roots(runtimes).build().fingerprint())
        .isNotEqualTo(api().roots(given).build().fingerprint());
  }

  @Test
  void orderAndRepetitionDoNotMatter() {
    EndpointPolicy one =
        api()
            .pins(Pin.parse(A), Pin.parse(B))
            .pinsExpire(DAY)
            .addresses("198.18.7.0/24", "198.18.8.0/24")
            .aliasOwners("cdn.example", "edge.example")
            .credentials("x-a", "x-b")
            .build();
    EndpointPolicy turned =
        api()
            .credentials("x-b", "X-A", "x-a")
            .aliasOwners("edge.example", "cdn.example", "CDN.example.")
            .addresses("198.18.8.0/24", "198.18.7.0/24", "198.18.8.0/24")
            .pinsExpire(DAY)
            .pins(Pin.parse(B), Pin.parse(A))
            .build();

    assertThat(one).isEqualTo(turned).hasSameHashCodeAs(turned);
    assertThat(one.fingerprint()).isEqualTo(turned.fingerprint());
    assertThat(Set.of(one)).contains(turned);
  }

  /** Two settings can't change places, and no value can be cut in another way. */
  @Test
  void equalWordsInOtherSettingsAreOtherPolicies() {
    List<EndpointPolicy> policies =
        List.of(
            api().credentials("a", "b.example").build(),
            api().credentials("a").aliasOwners("b.example").build(),
            api().aliasOwners("a", "b.example").build(),
            api().aliasOwners("a.b.example").build(),
            api().credentials("ab.example").build(),
            api().credentials("a|b.example").build(),
            api().addresses("198.18.0.0/15").build(),
            api().addresses("198.18.0.0/16", "198.19.0.0/16").build());

    assertThat(policies).doesNotHaveDuplicates();
    assertThat(policies.stream().map(EndpointPolicy::fingerprint).collect(Collectors.toSet()))
        .hasSameSizeAs(policies);
  }
}
