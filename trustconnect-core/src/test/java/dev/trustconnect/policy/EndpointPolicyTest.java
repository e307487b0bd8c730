package dev.trustconnect.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.Pin;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.time.LocalDate;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy says all it asks for in one sentence, and whatever it asks for makes it another one. */
class EndpointPolicyTest {
  private static final Pin PIN_A = TestInternet.SPARE_PIN;
  private static final Pin PIN_B = TestInternet.OTHER_SPARE_PIN;
  private static final TrustRoots SPIRE = TrustRoots.of(TestCa.create("SPIRE").certificate());
  private static final LocalDate DAY = LocalDate.of(2027, 6, 30);

  private static EndpointPolicy.Builder api() {
    return EndpointPolicy.forHost("api.example.test");
  }

  static Stream<UnaryOperator<EndpointPolicy.Builder>> wishes() {
    return Stream.of(
        EndpointPolicy.Builder::reportOnly,
        EndpointPolicy.Builder::requireSecure,
        EndpointPolicy.Builder::requireBoundAddress,
        EndpointPolicy.Builder::requireFreshAnswers,
        p -> p.roots(TrustRoots.of(TestCa.create("One").certificate())),
        p -> p.roots(TrustRoots.system()),
        p -> p.pins(PIN_A, PIN_B).pinsExpire(DAY),
        p -> p.pins(PIN_A, PIN_B).pinsExpire(DAY.plusDays(1)),
        p -> p.pins(PIN_A, Pin.parse("leaf:" + PIN_B)).pinsExpire(DAY),
        p -> p.addresses("198.18.7.0/24"),
        p -> p.addresses("198.18.7.0/25"),
        p -> p.aliasOwners("cdn.example"),
        p -> p.credentials("x-own"),
        p -> p.credentialRule(CredentialRule.STRIP),
        p -> p.identity("payments"),
        p -> p.identity("reports"),
        p -> p.roots(SPIRE).peerId("spiffe://corp.example/a"),
        p -> p.roots(SPIRE).peerId("spiffe://corp.example/b"),
        p -> p.credentials("x-own").credentialRule(CredentialRule.STRIP));
  }

