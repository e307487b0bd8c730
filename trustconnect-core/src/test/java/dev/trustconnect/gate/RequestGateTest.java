package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.policy.PolicyBook.Profile;
import dev.trustconnect.testing.TestInternet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests as adapters show them: what may leave, and what is said of what may not. */
class RequestGateTest {
  private static final String HOME = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final Map<String, String> KEY = Map.of("x-key", "a secret");
  private static final Map<String, String> TOKEN = Map.of("authorization", "a secret");
  private static final Map<String, String> OF_A_PROXY = Map.of("proxy-authorization", "a secret");
  private static final Leaving AT_HOME = leaving(HOME, 443, HOME, 443);
  private static final Leaving ELSEWHERE = leaving(HOME, 443, OTHER, 443);

  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();

  private static Leaving leaving(String home, int homePort, String host, int port) {
    return new Leaving(home, homePort, host, port, true, false, true, Map.of(), Map.of());
  }

  private static Leaving with(
      Leaving plain, Map<String, String> credentials, Map<String, String> atHome) {
    return new Leaving(
        plain.homeHost(),
        plain.homePort(),
        plain.host(),
        plain.port(),
        plain.encrypted(),
        plain.hasBody(),
        plain.strippable(),
        credentials,
        atHome);
  }

  private static Leaving with(Leaving plain, boolean encrypted, boolean body, boolean strip) {
    return new Leaving(
        plain.homeHost(),
        plain.homePort(),
        plain.host(),
        plain.port(),
        encrypted,
        body,
        strip,
        plain.credentials(),
        plain.homeCredentials());
  }

  private static EndpointPolicy.Builder home() {
    return TestInternet.policy(HOME).credentials("x-key");
  }

  private static EndpointPolicy other() {
    return TestInternet.policy(OTHER).credentials("x-other").build();
  }

  private TrustConnect trust(EndpointPolicy... policies) {
    return TestInternet.usual().trust().policies(policies).audit(events::add).build();
  }

  /** An allowed request is sent whole, and the audit log notes it. */
  private enum Allowed {
    NOTHING_SECRET(AT_HOME),
    DECLARED_SECRET_AT_HOME(with(AT_HOME, KEY, KEY)),
    USUAL_SECRET_AT_HOME(with(AT_HOME, TOKEN, TOKEN)),
    USUAL_SECRET_OF_A_HOST_WITHOUT_POLICY(
        with(leaving("new.test", 443, "new.test", 443), TOKEN, TOKEN)),
    PROXY_CREDENTIAL_OF_THE_APPLICATION(with(AT_HOME, OF_A_PROXY, OF_A_PROXY)),
    BODY_AT_HOME(with(AT_HOME, true, true, true)),
    NOTHING_SECRET_ELSEWHERE(with(ELSEWHERE, Map.of(), KEY)),
    SECRET_OF_WHERE_IT_GOES(
        with(ELSEWHERE, Map.of("x-other", "theirs"), Map.of("x-other", "ours"))),
    SECRET_SET_ON_THE_WAY(with(ELSEWHERE, Map.of("x-other", "theirs"), KEY));

    @SuppressWarnings("ImmutableEnumChecker") // its maps are
    private final Leaving outgoing;

    Allowed(Leaving outgoing) {
      this.outgoing = outgoing;
    }
  }

  @ParameterizedTest
  @EnumSource(Allowed.class)
  void secretsForTheirOwnHostAreSentUnchanged(Allowed allowed) throws UntrustedConnectionException {
    try (TrustConnect trust = trust(home().build(), other())) {
      assertThat(allowed.outgoing.check(trust)).isEmpty();
    }
    assertThat(judged()).extracting(AuditEvent.Judged::outcome).containsOnly(Outcome.ALLOWED);
    assertThat(judged()).extracting(AuditEvent.Judged::gate).containsOnly(Gate.EXCHANGE);
    assertThat(judged())
        .extracting(AuditEvent.Judged::subject)
        .containsOnly(allowed.outgoing.target());
  }

