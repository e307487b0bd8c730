package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.testing.TestInternet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients show each request several times; whatever has changed since is checked. */
class RepeatedCheckTest {
  private static final String HOME = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final Map<String, String> KEY = Map.of("x-key", "a secret");
  private static final Map<String, String> TOKEN = Map.of("authorization", "a secret");
  private static final Map<String, String> OF_A_PROXY = Map.of("proxy-authorization", "a secret");

  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      TestInternet.usual()
          .trust()
          .policies(
              TestInternet.policy(HOME).credentials("x-key").build(),
              TestInternet.policy(OTHER).build())
          .audit(events::add)
          .build();
  private final Exchange call = trust.requestGate().begin(HOME, 443);

  @AfterEach
  void close() {
    trust.close();
  }

  private Set<String> check(Outgoing request) throws UntrustedConnectionException {
    return call.check(names -> request);
  }

  /** A request to the host of the call. */
  private static Outgoing home(Map<String, String> credentials, Map<String, String> ofHome) {
    return new Outgoing(HOME, 443, true, true, true, credentials, ofHome);
  }

  private void allowedTwice(Outgoing request) throws UntrustedConnectionException {
    assertThat(check(request)).isEmpty();
    assertThat(check(request)).isEmpty();
  }

  private Reason refusal(Outgoing request) {
    return catchThrowableOfType(UntrustedConnectionException.class, () -> check(request)).reason();
  }

  @Test
  void eachCheckIsAuditedWithItsFindings() throws UntrustedConnectionException {
    allowedTwice(home(KEY, KEY));
    allowedTwice(home(new HashMap<>(KEY), new HashMap<>(KEY)));
    trust.close();

    List<AuditEvent.Judged> judged =
        events.stream()
            .filter(AuditEvent.Judged.class::isInstance)
            .map(AuditEvent.Judged.class::cast)
            .toList();
    assertThat(judged).hasSize(4);
    assertThat(judged).extracting(AuditEvent.Judged::outcome).containsOnly(Outcome.ALLOWED);
    assertThat(judged)
        .extracting(AuditEvent.Judged::findings)
        .containsOnly(judged.get(0).findings());
    assertThat(judged.get(0).findings()).hasSize(2);
  }

  @Test
  void replacedPoliciesApplyToTheSameRequest() throws UntrustedConnectionException {
    allowedTwice(home(KEY, KEY));
    trust.replacePolicies(
        TestInternet.policy(HOME).build(), TestInternet.policy(OTHER).credentials("x-key").build());
    assertThat(refusal(home(KEY, KEY))).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
  }

  @Test
  void otherHostIsntCovered() throws UntrustedConnectionException {
    allowedTwice(home(TOKEN, TOKEN));
    assertThat(refusal(new Outgoing(OTHER, 443, true, false, true, TOKEN, TOKEN)))
        .isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
  }

  @Test
  void otherPortIsntCovered() throws UntrustedConnectionException {
    allowedTwice(home(Map.of(), Map.of()));
    assertThat(refusal(new Outgoing(HOME, 8443, true, true, true, Map.of(), Map.of())))
        .isEqualTo(Reason.REQUEST_BODY_ELSEWHERE);
  }

  @Test
  void cleartextIsntCovered() throws UntrustedConnectionException {
    allowedTwice(home(KEY, KEY));
    assertThat(refusal(new Outgoing(HOME, 443, false, true, true, KEY, KEY)))
        .isEqualTo(Reason.REQUEST_CLEARTEXT);
  }

  /** At another port of the host, where only a body is refused. */
  @Test
  void bodyIsntCovered() throws UntrustedConnectionException {
    allowedTwice(new Outgoing(HOME, 8443, true, false, true, Map.of(), Map.of()));
    assertThat(refusal(new Outgoing(HOME, 8443, true, true, true, Map.of(), Map.of())))
        .isEqualTo(Reason.REQUEST_BODY_ELSEWHERE);
  }

  @Test
  void moreSecretsArentCovered() throws UntrustedConnectionException {
    allowedTwice(home(Map.of(), Map.of()));
    assertThat(refusal(home(OF_A_PROXY, Map.of()))).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
  }

  /** An application's own header may be meant for the host, an added one is the proxy's. */
  @Test
  void otherSecretsOfTheApplicationArentCovered() throws UntrustedConnectionException {
    allowedTwice(home(OF_A_PROXY, OF_A_PROXY));
    assertThat(refusal(home(OF_A_PROXY, Map.of()))).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
  }

  @Test
  void mapThatACallerChangesIsLookedAtAgain() throws UntrustedConnectionException {
    Map<String, String> reused = new HashMap<>();
    allowedTwice(home(reused, Map.of()));
    reused.putAll(OF_A_PROXY);
    assertThat(refusal(home(reused, Map.of()))).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);

    Map<String, String> own = new HashMap<>(OF_A_PROXY);
    allowedTwice(home(OF_A_PROXY, own));
    own.clear();
    assertThat(refusal(home(OF_A_PROXY, own))).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
  }

  @Test
  void secretAddedLateElsewhereIsRememberedAtHome() throws UntrustedConnectionException {
    allowedTwice(home(KEY, KEY));
    call.forAdapter()
        .checkAddedLate(
            names ->
                new Outgoing(
                    OTHER, 443, true, false, false, Map.of("cookie", "s=another"), Map.of()));
    assertThat(refusal(home(KEY, KEY))).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
  }

  @Test
  void headersAreStrippedEachTime() throws UntrustedConnectionException {
    trust.replacePolicies(
        TestInternet.policy(HOME).credentialRule(CredentialRule.STRIP).build(),
        TestInternet.policy(OTHER).credentials("x-key").build());
    assertThat(check(home(KEY, KEY))).containsExactly("x-key");
    assertThat(check(home(KEY, KEY))).containsExactly("x-key");
  }

  @Test
  void violationsAreReportedEachTime() throws UntrustedConnectionException {
    trust.replacePolicies(TestInternet.policy(HOME).reportOnly().build());
    allowedTwice(new Outgoing(HOME, 443, false, true, true, Map.of(), Map.of()));
    trust.close();
    assertThat(events)
        .filteredOn(AuditEvent.Judged.class::isInstance)
        .extracting(event -> ((AuditEvent.Judged) event).outcome())
        .containsExactly(Outcome.REPORTED, Outcome.REPORTED);
  }
}