  @Test
  void everySettingMakesAnotherPolicy() {
    List<EndpointPolicy> policies =
        Stream.concat(Stream.of(api()), wishes().map(wish -> wish.apply(api())))
            .map(EndpointPolicy.Builder::build)
            .toList();

    assertThat(policies).doesNotHaveDuplicates();
    assertThat(policies.stream().map(EndpointPolicy::fingerprint)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("wishes")
  void sameSettingsMakeEqualPolicies(UnaryOperator<EndpointPolicy.Builder> wish) {
    EndpointPolicy.Builder builder = wish.apply(api());

    assertThat(builder.build()).isEqualTo(builder.build()).hasSameHashCodeAs(builder.build());
    assertThat(builder.build().fingerprint()).isEqualTo(builder.build().fingerprint());
  }

  @Test
  void repeatedCallsAdd() {
    EndpointPolicy twoCalls =
        api()
            .credentials("x-one")
            .credentials("X-Two")
            .addresses("198.18.7.0/24")
            .addresses("198.18.8.0/24")
            .aliasOwners("cdn.example")
            .aliasOwners("edge.example")
            .pins(PIN_A)
            .pins(PIN_B)
            .pinsExpire(DAY)
            .build();

    EndpointPolicy oneCall =
        api()
            .credentials("x-one", "x-two")
            .addresses("198.18.7.0/24", "198.18.8.0/24")
            .aliasOwners("cdn.example", "edge.example")
            .pins(PIN_A, PIN_B)
            .pinsExpire(DAY)
            .build();
    assertThat(twoCalls).isEqualTo(oneCall);
    assertThat(twoCalls.credentials()).containsExactly("x-one", "x-two");
    assertThat(twoCalls.addresses()).hasSize(2);
    assertThat(twoCalls.aliasOwners()).hasSize(2);
    assertThat(twoCalls.pins().orElseThrow().pins()).containsExactly(PIN_A, PIN_B);
  }

  @Test
  void builtPolicyKeepsItsOwnLists() {
    EndpointPolicy.Builder builder = api().credentials("x-one").addresses("198.18.7.0/24");
    EndpointPolicy before = builder.build();

    builder.credentials("x-two").addresses("198.18.8.0/24").aliasOwners("cdn.example");

    assertThat(before)
        .isEqualTo(api().credentials("x-one").addresses("198.18.7.0/24").build())
        .isNotEqualTo(builder.build());
  }

  /** Otherwise the first half of a list would be in force, without the caller noticing. */
  @Test
  void refusedCallAddsNothing() {
    EndpointPolicy.Builder builder = api();

    assertThatThrownBy(() -> builder.credentials("x-one", "x key"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.addresses("198.18.7.0/24", "nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.aliasOwners("cdn.example", "::1"))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(builder.build()).isEqualTo(api().build());
  }

  @Test
  void policyReadsAsASentence() {
    EndpointPolicy policy =
        api()
            .requireSecure()
            .aliasOwners("cdn.example")
            .addresses("198.18.7.0/24")
            .requireBoundAddress()
            .pins(PIN_A, PIN_B)
            .pinsExpire(DAY)
            .credentials("X-Own")
            .build();

    assertThat(policy)
        .hasToString(
            "api.example.test must have a SECURE name; aliases only into cdn.example; addresses in"
                + " 198.18.7.0/24; a peer address that can be seen; a path to the roots of every"
                + " host; one of the pins "
                + PIN_A
                + " or "
                + PIN_B
                + ", to be renewed by 2027-06-30; that x-own go to no other host");
    assertThat(api().build().toString())
        .startsWith("api.example.test must have a name that is SECURE or proven INSECURE; public ");
    assertThat(api().reportOnly().build().toString())
        .startsWith("api.example.test should have (rep");
  }

  @Test
  void pinsNeedABackupAndADay() {
    assertThatThrownBy(() -> api().pins(PIN_A).pinsExpire(DAY).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pins need a backup: only " + PIN_A + " given");
    assertThatThrownBy(() -> api().pins(PIN_A, Pin.parse("leaf:" + PIN_A)).pinsExpire(DAY).build())
        .hasMessageContaining("pins need a backup");
    assertThatThrownBy(() -> api().pins(PIN_A, PIN_B).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pinsExpire(…) is missing");
    assertThatThrownBy(() -> api().pinsExpire(DAY).build()).hasMessageContaining("none given");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x key", "x:key", "", "schlüssel"})
  void headerNameIsAToken(String name) {
    assertThatThrownBy(() -> api().credentials(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  /**
   * RFC 9110 §5.6.2 allows the character; a policy that protects nothing must not look like one.
   */
  @ParameterizedTest
  @ValueSource(strings = {"*", "x-*", "*-key", "x-*-key", "**"})
  void headerNameIsNotAPattern(String name) {
    assertThatThrownBy(() -> api().credentials("x-own", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + name + "' is a pattern; name each header, such as x-api-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.1", "*", "*.", "*.test", "a.*.test", "**.example.test", "", "[::1]"})
  void patternIsAHostOrOneLabelBelowADomain(String pattern) {
    assertThatThrownBy(() -> EndpointPolicy.forHost(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sentenceNamesTheIdentityAndThePeer() {
    assertThat(api().roots(SPIRE).peerId("spiffe://corp.example/a").identity("payments").build())
        .asString()
        .contains("the SPIFFE ID spiffe://corp.example/a and a path to only the root ")
        .endsWith("; client identity 'payments' if the server asks for one");
  }

  @Test
  void keysAreNamedByPinsAndByRootsThatAreNotTheRuntimes() {
    assertThat(api().build().namesKeys()).isFalse();
    assertThat(api().roots(TrustRoots.system()).build().namesKeys()).isFalse();
    assertThat(api().roots(SPIRE).build().namesKeys()).isTrue();
    assertThat(api().pins(PIN_A, PIN_B).pinsExpire(DAY).build().namesKeys()).isTrue();
  }

  @Test
  void spiffeIdNeedsRootsThatAreNotTheRuntimes() {
    EndpointPolicy.Builder policy = api().peerId("spiffe://corp.example/a");
    assertThatThrownBy(policy::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("roots(…) is missing");
    policy.roots(TrustRoots.system());
    assertThatThrownBy(policy::build).isInstanceOf(IllegalStateException.class);
    assertThat(policy.roots(SPIRE).build().peerId()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "ä"})
  void identityHasAName(String name) {
    assertThatThrownBy(() -> api().identity(name))
        .hasMessageStartingWith("not the name of an identity");
    assertThat(api().identity("a.b-c_1").build().identity()).contains("a.b-c_1");
  }
}