  /** What may not leave, why, and in which words. */
  private enum Refused {
    CLEARTEXT_AT_HOME(
        with(AT_HOME, false, false, true),
        Reason.REQUEST_CLEARTEXT,
        "an http: URL",
        "https:, which can be proven"),
    CLEARTEXT_ELSEWHERE(
        with(ELSEWHERE, false, false, true),
        Reason.REQUEST_CLEARTEXT,
        "an http: URL",
        "https:, which can be proven"),
    DECLARED_SECRET_ELSEWHERE(
        with(ELSEWHERE, KEY, KEY),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "header x-key of api.example.test",
        "no secret of api.example.test anywhere else"),
    USUAL_SECRET_ELSEWHERE(
        with(ELSEWHERE, TOKEN, TOKEN),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "header authorization of api.example.test",
        "no secret of api.example.test anywhere else"),
    TWO_SECRETS_ELSEWHERE(
        with(
            ELSEWHERE,
            new TreeMap<>(Map.of("x-key", "a secret", "authorization", "a secret")),
            KEY),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "headers authorization, x-key of api.example.test",
        "no secret of api.example.test anywhere else"),
    SECRET_BROUGHT_ALONG_FROM_HOME(
        with(ELSEWHERE, Map.of("x-other", "the same"), Map.of("x-other", "the same")),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "header x-other of api.example.test",
        "no secret of api.example.test anywhere else"),
    SECRET_AT_ANOTHER_PORT(
        with(leaving(HOME, 443, HOME, 8443), TOKEN, TOKEN),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "header authorization of api.example.test",
        "no secret of api.example.test anywhere else"),
    SECRET_OF_ANOTHER_HOST(
        with(leaving(OTHER, 443, OTHER, 443), KEY, KEY),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "header x-key for a host they aren't declared for",
        "a policy for this host that declares them as its credentials"),
    SECRET_AT_A_HOST_WITHOUT_POLICY(
        with(leaving("new.test", 443, "new.test", 443), KEY, KEY),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "header x-key for a host they aren't declared for",
        "a policy for this host that declares them as its credentials"),
    PROXY_CREDENTIAL_INSIDE_TLS(
        with(AT_HOME, OF_A_PROXY, Map.of()),
        Reason.REQUEST_CREDENTIAL_ELSEWHERE,
        "header proxy-authorization for a host they aren't declared for",
        "a policy for this host that declares them as its credentials"),
    BODY_ELSEWHERE(
        with(RequestGateTest.ELSEWHERE, true, true, true),
        Reason.REQUEST_BODY_ELSEWHERE,
        "the body of a request to api.example.test",
        "bodies to go only where the application addressed them"),
    BODY_AT_ANOTHER_PORT(
        with(leaving(HOME, 443, HOME, 8443), true, true, true),
        Reason.REQUEST_BODY_ELSEWHERE,
        "the body of a request to api.example.test",
        "bodies to go only where the application addressed them"),
    IPV4(
        leaving("192.0.2.1", 443, "192.0.2.1", 443),
        Reason.ADDRESS_LITERAL,
        "an address in place of a name",
        "a host name, which can be proven"),
    IPV6(
        leaving(HOME, 443, "::1", 443),
        Reason.ADDRESS_LITERAL,
        "an address in place of a name",
        "a host name, which can be proven"),
    IPV6_IN_BRACKETS(
        leaving("[2001:db8::1]", 443, HOME, 443),
        Reason.ADDRESS_LITERAL,
        "an address in place of a name",
        "a host name, which can be proven");

    @SuppressWarnings("ImmutableEnumChecker") // its maps are
    private final Leaving outgoing;

    private final Reason reason;
    private final String seen;
    private final String wanted;

    Refused(Leaving outgoing, Reason reason, String seen, String wanted) {
      this.outgoing = outgoing;
      this.reason = reason;
      this.seen = seen;
      this.wanted = wanted;
    }
  }

