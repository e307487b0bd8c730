package dev.trustconnect.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.audit.AuditEvent.Change;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a SIEM reads: every fact of an event is a member of its own. */
class EventJsonTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static String findings(Finding... findings) {
    String json =
        new AuditEvent.Judged(
                NOW,
                Gate.NAME,
                "a.test",
                Outcome.ALLOWED,
                Optional.empty(),
                "",
                "",
                "",
                List.of(findings),
                List.of())
            .toJson();
    return json.substring(json.indexOf("\"findings\":"), json.indexOf(",\"warnings\":"));
  }

  @Test
  void everyKindOfFindingHasTheSameMembers() {
    assertThat(
            findings(
                new Finding.Satisfied(Check.NAME_PROVEN, "SECURE"),
                new Finding.Violated(Check.PINNED, Reason.PIN_NOT_IN_PATH, "a \"key\"", "another"),
                new Finding.NotEvaluated(
                    Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN, "behind a proxy")))
        .isEqualTo(
            "\"findings\":["
                + "{\"check\":\"name proven\",\"state\":\"satisfied\",\"reason\":null,"
                + "\"seen\":\"SECURE\",\"wanted\":null},"
                + "{\"check\":\"pinned\",\"state\":\"violated\",\"reason\":\"pin.not-in-path\","
                + "\"seen\":\"a \\\"key\\\"\",\"wanted\":\"another\"},"
                + "{\"check\":\"address bound\",\"state\":\"not-evaluated\","
                + "\"reason\":\"address.not-seen\",\"seen\":\"behind a proxy\",\"wanted\":null}]");
    assertThat(findings()).isEqualTo("\"findings\":[]");
  }

  @Test
  void upstreamThatIsPutAsideIsNamedWithReasonAndEnd() {
    assertThat(
            new AuditEvent.UpstreamChanged(
                    NOW,
                    "dns.quad9.net",
                    Change.PUT_ASIDE,
                    Optional.of(Reason.UPSTREAM_TIMEOUT),
                    Optional.of(NOW.plusSeconds(30)),
                    "api.test")
                .toJson())
        .isEqualTo(
            "{\"at\":\"2026-06-01T12:00:00Z\",\"event\":\"upstream-put-aside\","
                + "\"upstream\":\"dns.quad9.net\",\"reason\":\"upstream.timeout\","
                + "\"until\":\"2026-06-01T12:00:30Z\",\"name\":\"api.test\"}");
  }

  @Test
  void upstreamThatCameBackHasNoReason() {
    assertThat(
            new AuditEvent.UpstreamChanged(
                    NOW, "a", Change.CAME_BACK, Optional.empty(), Optional.empty(), "")
                .toJson())
        .isEqualTo(
            "{\"at\":\"2026-06-01T12:00:00Z\",\"event\":\"upstream-came-back\","
                + "\"upstream\":\"a\",\"reason\":null,\"until\":null,\"name\":\"\"}");
  }

  @Test
  void disagreementNamesBothUpstreams() {
    assertThat(
            new AuditEvent.UpstreamsDisagree(
                    NOW, "liar", Reason.SIGNATURE_INVALID, "honest", "SECURE", true, "api.test")
                .toJson())
        .isEqualTo(
            "{\"at\":\"2026-06-01T12:00:00Z\",\"event\":\"upstreams-disagree\","
                + "\"bogus\":\"liar\",\"reason\":\"dnssec.signature-invalid\","
                + "\"proven\":\"honest\",\"verdict\":\"SECURE\",\"stripped\":true,"
                + "\"name\":\"api.test\"}");
  }

  @Test
  void failureOfAllNamesEachWithItsReason() {
    assertThat(
            new AuditEvent.UpstreamsFailed(
                    NOW,
                    List.of(
                        new AuditEvent.UpstreamFailure("a", Reason.UPSTREAM_TIMEOUT),
                        new AuditEvent.UpstreamFailure("b", Reason.UPSTREAM_TLS)),
                    "")
                .toJson())
        .isEqualTo(
            "{\"at\":\"2026-06-01T12:00:00Z\",\"event\":\"upstreams-failed\",\"failures\":["
                + "{\"upstream\":\"a\",\"reason\":\"upstream.timeout\"},"
                + "{\"upstream\":\"b\",\"reason\":\"upstream.tls\"}],\"name\":\"\"}");
  }
}
