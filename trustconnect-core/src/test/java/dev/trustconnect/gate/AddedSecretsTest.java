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
import dev.trustconnect.testing.TestInternet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets that a cookie jar chooses, and those that are added after a request's last check. */
class AddedSecretsTest {
  private static final String A = "api.example.test";
  private static final String B = "other.example.test";
  private static final String C = "twin.example.test";
  private static final String K = "sk-secret-4711";
  private static final String WANTED_LATE =
      "interceptors that add secrets before TrustConnect's: these may add them here too";

  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final TrustConnect trust =
      TestInternet.usual()
          .trust()
          .policies(policy(A).build(), policy(B).build(), policy(C).build())
          .audit(events::add)
          .build();
  private final Exchange call = trust.requestGate().begin(A, 443);

  private static EndpointPolicy.Builder policy(String host) {
    return TestInternet.policy(host).credentials("x-api-key");
  }

  @AfterEach
  void close() {
    trust.close();
  }

  private static Outgoing to(
      String host, int port, boolean strippable, Map<String, String> credentials) {
    return new Outgoing(host, port, true, false, strippable, credentials, Map.of());
  }

  private Set<String> leaves(String host, int port, Map<String, String> credentials)
      throws UntrustedConnectionException {
    return call.check(names -> to(host, port, true, credentials));
  }

  private Set<String> chosen(String host, int port, String cookies)
      throws UntrustedConnectionException {
    return call.forAdapter().checkChosen(names -> to(host, port, true, Map.of("cookie", cookies)));
  }

  private void late(String host, int port, Map<String, String> added)
      throws UntrustedConnectionException {
    call.forAdapter().checkAddedLate(names -> to(host, port, false, added));
  }

  private static UntrustedConnectionException refusal(ThrowingCallable act) {
    Throwable thrown = catchThrowable(act);
    assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
    return (UntrustedConnectionException) thrown;
  }

  private static UntrustedConnectionException misplaced(ThrowingCallable act) {
    UntrustedConnectionException refused = refusal(act);
    assertThat(refused.reason()).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(refused).hasMessageNotContaining(K);
    return refused;
  }

  private List<AuditEvent.Judged> judged() {
    trust.close(); // the trail is at its end
    return events.stream()
        .filter(AuditEvent.Judged.class::isInstance)
        .map(AuditEvent.Judged.class::cast)
        .toList();
  }

  // Chosen by the client itself, as by a cookie jar.

  /** The client picked it for this host; no policy declares cookies here. */
  @Test
  void chosenCookieNeedsNoDeclaration() throws Exception {
    assertThat(chosen(A, 443, "session=" + K)).isEmpty();
    assertThat(chosen(B, 443, "session=another-secret")).isEmpty();

    assertThat(judged()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({B + ",443", A + ",8443"})
  void chosenCookieWithASecretOfAnotherPlaceIsRefused(String host, int port) throws Exception {
    leaves(A, 443, Map.of("x-api-key", K));
    assertThat(chosen(A, 443, "session=" + K)).isEmpty();

    UntrustedConnectionException refused = misplaced(() -> chosen(host, port, "session=" + K));

    assertThat(refused.refused()).isEqualTo(host + ":" + port);
    assertThat(refused.seen()).isEqualTo("header cookie of " + A);
    assertThat(judged())
        .filteredOn(event -> event.outcome() == Outcome.REFUSED)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.gate()).isEqualTo(Gate.EXCHANGE);
              assertThat(event.reason()).contains(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
              assertThat(event.subject()).isEqualTo(host + ":" + port);
            });
  }

  /** An interceptor took it out of the request before the gate saw it. */
  @Test
  void secretOfTheApplicationIsKnownEvenIfItsRequestLeftWithoutIt() throws Exception {
    Map<String, String> key = Map.of("x-api-key", K);
    assertThat(call.check(names -> new Outgoing(A, 443, true, false, true, Map.of(), key)))
        .isEmpty();

    assertThat(misplaced(() -> chosen(B, 443, "session=" + K)).seen())
        .isEqualTo("header cookie of " + A);
  }

  @Test
  void chosenCookieBelongsToItsHostFromThenOn() throws Exception {
    chosen(B, 443, "session=" + K);

    assertThat(misplaced(() -> chosen(A, 443, "other=" + K)).seen())
        .isEqualTo("header cookie of " + B);
    assertThat(misplaced(() -> leaves(C, 443, Map.of("x-api-key", K))).seen())
        .isEqualTo("header x-api-key of " + B);
    assertThat(chosen(B, 443, "session=" + K)).isEmpty();
  }

  /** Between the look at a cookie and its leave, another thread of the call sends it elsewhere. */
  @Test
  void cookieThatIsAssignedConcurrentlyGoesNowhereElse() throws Exception {
    Map<String, String> credentials =
        new InterruptedMap("cookie", K, "x-api-key", () -> chosen(A, 443, K));

    assertThat(
            misplaced(() -> call.forAdapter().checkChosen(names -> to(B, 443, true, credentials)))
                .seen())
        .isEqualTo("header cookie of " + A);
    assertThat(chosen(A, 443, K)).isEmpty();
  }

  @Test
  void chosenCookieIsStrippedIfTheHostOfItsSecretSaysSo() throws Exception {
    trust.replacePolicies(
        policy(A).credentialRule(CredentialRule.STRIP).build(),
        policy(B).build(),
        policy(C).build());
    leaves(A, 443, Map.of("x-api-key", K));

    assertThat(chosen(B, 443, "session=" + K + "; more=another-secret")).containsExactly("cookie");
    assertThat(chosen(C, 443, "more=another-secret")).as("B never received it").isEmpty();
    misplaced(
        () ->
            call.forAdapter()
                .checkChosen(names -> to(B, 443, false, Map.of("cookie", "session=" + K)))); // sent
    assertThat(judged())
        .flatExtracting(AuditEvent.Judged::findings)
        .contains(new Finding.Satisfied(Check.SECRETS_IN_SCOPE, "stripped cookie"));
  }