  @ParameterizedTest
  @EnumSource(Refused.class)
  void misplacedSecretsAreRefusedWithThisMessage(Refused refused) {
    try (TrustConnect trust = trust(home().build(), other())) {
      UntrustedConnectionException thrown = refusal(trust, refused.outgoing);

      assertThat(thrown.reason()).isEqualTo(refused.reason);
      assertThat(thrown.refused()).isEqualTo(refused.outgoing.target());
      assertThat(thrown.seen()).isEqualTo(refused.seen);
      assertThat(thrown.wanted()).isEqualTo(refused.wanted);
      assertThat(thrown).hasMessageNotContaining("a secret");
    }
    assertThat(judged())
        .filteredOn(event -> event.outcome() == Outcome.REFUSED)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.gate()).isEqualTo(Gate.EXCHANGE);
              assertThat(event.reason()).contains(refused.reason);
              assertThat(event.subject()).isEqualTo(refused.outgoing.target());
            });
  }

  private static UntrustedConnectionException refusal(TrustConnect trust, Leaving outgoing) {
    Throwable thrown = catchThrowable(() -> outgoing.check(trust));
    assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
    return (UntrustedConnectionException) thrown;
  }

  private List<AuditEvent.Judged> judged() {
    return events.stream()
        .filter(AuditEvent.Judged.class::isInstance)
        .map(AuditEvent.Judged.class::cast)
        .toList();
  }

  /** Neither a name nor an address; what can't be shown isn't. */
  @ParameterizedTest
  @CsvSource({
    "'a b', a name",
    "'\u001b[2J', a name",
    "'\u007f', a name",
    "'bücher.test/', a name",
    "'192.0.2.0/24', 192.0.2.0/24",
    "'[192.0.2.1', [192.0.2.1",
    "'::1]', ::1]",
    "'-', -",
    "'', ''",
  })
  void invalidHostIsRefused(String host, String shown) {
    try (TrustConnect trust = trust()) {
      Throwable thrown = catchThrowable(() -> trust.names().resolve(host));

      assertThat(thrown).isInstanceOf(dev.trustconnect.resolve.UntrustedNameException.class);
      var refused = (dev.trustconnect.resolve.UntrustedNameException) thrown;
      assertThat(refused.reason()).isEqualTo(Reason.NAME_NOT_A_HOST);
      assertThat(refused.refused()).isEqualTo(shown);
      assertThat(refused.wanted()).isEqualTo("a host name, which can be proven");
      assertThat(refusal(trust, leaving(HOME, 443, host, 443)).reason())
          .isEqualTo(Reason.NAME_NOT_A_HOST);
    }
    assertThat(judged())
        .extracting(AuditEvent.Judged::gate)
        .containsExactlyInAnyOrder(Gate.NAME, Gate.EXCHANGE);
  }

  @ParameterizedTest
  @CsvSource({"253, true", "254, false"})
  void textOfANamesLengthIsShown(int length, boolean isShown) {
    String host = "_".repeat(length);
    try (TrustConnect trust = trust()) {
      assertThat(catchThrowable(() -> trust.names().resolve(host)))
          .hasMessageStartingWith(isShown ? "refused " + host + " [" : "refused a name [");
    }
  }

  @Test
  void withoutPolicyUnderStrictNothingIsSent() {
    try (TrustConnect trust =
        TestInternet.usual()
            .trust()
            .profile(Profile.STRICT)
            .policies(home().build())
            .audit(events::add)
            .build()) {
      assertThat(refusal(trust, ELSEWHERE).reason()).isEqualTo(Reason.POLICY_MISSING);
      assertThat(refusal(trust, leaving(OTHER, 443, HOME, 443)).reason())
          .isEqualTo(Reason.POLICY_MISSING);
    }
    assertThat(judged())
        .extracting(AuditEvent.Judged::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.REFUSED);
  }

  @Test
  void strippableHeadersAreNamedAndOthersRefused() throws UntrustedConnectionException {
    Map<String, String> both = Map.of("x-key", "a secret", "authorization", "a secret");
    EndpointPolicy stripping = home().credentialRule(CredentialRule.STRIP).build();
    try (TrustConnect trust = trust(stripping, other())) {
      assertThat(with(ELSEWHERE, both, both).check(trust))
          .containsExactly("authorization", "x-key");
      assertThat(with(AT_HOME, both, both).check(trust)).isEmpty();

      Leaving late = with(with(ELSEWHERE, both, both), true, false, false);
      assertThat(refusal(trust, late).reason()).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      Leaving body = with(with(ELSEWHERE, both, both), true, true, true);
      assertThat(refusal(trust, body).reason()).isEqualTo(Reason.REQUEST_BODY_ELSEWHERE);
      assertThat(refusal(trust, with(ELSEWHERE, false, false, true)).reason())
          .isEqualTo(Reason.REQUEST_CLEARTEXT);
    }
    assertThat(judged())
        .flatExtracting(AuditEvent.Judged::findings)
        .contains(
            new Finding.Satisfied(Check.SECRETS_IN_SCOPE, "stripped authorization, x-key"),
            new Finding.Satisfied(
                Check.SECRETS_IN_SCOPE, "no secret of " + HOME + " away from home"));
  }

  @Test
  void otherHostsRuleStripsNothingOfHome() {
    EndpointPolicy stripping =
        TestInternet.policy(OTHER).credentialRule(CredentialRule.STRIP).build();
    try (TrustConnect trust = trust(home().build(), stripping)) {
      assertThat(refusal(trust, with(ELSEWHERE, KEY, KEY)).reason())
          .isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    }
  }

  @Test
  void reportOnlyPolicyAllowsAndReports() throws UntrustedConnectionException {
    try (TrustConnect trust = trust(home().reportOnly().build(), other())) {
      assertThat(with(ELSEWHERE, KEY, KEY).check(trust)).isEmpty();
    }
    assertThat(judged())
        .filteredOn(event -> event.outcome() == Outcome.REPORTED)
        .extracting(AuditEvent.Judged::reason)
        .containsExactly(Optional.of(Reason.REQUEST_CREDENTIAL_ELSEWHERE));
  }

  /** In cleartext the proxy reads the header itself. */
  @Test
  void proxyCredentialOutsideTlsIsNotMisplaced() throws UntrustedConnectionException {
    try (TrustConnect trust = trust(home().reportOnly().build())) {
      Leaving outgoing = with(with(AT_HOME, OF_A_PROXY, Map.of()), false, false, true);
      assertThat(outgoing.check(trust)).isEmpty();
    }
    assertThat(judged())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.findings())
                    .contains(
                        new Finding.Satisfied(
                            Check.SECRETS_IN_SCOPE, "no secret of " + HOME + " away from home")));
  }

  /** Cleartext is the matter of where it goes, secrets are that of where they belong. */
  @Test
  void eachPolicyReportsItsOwnViolations() {
    UnaryOperator<Leaving> inTheClear = outgoing -> with(outgoing, false, false, true);
    EndpointPolicy reporting = TestInternet.policy(OTHER).reportOnly().build();
    try (TrustConnect trust = trust(home().build(), reporting)) {
      assertThat(refusal(trust, inTheClear.apply(with(ELSEWHERE, KEY, KEY))).reason())
          .isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    }
    try (TrustConnect trust = trust(home().reportOnly().build(), other())) {
      assertThat(refusal(trust, inTheClear.apply(with(ELSEWHERE, KEY, KEY))).reason())
          .isEqualTo(Reason.REQUEST_CLEARTEXT);
    }
  }

  @Test
  void undeclaredProxyIsRefusedUnlessItIsReported() throws UntrustedConnectionException {
    try (TrustConnect trust = trust(home().build())) {
      Throwable thrown =
          catchThrowable(() -> trust.requestGate().checkUndeclaredProxy(HOME, 443, "HTTP proxy:1"));
      assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
      assertThat(((UntrustedConnectionException) thrown).reason())
          .isEqualTo(Reason.ADDRESS_NOT_PROVEN);
      assertThat(((UntrustedConnectionException) thrown).refused()).isEqualTo(HOME + ":443");

      Throwable literal =
          catchThrowable(() -> trust.requestGate().checkUndeclaredProxy("::1", 443, "a proxy"));
      assertThat(((UntrustedConnectionException) literal).reason())
          .isEqualTo(Reason.ADDRESS_LITERAL);
    }
    assertThat(judged())
        .extracting(AuditEvent.Judged::subject)
        .containsExactlyInAnyOrder(HOME + ":443", "::1:443");
    try (TrustConnect trust = trust(home().reportOnly().build())) {
      trust.requestGate().checkUndeclaredProxy(HOME, 443, "HTTP proxy:1");
    }
  }

  @Test
  void secretsToLookForAreThoseOfAllPolicies() throws UntrustedConnectionException {
    try (TrustConnect trust = trust(home().build(), other())) {
      Set<String> unused =
          trust
              .requestGate()
              .begin(HOME, 443)
              .check(
                  secrets -> {
                    assertThat(secrets).contains("x-key", "x-other", "authorization");
                    return AT_HOME.outgoing();
                  });
    }
  }

  @Test
  void outgoingIsShownWithoutItsSecrets() {
    assertThat(with(ELSEWHERE, KEY, KEY).outgoing())
        .hasToString("other.example.test:443 with [x-key]");
  }
}
