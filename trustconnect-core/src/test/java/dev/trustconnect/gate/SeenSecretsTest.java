package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.testing.TestInternet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The home of a secret is where its call first showed it, whatever it looks like later. */
class SeenSecretsTest {
  private static final String A = "api.example.test";
  private static final String B = "other.example.test";
  private static final String C = "twin.example.test";
  private static final String K = "sk-secret-4711";

  private final TrustConnect trust =
      TestInternet.usual().trust().policies(declaring(A), declaring(B), declaring(C)).build();
  private final Exchange call = trust.requestGate().begin(A, 443);

  private static EndpointPolicy declaring(String host) {
    return TestInternet.policy(host)
        .credentials("x-api-key", "x-key", "authorization", "cookie")
        .build();
  }

  @AfterEach
  void close() {
    trust.close();
  }

  /** A request of a call that was addressed to {@link #A}. */
  private static Outgoing to(String host, int port, Map<String, String> credentials) {
    return new Outgoing(host, port, true, false, true, credentials, Map.of());
  }

  private Set<String> leaves(String host, String header, String value)
      throws UntrustedConnectionException {
    return call.check(names -> to(host, 443, Map.of(header, value)));
  }

  private UntrustedConnectionException refused(String host, int port, String header, String value) {
    Throwable thrown =
        catchThrowable(() -> call.check(names -> to(host, port, Map.of(header, value))));
    assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
    UntrustedConnectionException refused = (UntrustedConnectionException) thrown;
    assertThat(refused.reason()).isEqualTo(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(refused).hasMessageNotContaining(K);
    return refused;
  }

  /** An authenticator's key for a host on the way, which that host's redirect carries on. */
  @ParameterizedTest
  @CsvSource({A + ",443", C + ",443", B + ",8443"})
  void secretOfAHostOnTheWayGoesNowhereElse(String host, int port) throws Exception {
    assertThat(leaves(B, "x-api-key", K)).isEmpty();

    assertThat(refused(host, port, "x-api-key", K).seen()).isEqualTo("header x-api-key of " + B);
    assertThat(leaves(B, "x-api-key", K)).isEmpty();
    assertThat(leaves(B + ".", "x-api-key", K)).isEmpty();
    assertThat(leaves(A, "x-api-key", "of its own")).isEmpty();
  }

  /** How A's secret looked at A, and how it looks on its way to B. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x-api-key | sk-secret-4711 | x-api-key | sk-secret-4711",
        "x-api-key | sk-secret-4711 | x-api-key | ` \tsk-secret-4711 `",
        "x-api-key | sk-secret-4711 | x-api-key | `\u00a0sk-secret-4711`",
        "x-api-key | sk-secret-4711 | x-api-key | \"sk-secret-4711\"",
        "x-api-key | sk-secret-4711 | x-api-key | `theirs\nsk-secret-4711`",
        "x-api-key | sk-secret-4711 | x-api-key | `sk-secret-4711\ntheirs`",
        "x-api-key | sk-secret-4711 | x-api-key | theirs, sk-secret-4711",
        "x-api-key | `sk-secret-4711\nmore` | x-api-key | `more\ntheirs`",
        "x-api-key | sk-secret-4711, more | x-api-key | more",
        "x-api-key | sk-secret-4711 | x-key | sk-secret-4711",
        "x-api-key | sk-secret-4711 | authorization | Bearer sk-secret-4711",
        "x-api-key | sk-secret-4711 | authorization | `bearer   sk-secret-4711`",
        "x-api-key | sk-secret-4711 | authorization | Token token=\"sk-secret-4711\"",
        "x-api-key | sk-secret-4711 | authorization | `Custom a=1, key=sk-secret-4711`",
        "x-api-key | sk-secret-4711 | cookie | a=1; session=sk-secret-4711; b=2",
        "authorization | Bearer sk-secret-4711 | authorization | `bearer \tsk-secret-4711`",
        "authorization | Bearer sk-secret-4711 | x-api-key | sk-secret-4711",
        "authorization | Basic c2stc2VjcmV0LTQ3MTE= | x-api-key | c2stc2VjcmV0LTQ3MTE=",
        "authorization | Bearer sk-secret-4711 | authorization | Bearer theirs, Bearer"
            + " sk-secret-4711",
        "cookie | session=sk-secret-4711 | cookie | session=sk-secret-4711",
        "cookie | a=1; session=sk-secret-4711 | cookie | s=theirs;other=\"sk-secret-4711\"",
        "cookie | session=sk-secret-4711 | x-api-key | sk-secret-4711",
        "cookie | s=1 | cookie | s=1",
      })
  void sameSecretInAnotherSpellingIsTheSame(
      String header, String value, String laterHeader, String laterValue) throws Exception {
    leaves(A, header, value);

    assertThat(refused(B, 443, laterHeader, laterValue).seen())
        .isEqualTo("header " + laterHeader + " of " + A);
    assertThat(leaves(A, laterHeader, value)).isEmpty();
  }

  /** What two hosts may both be told: it is no secret of either. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x-api-key | sk-secret-4711 | x-api-key | sk-secret-4712",
        "authorization | Bearer one | authorization | Bearer two",
        "authorization | `Digest username=\"somebody\", realm=\"members of\","
            + " response=\"0123456789\"` | authorization | `Digest username=\"somebody\","
            + " realm=\"members of\", response=\"9876543210\"`",
        "authorization | `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/2026, SignedHeaders=host;x-date,"
            + " Signature=0123456789` | authorization | `AWS4-HMAC-SHA256"
            + " Credential=AKIDEXAMPLE/2026, SignedHeaders=host;x-date, Signature=9876543210`",
        "cookie | JSESSIONID=0123456789; lang=en | cookie | JSESSIONID=9876543210; lang=en",
      })
  void whatIsNotTheSameSecretLeaves(
      String header, String value, String laterHeader, String laterValue) throws Exception {
    assertThat(leaves(A, header, value)).isEmpty();
    assertThat(leaves(B, laterHeader, laterValue)).isEmpty();
  }

  /** A refused request hasn't left: its secrets may still go where they belong. */
  @Test
  void refusedRequestDoesNotAssignItsSecretsToAHost() throws Exception {
    Outgoing inTheClear =
        new Outgoing(B, 443, false, false, true, Map.of("x-api-key", K), Map.of());
    assertThat(catchThrowable(() -> call.check(names -> inTheClear)))
        .isInstanceOf(UntrustedConnectionException.class);

    assertThat(leaves(A, "x-api-key", K)).isEmpty();
  }

  /** A second pass of the call, on another thread, between the look at a secret and its leave. */
  @Test
  void secretAssignedConcurrentlyGoesNowhereElse() throws Exception {
    Map<String, String> credentials =
        new InterruptedMap("x-api-key", K, "x-key", () -> leaves(A, "x-api-key", K));

    Throwable thrown = catchThrowable(() -> call.check(names -> to(B, 443, credentials)));

    assertThat(thrown).isInstanceOf(UntrustedConnectionException.class);
    assertThat(((UntrustedConnectionException) thrown).seen())
        .isEqualTo("header x-api-key of " + A);
    assertThat(leaves(A, "x-api-key", K)).isEmpty();
  }

  /** The rule that holds is that of the host whose secret it is, not of where the call began. */
  @Test
  void secretIsStrippedIfTheHostItBelongsToSaysSo() throws Exception {
    trust.replacePolicies(
        declaring(A),
        TestInternet.policy(B)
            .credentials("x-api-key")
            .credentialRule(CredentialRule.STRIP)
            .build());
    leaves(B, "x-api-key", K);
    leaves(A, "x-key", "of A, to stay there");

    assertThat(leaves(A, "x-api-key", K)).containsExactly("x-api-key");
    assertThat(leaves(A, "x-api-key", "theirs\n" + K)).containsExactly("x-api-key");
    refused(B, 443, "x-api-key", "of A, to stay there");
    assertThat(refused(B, 443, "x-api-key", "of A, to stay there\n" + K).seen())
        .isEqualTo("header x-api-key of " + A);
  }

  @Test
  void secretOfAHostThatOnlyReportsIsReported() throws Exception {
    trust.replacePolicies(
        declaring(A), TestInternet.policy(B).credentials("x-api-key").reportOnly().build());
    leaves(B, "x-api-key", K);

    assertThat(leaves(A, "x-api-key", K)).isEmpty();
  }

  /** The bound against servers that set cookies without end. */
  @Test
  void moreSecretsThanCanBeRememberedAreRefused() throws Exception {
    String most = cookies(0, SeenSecrets.MAX_VALUES - 1);
    assertThat(leaves(A, "cookie", most)).isEmpty();

    assertThat(leaves(A, "cookie", most)).isEmpty();
    assertThat(refused(A, 443, "x-api-key", K).seen())
        .isEqualTo("more than " + SeenSecrets.MAX_VALUES + " different secrets in one call");
  }

  private static String cookies(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "c" + i + "=value-number-" + i)
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "\"", "\"\\", "=", "a=", ";;", "Bearer ", "\n\n"})
  void valueThatIsHardlyOneIsNoFault(String value) throws Exception {
    assertThat(leaves(A, "x-api-key", value)).isEmpty();
    assertThat(leaves(A, "cookie", value)).isEmpty();
  }

  @Test
  void recordShowsNoSecret() throws Exception {
    leaves(A, "x-api-key", K);

    assertThat(call).hasToString("secrets seen: 1");
  }
}