  @Test
  void moreCookiesThanCanBeRememberedAreRefused() {
    String cookies =
        IntStream.rangeClosed(0, SeenSecrets.MAX_VALUES)
            .mapToObj(i -> "c" + i + "=value-number-" + i)
            .collect(Collectors.joining("; "));

    assertThat(misplaced(() -> chosen(A, 443, cookies)).seen())
        .isEqualTo("more than " + SeenSecrets.MAX_VALUES + " different secrets in one call");
  }

  @Test
  void cookieForAnAddressIsRefused() throws Exception {
    UntrustedConnectionException refused = refusal(() -> chosen("192.0.2.1", 443, "session=" + K));

    assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_LITERAL);
    assertThat(refused.refused()).isEqualTo("192.0.2.1:443");
    assertThat(call.forAdapter().checkChosen(names -> to("192.0.2.1", 443, true, Map.of())))
        .as("nothing is chosen: the request itself is checked elsewhere")
        .isEmpty();
    assertThat(judged())
        .singleElement()
        .extracting(AuditEvent.Judged::reason)
        .isEqualTo(Optional.of(Reason.ADDRESS_LITERAL));
  }

  // Added after the last check, where it can't be held back any more.

  /** The same interceptor would add the same secret to the next request, which nothing checks. */
  @ParameterizedTest
  @CsvSource({B + ",443", A + ",8443"})
  void callThatHadASecretAddedLateGoesNowhereElse(String host, int port) throws Exception {
    assertThat(leaves(host, port, Map.of())).as("before").isEmpty();
    late(A, 443, Map.of("x-api-key", K));

    assertThat(leaves(A, 443, Map.of())).isEmpty();
    UntrustedConnectionException refused = misplaced(() -> leaves(host, port, Map.of()));
    assertThat(refused.refused()).isEqualTo(host + ":" + port);
    assertThat(refused.seen())
        .isEqualTo("header x-api-key added to requests to " + A + " after their last check");
    assertThat(refused.wanted()).isEqualTo(WANTED_LATE);
  }

  @Test
  void callThatHadASecretAddedLateOnItsWayDoesNotReturn() throws Exception {
    leaves(B, 443, Map.of());
    late(B, 443, Map.of("x-api-key", K));
    late(B, 443, Map.of("authorization", "another-secret"));

    assertThat(leaves(B, 443, Map.of())).isEmpty();
    assertThat(misplaced(() -> leaves(A, 443, Map.of())).seen())
        .isEqualTo(
            "headers authorization, x-api-key added to requests to "
                + B
                + " after their last check");
    assertThat(misplaced(() -> chosen(C, 443, "session=new-secret")).seen())
        .as("a cookie jar's pass is one more request")
        .startsWith("headers authorization, x-api-key added to requests to " + B);
  }

  @Test
  void nothingAddedLateChangesNothing() throws Exception {
    late(A, 443, Map.of());

    assertThat(leaves(B, 443, Map.of())).isEmpty();
  }

  @Test
  void secretOfAnotherHostThatIsAddedLateIsRefused() throws Exception {
    leaves(A, 443, Map.of("x-api-key", K));

    assertThat(misplaced(() -> late(B, 443, Map.of("x-api-key", K))).seen())
        .isEqualTo("header x-api-key of " + A);
  }

  @Test
  void secretThatIsAddedLateBelongsToItsHostFromThenOn() throws Exception {
    late(A, 443, Map.of("x-api-key", K));

    assertThat(misplaced(() -> chosen(B, 443, "session=" + K)).seen())
        .isEqualTo("header cookie of " + A);
  }

  // In a header that no policy declares.

  @Test
  void valuesWithASecretOfAnotherPlaceAreFound() throws Exception {
    List<String> values = List.of(K, "Bearer " + K, "nothing secret", "short");
    assertThat(call.forAdapter().belongingElsewhere(values, B, 443)).as("no secret yet").isEmpty();
    leaves(A, 443, Map.of("x-api-key", K));

    assertThat(call.forAdapter().belongingElsewhere(values, A, 443)).as("at home").isEmpty();
    assertThat(call.forAdapter().belongingElsewhere(values, B, 443))
        .containsExactlyInAnyOrder(K, "Bearer " + K);
    assertThat(call.forAdapter().belongingElsewhere(values, A, 8443))
        .containsExactlyInAnyOrder(K, "Bearer " + K);

    leaves(B, 443, Map.of("x-api-key", "of the other host"));
    assertThat(call.forAdapter().belongingElsewhere(List.of(K, "of the other host"), A, 443))
        .containsExactly("of the other host");
    assertThat(call.forAdapter().belongingElsewhere(List.of(K, "of the other host"), B, 443))
        .containsExactly(K);
    assertThat(call.forAdapter().belongingElsewhere(values, "192.0.2.1", 443))
        .as("the gate refuses this request")
        .isEmpty();
  }

  /** Seven characters may be a flag or a language, which many hosts share. */
  @ParameterizedTest
  @CsvSource({"1234567, false", "12345678, true"})
  void shortValuesAreNotSearchedFor(String secret, boolean isFound) throws Exception {
    leaves(A, 443, Map.of("x-api-key", secret));

    assertThat(call.forAdapter().belongingElsewhere(List.of(secret), B, 443))
        .isEqualTo(isFound ? Set.of(secret) : Set.of());
  }
}
