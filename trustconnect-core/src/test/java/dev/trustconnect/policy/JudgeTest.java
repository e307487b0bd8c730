package dev.trustconnect.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.testing.TestInternet;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge as a table: a policy, what was found, and what comes of it in either mode. */
class JudgeTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  /** A decision: {@code ALLOWED}, the code that refuses, or {@code REPORTED} and the code. */
  private record Row(
      String name,
      UnaryOperator<EndpointPolicy.Builder> policy,
      List<Finding> findings,
      String enforced,
      String reportOnly) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(
      String name,
      UnaryOperator<EndpointPolicy.Builder> policy,
      List<Finding> findings,
      String enforced,
      String reportOnly) {
    return new Row(name, policy, findings, enforced, reportOnly);
  }

  private static UnaryOperator<EndpointPolicy.Builder> plain() {
    return policy -> policy;
  }

  private static EndpointPolicy.Builder pinned(EndpointPolicy.Builder policy) {
    return policy
        .pins(TestInternet.SPARE_PIN, TestInternet.OTHER_SPARE_PIN)
        .pinsExpire(LocalDate.of(2030, 1, 1));
  }

  private static Finding satisfied(Check check) {
    return new Finding.Satisfied(check, "as it should be");
  }

  private static Finding violated(Check check, Reason reason) {
    return new Finding.Violated(check, reason, "something", "something else");
  }

  private static Finding open(Check check, Reason reason) {
    return new Finding.NotEvaluated(check, reason, "not looked at");
  }

  private static final Finding SECURE = satisfied(Check.NAME_PROVEN);
  private static final Finding INSECURE = open(Check.NAME_PROVEN, Reason.INSECURE_DELEGATION);
  private static final Finding BOGUS = violated(Check.NAME_PROVEN, Reason.SIGNATURE_INVALID);
  private static final Finding INDETERMINATE = violated(Check.NAME_PROVEN, Reason.UPSTREAM_TIMEOUT);
  private static final Finding UNSEEN = open(Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_SEEN);
  private static final Finding STALE = open(Check.NAME_FRESH, Reason.NAME_ANSWER_STALE);
  private static final Finding UNPINNED = open(Check.PINNED, Reason.PIN_NONE);
  private static final Finding PATH = satisfied(Check.PATH_VERIFIED);
  private static final Finding NO_PATH = violated(Check.PATH_VERIFIED, Reason.PATH_ISSUER_UNKNOWN);
  private static final Finding USUAL_PATH = satisfied(Check.PATH_TO_USUAL_ROOTS);

  static Stream<Row> table() {
    return Stream.of(
        row(
            "everything holds",
            JudgeTest::pinned,
            List.of(SECURE, satisfied(Check.ADDRESS_BOUND), PATH, satisfied(Check.PINNED)),
            "ALLOWED",
            "ALLOWED"),
        row("nothing was found", plain(), List.of(), "ALLOWED", "ALLOWED"),
        row("INSECURE is enough", plain(), List.of(INSECURE, PATH), "ALLOWED", "ALLOWED"),
        row(
            "INSECURE is not enough",
            EndpointPolicy.Builder::requireSecure,
            List.of(INSECURE, PATH),
            "policy.secure-required",
            "REPORTED policy.secure-required"),
        row(
            "SECURE is enough",
            EndpointPolicy.Builder::requireSecure,
            List.of(SECURE, PATH),
            "ALLOWED",
            "ALLOWED"),
        row(
            "BOGUS refuses always",
            plain(),
            List.of(BOGUS, PATH),
            "dnssec.signature-invalid",
            "dnssec.signature-invalid"),
        row(
            "INDETERMINATE refuses always",
            plain(),
            List.of(INDETERMINATE, PATH),
            "upstream.timeout",
            "upstream.timeout"),
        row(
            "special-purpose addresses refuse always",
            plain(),
            List.of(violated(Check.NAME_IN_SCOPE, Reason.ADDRESS_SPECIAL_PURPOSE)),
            "address.special-purpose",
            "address.special-purpose"),
        row(
            "an alias out of scope",
            plain(),
            List.of(violated(Check.NAME_IN_SCOPE, Reason.NAME_ALIAS_OUT_OF_SCOPE)),
            "name.alias-out-of-scope",
            "REPORTED name.alias-out-of-scope"),
        row(
            "an address out of scope",
            plain(),
            List.of(violated(Check.NAME_IN_SCOPE, Reason.ADDRESS_OUT_OF_SCOPE)),
            "address.out-of-scope",
            "REPORTED address.out-of-scope"),
        row(
            "a peer that isn't proven",
            plain(),
            List.of(violated(Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_PROVEN)),
            "address.not-proven",
            "REPORTED address.not-proven"),
        row("a peer nobody can see", plain(), List.of(UNSEEN), "ALLOWED", "ALLOWED"),
        row(
            "a peer that must be seen",
            EndpointPolicy.Builder::requireBoundAddress,
            List.of(UNSEEN),
            "address.not-seen",
            "REPORTED address.not-seen"),
        row("an answer past its TTL", plain(), List.of(STALE), "ALLOWED", "ALLOWED"),
        row(
            "an answer that must be fresh",
            EndpointPolicy.Builder::requireFreshAnswers,
            List.of(STALE),
            "name.answer-stale",
            "REPORTED name.answer-stale"),
        row("no path", plain(), List.of(NO_PATH), "path.issuer-unknown", "path.issuer-unknown"),
        row(
            "no path to the policy's roots, but to the usual ones",
            plain(),
            List.of(NO_PATH, USUAL_PATH),
            "path.issuer-unknown",
            "REPORTED path.issuer-unknown"),
        row(
            "the usual roots alone say nothing",
            plain(),
            List.of(violated(Check.PATH_TO_USUAL_ROOTS, Reason.PATH_ISSUER_UNKNOWN)),
            "ALLOWED",
            "ALLOWED"),
        row("no pins wanted", plain(), List.of(PATH, UNPINNED), "ALLOWED", "ALLOWED"),
        row(
            "pins wanted and not looked at",
            JudgeTest::pinned,
            List.of(PATH, UNPINNED),
            "pin.none",
            "pin.none"),
        row(
            "no pin matches",
            JudgeTest::pinned,
            List.of(PATH, violated(Check.PINNED, Reason.PIN_NOT_IN_PATH)),
            "pin.not-in-path",
            "REPORTED pin.not-in-path"),
        row(
            "a connection without evidence",
            plain(),
            List.of(violated(Check.ADDRESS_BOUND, Reason.GATE_NO_EVIDENCE)),
            "gate.no-evidence",
            "gate.no-evidence"),
        row(
            "a connection of another host",
            plain(),
            List.of(violated(Check.ADDRESS_BOUND, Reason.GATE_OTHER_HOST)),
            "gate.other-host",
            "gate.other-host"),
        row(
            "cleartext",
            plain(),
            List.of(violated(Check.ENCRYPTED, Reason.REQUEST_CLEARTEXT)),
            "request.cleartext",
            "REPORTED request.cleartext"),
        row(
            "a secret on its way elsewhere",
            plain(),
            List.of(violated(Check.SECRETS_AT_HOME, Reason.REQUEST_CREDENTIAL_ELSEWHERE)),
            "request.credential-elsewhere",
            "REPORTED request.credential-elsewhere"),
        row(
            "a body on its way elsewhere",
            plain(),
            List.of(violated(Check.SECRETS_AT_HOME, Reason.REQUEST_BODY_ELSEWHERE)),
            "request.body-elsewhere",
            "REPORTED request.body-elsewhere"),
        row(
            "what wasn't evaluated and is always required",
            plain(),
            List.of(open(Check.PATH_VERIFIED, Reason.GATE_HOST_NOT_KNOWN)),
            "gate.host-not-known",
            "gate.host-not-known"),
        row(
            "of several the most telling",
            JudgeTest::pinned,
            List.of(
                violated(Check.PINNED, Reason.PIN_NOT_IN_PATH),
                violated(Check.PATH_VERIFIED, Reason.PATH_EXPIRED),
                violated(Check.NAME_IN_SCOPE, Reason.NAME_ALIAS_OUT_OF_SCOPE)),
            "name.alias-out-of-scope",
            "path.expired"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void decidesAsTheTableSays(Row row) {
    assertThat(decided(row.policy().apply(api()).build(), row.findings()))
        .isEqualTo(row.enforced());
    assertThat(decided(row.policy().apply(api()).reportOnly().build(), row.findings()))
        .isEqualTo(row.reportOnly());
  }

  private static EndpointPolicy.Builder api() {
    return EndpointPolicy.forHost("api.example.test");
  }

  private static String decided(EndpointPolicy policy, List<Finding> findings) {
    Decision decision = Judge.decide(policy, findings, NOW);
    assertThat(decision.findings()).isEqualTo(findings);
    if (decision instanceof Decision.Refused refused) {
      return refused.reason().code();
    }
    List<Decision.Refused> forgiven = ((Decision.Allowed) decision).forgiven();
    return forgiven.isEmpty() ? "ALLOWED" : "REPORTED " + forgiven.get(0).reason().code();
  }

  /** Forgiving is an exception made for one reason; all others refuse in either mode. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void whatIsNotListedIsNeverForgiven(Reason reason) {
    Set<Reason> forgivable =
        EnumSet.of(
            Reason.POLICY_SECURE_REQUIRED,
            Reason.NAME_ANSWER_STALE,
            Reason.NAME_ALIAS_OUT_OF_SCOPE,
            Reason.ADDRESS_OUT_OF_SCOPE,
            Reason.ADDRESS_NOT_PROVEN,
            Reason.ADDRESS_NOT_SEEN,
            Reason.GATE_SOCKET_NOT_OURS,
            Reason.PIN_NOT_IN_PATH,
            Reason.REQUEST_CLEARTEXT,
            Reason.REQUEST_CREDENTIAL_ELSEWHERE,
            Reason.REQUEST_BODY_ELSEWHERE);
    List<Finding> findings = new ArrayList<>(List.of(violated(Check.NAME_PROVEN, reason)));

    String decided =
        decided(EndpointPolicy.forHost("api.example.test").reportOnly().build(), findings);

    assertThat(decided)
        .isEqualTo(forgivable.contains(reason) ? "REPORTED " + reason.code() : reason.code());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-03, ",
    "2026-07-01, pin.expires-soon",
    "2026-06-02, pin.expires-soon",
    "2026-06-01, pin.expires-soon",
    "2026-05-31, pin.expired",
    "2001-01-01, pin.expired",
  })
  void expiryWarnsAndNeverDisablesPins(LocalDate day, String warning) {
    EndpointPolicy policy =
        pinned(EndpointPolicy.forHost("api.example.test")).pinsExpire(day).build();
    Finding unmatched = violated(Check.PINNED, Reason.PIN_NOT_IN_PATH);

    Decision allowed = Judge.decide(policy, List.of(satisfied(Check.PINNED)), NOW);
    Decision refused = Judge.decide(policy, List.of(unmatched), NOW);

    assertThat(allowed).isInstanceOf(Decision.Allowed.class);
    assertThat(refused).isInstanceOf(Decision.Refused.class);
    assertThat(allowed.warnings())
        .extracting(w -> w.reason().code())
        .isEqualTo(warning == null ? List.of() : List.of(warning));
  }

  @Test
  void warningNamesHostAndDay() {
    EndpointPolicy policy =
        pinned(EndpointPolicy.forHost("*.example.test"))
            .pinsExpire(LocalDate.of(2026, 5, 1))
            .build();

    assertThat(Judge.decide(policy, List.of(), NOW).warnings())
        .extracting(Warning::text)
        .containsExactly(
            "pins of *.example.test expired on 2026-05-01; they still hold, renew them");
  }

  @Test
  void staleAnswerIsWarnedAboutAndNothingElseThatWasNotLookedAt() {
    Finding stale =
        new Finding.NotEvaluated(
            Check.NAME_FRESH, Reason.NAME_ANSWER_STALE, "an answer that ended");
    Finding unpinned = new Finding.NotEvaluated(Check.PINNED, Reason.PIN_NONE, "no pins");
    EndpointPolicy policy = EndpointPolicy.forHost("api.example.test").build();

    assertThat(Judge.decide(policy, List.of(stale, unpinned), Instant.EPOCH).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.reason()).isEqualTo(Reason.NAME_ANSWER_STALE);
              assertThat(warning.text()).isEqualTo("an answer that ended; see to the upstreams");
            });
  }

  @Test
  void kindOfAddressesThatFailedIsWarnedAbout() {
    Finding incomplete =
        new Finding.NotEvaluated(Check.NAME_COMPLETE, Reason.UPSTREAM_RCODE, "no answer for AAAA");
    EndpointPolicy policy = EndpointPolicy.forHost("api.example.test").build();

    assertThat(Judge.decide(policy, List.of(incomplete), Instant.EPOCH).warnings())
        .extracting(Warning::text)
        .containsExactly("no answer for AAAA; see to the upstreams");
  }
}
