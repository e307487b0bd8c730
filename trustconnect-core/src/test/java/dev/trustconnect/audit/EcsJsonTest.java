package dev.trustconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.audit.AuditEvent.Change;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fact of an event is in the ECS field for it, and no field is there without a fact. */
class EcsJsonTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String BEGIN =
      "{\"@timestamp\":\"2026-06-01T12:00:00Z\",\"ecs\":{\"version\":\"8.11\"},";

  private static AuditEvent.Judged judged(Gate gate, String subject, Outcome outcome) {
    return new AuditEvent.Judged(
        NOW, gate, subject, outcome, Optional.empty(), "", "", "", List.of(), List.of());
  }

  /** The events of {@code count} checks whose texts have {@code length} characters. */
  private static AuditEvent.Judged large(int count, int length) {
    String text = "…".repeat(length); // the worst: six bytes each in JSON
    return new AuditEvent.Judged(
        NOW,
        Gate.HANDSHAKE,
        "a".repeat(63) + ".test:443",
        Outcome.REFUSED,
        Optional.of(Reason.PIN_NOT_IN_PATH),
        text,
        text,
        text,
        Collections.nCopies(
            count, new Finding.Violated(Check.PINNED, Reason.PIN_NOT_IN_PATH, text, text)),
        Collections.nCopies(count, new Warning(Reason.PIN_EXPIRES_SOON, text)));
  }

  @Test
  void refusedHandshake() {
    assertThat(
            EcsJson.of(
                new AuditEvent.Judged(
                    NOW,
                    Gate.HANDSHAKE,
                    "api.example.test:443",
                    Outcome.REFUSED,
                    Optional.of(Reason.PIN_NOT_IN_PATH),
                    "refused api.example.test:443 [pin.not-in-path]: seen \"a\"; wanted b",
                    "*.example.test",
                    "ab12",
                    List.of(
                        new Finding.Satisfied(Check.NAME_PROVEN, "SECURE"),
                        new Finding.Violated(Check.PINNED, Reason.PIN_NOT_IN_PATH, "a", "b"),
                        new Finding.NotEvaluated(
                            Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN, "a proxy")),
                    List.of(new Warning(Reason.PIN_EXPIRES_SOON, "soon")))))
        .isEqualTo(
            BEGIN
                + "\"message\":\"refused api.example.test:443 [pin.not-in-path]: seen \\\"a\\\";"
                + " wanted b\",\"event\":{\"kind\":\"alert\",\"category\":[\"network\"],"
                + "\"type\":[\"connection\",\"denied\"],\"action\":\"handshake-judged\","
                + "\"outcome\":\"failure\",\"dataset\":\"trustconnect.audit\",\"severity\":3,"
                + "\"code\":\"pin.not-in-path\",\"reason\":\"refused api.example.test:443"
                + " [pin.not-in-path]: seen \\\"a\\\"; wanted b\"},\"rule\":{\"name\":"
                + "\"*.example.test\",\"id\":\"ab12\"},\"server\":{\"address\":"
                + "\"api.example.test\",\"domain\":\"api.example.test\",\"port\":443},"
                + "\"trustconnect\":{\"subject\":\"api.example.test:443\",\"gate\":\"handshake\","
                + "\"outcome\":\"refused\",\"findings\":[{\"check\":\"name proven\",\"state\":"
                + "\"satisfied\",\"seen\":\"SECURE\"},{\"check\":\"pinned\",\"reason\":"
                + "\"pin.not-in-path\",\"state\":\"violated\",\"seen\":\"a\",\"wanted\":\"b\"},"
                + "{\"check\":\"address bound\",\"reason\":\"address.not-seen\",\"state\":"
                + "\"not-evaluated\",\"seen\":\"a proxy\"}],\"warnings\":"
                + "[\"[pin.expires-soon] soon\"]}}");
  }

  @Test
  void nameThatIsOnlyReportedIsAllowedAndAQuestion() {
    assertThat(
            EcsJson.of(
                new AuditEvent.Judged(
                    NOW,
                    Gate.NAME,
                    "a.test",
                    Outcome.REPORTED,
                    Optional.of(Reason.SIGNATURE_INVALID),
                    "reported a.test",
                    "a.test",
                    "ab12",
                    List.of(),
                    List.of())))
        .isEqualTo(
            BEGIN
                + "\"message\":\"reported a.test\",\"event\":{\"kind\":\"event\",\"category\":"
                + "[\"network\"],\"type\":[\"connection\",\"allowed\"],\"action\":\"name-judged\","
                + "\"outcome\":\"success\",\"dataset\":\"trustconnect.audit\",\"severity\":4,"
                + "\"code\":\"dnssec.signature-invalid\",\"reason\":\"reported a.test\"},"
                + "\"rule\":{\"name\":\"a.test\",\"id\":\"ab12\"},\"server\":{\"address\":"
                + "\"a.test\",\"domain\":\"a.test\"},\"dns\":{\"question\":{\"name\":\"a.test\"}},"
                + "\"trustconnect\":{\"subject\":\"a.test\",\"gate\":\"name\",\"outcome\":"
                + "\"reported\"}}");
  }

  @Test
  void clientAtAServerHasItsAddress() {
    assertThat(EcsJson.of(judged(Gate.CLIENT, "a client at 192.0.2.7", Outcome.ALLOWED)))
        .contains("\"client\":{\"address\":\"192.0.2.7\",\"ip\":\"192.0.2.7\"}")
        .contains("\"severity\":6")
        .doesNotContain("\"server\"", "\"code\"", "\"rule\"", "\"dns\"");
    assertThat(EcsJson.of(judged(Gate.CLIENT, "a client", Outcome.ALLOWED)))
        .doesNotContain("\"client\":");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "192.0.2.1:443 {\"address\":\"192.0.2.1\",\"ip\":\"192.0.2.1\",\"port\":443}",
        "[2001:db8::1]:443 {\"address\":\"2001:db8::1\",\"ip\":\"2001:db8::1\",\"port\":443}",
        "2001:db8::1 {\"address\":\"2001:db8::1\",\"ip\":\"2001:db8::1\"}",
        "a.test:8443 {\"address\":\"a.test\",\"domain\":\"a.test\",\"port\":8443}"
      })
  void partsOfAnEndpointHaveTheirFields(String subject, String server) {
    assertThat(EcsJson.of(judged(Gate.HANDSHAKE, subject, Outcome.ALLOWED)))
        .contains("\"server\":" + server + ",");
  }

  /** Elasticsearch rejects the whole event for a malformed address or port. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.test:0",
        "a.test:65536",
        "a.test:x",
        "a.test:",
        ":443",
        "999.1:443",
        "10.0.0.0/8",
        "fe80::1%eth0",
        "a b:443",
        "[a.test]:443",
        "a\"},{\"x\":1",
        "a client at 1.2.3",
        ""
      })
  void subjectThatIsNoEndpointHasNoServer(String subject) {
    for (Gate gate : Gate.values()) {
      assertThat(EcsJson.of(judged(gate, subject, Outcome.ALLOWED)))
          .doesNotContain("\"server\":", "\"client\":", "\"dns\":");
    }
  }

  @Test
  void clientIdentities() {
    assertThat(
            EcsJson.of(
                new AuditEvent.IdentityEvent(
                    NOW,
                    IdentityChange.WITHHELD,
                    "billing#2",
                    "a.test:443",
                    Optional.of(Reason.IDENTITY_EXPIRES_SOON),
                    "why",
                    List.of("CN=Corp"))))
        .isEqualTo(
            BEGIN
                + "\"message\":\"client identity billing#2 was withheld at a.test:443"
                + " [identity.expires-soon]: why\",\"event\":{\"kind\":\"event\",\"category\":"
                + "[\"authentication\"],\"type\":[\"info\"],\"action\":\"identity-withheld\","
                + "\"outcome\":\"failure\",\"dataset\":\"trustconnect.audit\",\"severity\":4,"
                + "\"code\":\"identity.expires-soon\",\"reason\":\"why\"},\"server\":{\"address\":"
                + "\"a.test\",\"domain\":\"a.test\",\"port\":443},\"trustconnect\":{\"subject\":"
                + "\"a.test:443\",\"identity\":\"billing#2\",\"authorities\":[\"CN=Corp\"]}}");
  }

  @ParameterizedTest
  @CsvSource({
    "RELEASED, authentication, info, success, 6",
    "WITHHELD, authentication, info, failure, 4",
    "RENEWED, configuration, change, success, 5",
    "NOT_RENEWED, configuration, info, failure, 4",
    "EXPIRES_SOON, configuration, info, success, 4"
  })
  void eachChangeOfAnIdentityHasItsCategory(
      IdentityChange change, String category, String type, String outcome, int severity) {
    assertThat(
            EcsJson.of(
                new AuditEvent.IdentityEvent(NOW, change, "", "", Optional.empty(), "", List.of())))
        .contains("\"category\":[\"" + category + "\"],\"type\":[\"" + type + "\"]")
        .contains("\"outcome\":\"" + outcome + "\"")
        .contains("\"severity\":" + severity + "}}")
        .doesNotContain("\"trustconnect\":{");
  }

  @Test
  void replacedPolicies() {
    assertThat(EcsJson.of(new AuditEvent.PoliciesReplaced(NOW, "STRICT", List.of("a.test pinned"))))
        .isEqualTo(
            BEGIN
                + "\"message\":\"the policies were replaced: profile STRICT, 1 policies\","
                + "\"event\":{\"kind\":\"event\",\"category\":[\"configuration\"],\"type\":"
                + "[\"change\"],\"action\":\"policies-replaced\",\"outcome\":\"success\","
                + "\"dataset\":\"trustconnect.audit\",\"severity\":5},\"trustconnect\":{"
                + "\"profile\":\"STRICT\",\"policies\":[\"a.test pinned\"],\"policy_count\":1}}");
  }

  @Test
  void policiesThatWereNotReplaced() {
    assertThat(EcsJson.of(new AuditEvent.PoliciesNotReplaced(NOW, "a.yaml", "line 1\nline 2")))
        .isEqualTo(
            BEGIN
                + "\"message\":\"the policies stay, because the file can't be used: line 1?line"
                + " 2\",\"event\":{\"kind\":\"event\",\"category\":[\"configuration\"],\"type\":"
                + "[\"change\"],\"action\":\"policies-not-replaced\",\"outcome\":\"failure\","
                + "\"dataset\":\"trustconnect.audit\",\"severity\":4,\"reason\":\"line 1?line 2\"},"
                + "\"file\":{\"path\":\"a.yaml\"}}");
  }

  @Test
  void upstreamThatIsPutAsideAndComesBack() {
    assertThat(
            EcsJson.of(
                new AuditEvent.UpstreamChanged(
                    NOW,
                    "dns.quad9.net",
                    Change.PUT_ASIDE,
                    Optional.of(Reason.UPSTREAM_TIMEOUT),
                    Optional.of(NOW.plusSeconds(30)),
                    "api.test")))
        .isEqualTo(
            BEGIN
                + "\"message\":\"upstream dns.quad9.net was put aside until 2026-06-01T12:00:30Z"
                + " [upstream.timeout]\",\"event\":{\"kind\":\"event\",\"category\":[\"network\"],"
                + "\"type\":[\"info\"],\"action\":\"upstream-put-aside\",\"outcome\":\"failure\","
                + "\"dataset\":\"trustconnect.audit\",\"severity\":4,\"code\":"
                + "\"upstream.timeout\"},\"dns\":{\"question\":{\"name\":\"api.test\"}},"
                + "\"trustconnect\":{\"upstream\":\"dns.quad9.net\",\"until\":"
                + "\"2026-06-01T12:00:30Z\"}}");
    assertThat(
            EcsJson.of(
                new AuditEvent.UpstreamChanged(
                    NOW, "a", Change.CAME_BACK, Optional.empty(), Optional.empty(), "")))
        .contains("\"message\":\"upstream a came back\"", "\"outcome\":\"success\"")
        .doesNotContain("\"dns\"", "\"code\"", "\"until\"");
  }

  @Test
  void upstreamsThatDisagree() {
    assertThat(
            EcsJson.of(
                new AuditEvent.UpstreamsDisagree(
                    NOW, "liar", Reason.SIGNATURE_INVALID, "honest", "SECURE", true, "api.test")))
        .isEqualTo(
            BEGIN
                + "\"message\":\"upstreams disagree: the answer of liar is BOGUS"
                + " [dnssec.signature-invalid], that of honest is SECURE and was used\",\"event\":"
                + "{\"kind\":\"alert\",\"category\":[\"network\"],\"type\":[\"info\"],\"action\":"
                + "\"upstreams-disagree\",\"outcome\":\"failure\",\"dataset\":"
                + "\"trustconnect.audit\",\"severity\":3,\"code\":\"dnssec.signature-invalid\"},"
                + "\"dns\":{\"question\":{\"name\":\"api.test\"}},\"trustconnect\":{\"upstream\":"
                + "\"liar\",\"proven_upstream\":\"honest\",\"verdict\":\"SECURE\",\"stripped\":"
                + "true}}");
  }

  @Test
  void upstreamsThatAllFail() {
    assertThat(
            EcsJson.of(
                new AuditEvent.UpstreamsFailed(
                    NOW,
                    List.of(
                        new AuditEvent.UpstreamFailure("a", Reason.UPSTREAM_TIMEOUT),
                        new AuditEvent.UpstreamFailure("b", Reason.UPSTREAM_TLS)),
                    "")))
        .isEqualTo(
            BEGIN
                + "\"message\":\"no upstream gave an answer that could be proven: a"
                + " [upstream.timeout], b [upstream.tls]\",\"event\":{\"kind\":\"event\","
                + "\"category\":[\"network\"],\"type\":[\"info\"],\"action\":\"upstreams-failed\","
                + "\"outcome\":\"failure\",\"dataset\":\"trustconnect.audit\",\"severity\":3},"
                + "\"trustconnect\":{\"failures\":[{\"upstream\":\"a\",\"reason\":"
                + "\"upstream.timeout\"},{\"upstream\":\"b\",\"reason\":\"upstream.tls\"}]}}");
  }

  @Test
  void hostileTextStaysOneLineOfPrintableAscii() throws IOException {
    StringWriter text = new StringWriter();
    try (AuditSink sink = AuditSink.ecs(text)) {
      sink.accept(
          judged(Gate.NAME, "a\n{\"forged\":1}\r\u0085\u2028\u001b[2J\ud83d", Outcome.ALLOWED));
      sink.accept(large(1_000, 100_000));
    }

    assertThat(text.toString()).matches("([\\x20-\\x7e]+\n){2}");
    assertThat(text.toString().lines())
        .first()
        .asString()
        .contains("\"subject\":\"a?{\\\"forged\\\":1}????[2J?\"");
    assertThat(text.toString()).doesNotContain("\u2026".repeat(2)).contains("\\u2026");
  }

  @Test
  void listsAndTextsAreCapped() {
    assertThat(EcsJson.of(large(1_000, 100_000)).split("pinned", -1)).hasSize(101);
    assertThat(EcsJson.of(large(1, 100_000))).hasSizeLessThan(8 * 6_100);
  }

  @Test
  void eventThatFitsIsNotShortened() throws IOException {
    AuditEvent event = large(1, 100);
    assertThat(EcsJson.of(event, EcsJson.of(event).length())).isEqualTo(EcsJson.of(event));
  }

  @Test
  void findingsGoFirstThenListsThenTheEndsOfTexts() throws IOException {
    AuditEvent event = large(10, 100);

    String withoutFindings = EcsJson.of(event, 10_000);
    assertThat(withoutFindings)
        .doesNotContain("\"findings\"")
        .contains("\"warnings\"", "\"shortened\":true", "\\u2026".repeat(100));
    String withoutLists = EcsJson.of(event, 5_000);
    assertThat(withoutLists).doesNotContain("\"warnings\"").contains("\\u2026".repeat(100));
    String shortest = EcsJson.of(event, 2_048);
    assertThat(shortest)
        .hasSizeLessThanOrEqualTo(2_048)
        .contains("\"code\":\"pin.not-in-path\"", "\"address\":\"" + "a".repeat(63) + ".test\"")
        .endsWith("}}");
  }
}
