package dev.trustconnect.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.PolicyBook.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which policy holds for which host. */
class PolicyBookTest {
  private static final PolicyBook BOOK =
      PolicyBook.of(
          Profile.STRICT,
          List.of(
              EndpointPolicy.forHost("api.example.test").requireSecure().build(),
              EndpointPolicy.forHost("*.example.test").credentials("X-Own").build(),
              EndpointPolicy.forHost("*.deep.example.test").build()));

  @ParameterizedTest
  @CsvSource({
    "api.example.test, api.example.test",
    "other.example.test, *.example.test",
    "deep.example.test, *.example.test",
    "a.deep.example.test, *.deep.example.test",
    "a.b.example.test, ",
    "example.test, ",
    "test, ",
    "api.example.test.evil.test, ",
  })
  void mostSpecificPatternHolds(String host, String pattern) {
    assertThat(BOOK.policyFor(HostName.parse(host)).map(p -> p.hosts().toString()).orElse(null))
        .isEqualTo(pattern);
  }

  @Test
  void standardGivesOtherHostsTheDefaults() {
    PolicyBook book = PolicyBook.of(EndpointPolicy.forHost("api.example.test").build());
    HostName other = HostName.parse("elsewhere.test");

    assertThat(book.policyFor(other)).contains(EndpointPolicy.forHost("elsewhere.test").build());
    assertThat(book.isWrittenFor(other)).isFalse();
    assertThat(book.isWrittenFor(HostName.parse("api.example.test"))).isTrue();
  }

  @Test
  void twoPoliciesForOnePatternAreAnError() {
    EndpointPolicy one = EndpointPolicy.forHost("*.example.test").build();
    EndpointPolicy two = EndpointPolicy.forHost("*.EXAMPLE.test").requireSecure().build();

    assertThatThrownBy(() -> PolicyBook.of(one, two)).hasMessage("two policies for *.example.test");
  }

  /** STANDARD allows it with a warning, see the judge's tests. */
  @Test
  void strictGrantsNoIdentityToAnyPublicCertificate() {
    EndpointPolicy.Builder granting =
        EndpointPolicy.forHost("api.example.test").identity("payments");
    List<EndpointPolicy> bare = List.of(granting.build());
    assertThat(PolicyBook.of(Profile.STANDARD, bare).policies()).hasSize(1);

    assertThatThrownBy(() -> PolicyBook.of(Profile.STRICT, bare))
        .hasMessage(
            "the policy for api.example.test grants an identity to any server with a public"
                + " certificate for the name; profile STRICT wants roots, pins or requireSecure"
                + " there");

    List<EndpointPolicy> runtimes =
        List.of(
            EndpointPolicy.forHost("api.example.test")
                .roots(TrustRoots.system())
                .identity("payments")
                .build());
    assertThatThrownBy(() -> PolicyBook.of(Profile.STRICT, runtimes))
        .hasMessageContaining("grants an identity");
    assertThat(PolicyBook.of(Profile.STRICT, List.of(granting.requireSecure().build())).policies())
        .hasSize(1);
  }

  @Test
  void unknownIdentityIsAnError() {
    PolicyBook book =
        PolicyBook.of(EndpointPolicy.forHost("api.example.test").identity("payments").build());

    book.requireIdentities(List.of("reports", "payments"));
    assertThatThrownBy(() -> book.requireIdentities(List.of("reports", "paymnets")))
        .hasMessageEndingWith(
            "names identity 'payments', which there isn't; there are: reports, paymnets");
    assertThatThrownBy(() -> book.requireIdentities(List.of()))
        .hasMessageEndingWith("which there isn't; add it with identity(name, source)");
  }

  @Test
  void credentialsAreTheUsualOnesAndThoseOfEveryPolicy() {
    assertThat(BOOK.credentialNames())
        .containsAll(PolicyBook.USUAL_CREDENTIALS)
        .contains("x-own", "authorization", "x-api-key", "api-key", "x-goog-api-key")
        .contains("proxy-authorization", "x-auth-token", "cookie");
  }

  @Test
  void toStringNamesProfileAndNumberOfPolicies() {
    assertThat(BOOK).hasToString("STRICT with 3 policies");
    assertThat(PolicyBook.of(EndpointPolicy.forHost("api.example.test").build()))
        .hasToString("STANDARD with 1 policy");
  }

  @Test
  void hostOfOneLabelIsBelowNothing() {
    assertThat(BOOK.isWrittenFor(HostName.parse("test"))).isFalse();
  }

  @Test
  void bookHoldsAllItsPoliciesAndTheirSecrets() {
    EndpointPolicy host = EndpointPolicy.forHost("api.one.test").credentials("x-one").build();
    EndpointPolicy domain = EndpointPolicy.forHost("*.two.test").credentials("x-two").build();
    PolicyBook book = PolicyBook.of(host, domain);

    assertThat(book.policies()).containsExactlyInAnyOrder(host, domain);
    assertThat(book.credentialNames()).contains("x-one", "x-two", "authorization");
    assertThat(book.policyFor(HostName.parse("api.one.test"))).contains(host);
    assertThat(book.policyFor(HostName.parse("api.two.test"))).contains(domain);
    assertThat(book.isWrittenFor(HostName.parse("one.test"))).isFalse();
    assertThat(book.isWrittenFor(HostName.parse("two.test"))).isFalse();
  }
}
