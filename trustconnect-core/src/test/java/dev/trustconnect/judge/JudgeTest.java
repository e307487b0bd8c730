package dev.trustconnect.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Warning;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.Provokes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge as a table: a policy, what was found, and what comes of it in either mode. */
class JudgeTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private enum Act {
    ALLOWED,
    REPORTED,
    REFUSED
  }

  /** What comes of it; the reason is null if nothing speaks against it. */
  private record Outcome(Act act, @Nullable Reason reason) {
    @Override
    public String toString() {
      return reason == null ? act.name() : act + " " + reason.code();
    }
  }

  private static final Outcome ALLOWED = new Outcome(Act.ALLOWED, null);

  private static Outcome reported(Reason reason) {
    return new Outcome(Act.REPORTED, reason);
  }

  private static Outcome refused(Reason reason) {
    return new Outcome(Act.REFUSED, reason);
  }

  private record Row(
      String name,
      UnaryOperator<EndpointPolicy.Builder> policy,
      List<Finding> findings,
      Set<Check> checks,
      Outcome enforced,
      Outcome reportOnly) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(
      String name,
      UnaryOperator<EndpointPolicy.Builder> policy,
      List<Finding> findings,
      Outcome enforced,
      Outcome reportOnly) {
    return new Row(name, policy, findings, checksOf(findings), enforced, reportOnly);
  }

  /** A row in which one of {@code checks} has no finding. */
  private static Row unseen(
      String name,
      UnaryOperator<EndpointPolicy.Builder> policy,
      List<Finding> findings,
      Set<Check> checks) {
    Outcome outcome = refused(Reason.GATE_CHECK_MISSING);
    return new Row(name, policy, findings, checks, outcome, outcome);
  }

  private static Set<Check> checksOf(List<Finding> findings) {
    return findings.stream().map(Finding::check).collect(Collectors.toSet());
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
  private static final Finding BOUND = satisfied(Check.ADDRESS_BOUND);
  private static final Finding PATH = satisfied(Check.PATH_VERIFIED);
  private static final Finding NO_PATH = violated(Check.PATH_VERIFIED, Reason.PATH_ISSUER_UNKNOWN);
  private static final Finding USUAL_PATH = satisfied(Check.PATH_TO_DEFAULT_ROOTS);

  private static final Set<Check> PINNED = Set.of(Check.PINNED);

  private static final Set<Check> ANY_CONNECTION =
      Set.of(Check.NAME_PROVEN, Check.ADDRESS_BOUND, Check.PATH_VERIFIED);

  static Stream<Row> table() {
    return Stream.of(
        row(
            "everything holds",
            JudgeTest::pinned,
            List.of(SECURE, satisfied(Check.ADDRESS_BOUND), PATH, satisfied(Check.PINNED)),
            ALLOWED,
            ALLOWED),
        unseen("nothing was found", plain(), List.of(), ANY_CONNECTION),
        unseen("all but the name was found", plain(), List.of(BOUND, PATH), ANY_CONNECTION),
        unseen("all but the path was found", plain(), List.of(SECURE, BOUND), ANY_CONNECTION),
        unseen(
            "the usual roots say nothing for a path that nobody looked at",
            plain(),
            List.of(SECURE, BOUND, USUAL_PATH),
            ANY_CONNECTION),
        unseen(
            "pins that nobody looked for",
            JudgeTest::pinned,
            List.of(PATH),
            Set.of(Check.PATH_VERIFIED, Check.PINNED)),
        unseen(
            "no pins, which nobody looked for either",
            plain(),
            List.of(PATH),
            Set.of(Check.PATH_VERIFIED, Check.PINNED)),
        unseen(
            "aliases that nobody looked at",
            policy -> policy.aliasOwners("example.test"),
            List.of(SECURE),
            Set.of(Check.NAME_PROVEN, Check.ALIASES_IN_SCOPE)),
        unseen(
            "addresses that nobody looked at",
            policy -> policy.addresses("192.0.2.0/24"),
            List.of(SECURE),
            Set.of(Check.NAME_PROVEN, Check.ADDRESSES_IN_SCOPE)),
        unseen(
            "a harm beside a fact that nobody looked at", plain(), List.of(BOGUS), ANY_CONNECTION),
        new Row(
            "aliases and addresses that the policy doesn't list",
            plain(),
            List.of(SECURE),
            Set.of(Check.NAME_PROVEN, Check.ALIASES_IN_SCOPE, Check.ADDRESSES_IN_SCOPE),
            ALLOWED,
            ALLOWED),
        row("INSECURE is enough", plain(), List.of(INSECURE, PATH), ALLOWED, ALLOWED),
        row(
            "INSECURE is not enough",
            EndpointPolicy.Builder::requireSecure,
            List.of(INSECURE, PATH),
            refused(Reason.POLICY_SECURE_REQUIRED),
            reported(Reason.POLICY_SECURE_REQUIRED)),
        row(
            "SECURE is enough",
            EndpointPolicy.Builder::requireSecure,
            List.of(SECURE, PATH),
            ALLOWED,
            ALLOWED),
        row(
            "BOGUS refuses always",
            plain(),
            List.of(BOGUS, PATH),
            refused(Reason.SIGNATURE_INVALID),
            refused(Reason.SIGNATURE_INVALID)),
        row(
            "INDETERMINATE refuses always",
            plain(),
            List.of(INDETERMINATE, PATH),
            refused(Reason.UPSTREAM_TIMEOUT),
            refused(Reason.UPSTREAM_TIMEOUT)),
        row(
            "special-purpose addresses refuse always",
            plain(),
            List.of(violated(Check.ADDRESSES_PUBLIC, Reason.ADDRESS_SPECIAL_PURPOSE)),
            refused(Reason.ADDRESS_SPECIAL_PURPOSE),
            refused(Reason.ADDRESS_SPECIAL_PURPOSE)),
        row(
            "an alias out of scope",
            plain(),
            List.of(violated(Check.ALIASES_IN_SCOPE, Reason.NAME_ALIAS_OUT_OF_SCOPE)),
            refused(Reason.NAME_ALIAS_OUT_OF_SCOPE),
            reported(Reason.NAME_ALIAS_OUT_OF_SCOPE)),
        row(
            "an address out of scope",
            plain(),
            List.of(violated(Check.ADDRESSES_IN_SCOPE, Reason.ADDRESS_OUT_OF_SCOPE)),
            refused(Reason.ADDRESS_OUT_OF_SCOPE),
            reported(Reason.ADDRESS_OUT_OF_SCOPE)),
        row(
            "a peer that isn't proven",
            plain(),
            List.of(violated(Check.ADDRESS_BOUND, Reason.ADDRESS_NOT_PROVEN)),
            refused(Reason.ADDRESS_NOT_PROVEN),
            reported(Reason.ADDRESS_NOT_PROVEN)),
        row("a peer nobody can see", plain(), List.of(UNSEEN), ALLOWED, ALLOWED),
        row(
            "a peer that must be seen",
            EndpointPolicy.Builder::requireBoundAddress,
            List.of(UNSEEN),
            refused(Reason.ADDRESS_NOT_SEEN),
            reported(Reason.ADDRESS_NOT_SEEN)),
        row("an answer past its TTL", plain(), List.of(STALE), ALLOWED, ALLOWED),
        row(
            "an answer that must be fresh",
            EndpointPolicy.Builder::requireFreshAnswers,
            List.of(STALE),
            refused(Reason.NAME_ANSWER_STALE),
            reported(Reason.NAME_ANSWER_STALE)),
        row(
            "no path",
            plain(),
            List.of(NO_PATH),
            refused(Reason.PATH_ISSUER_UNKNOWN),
            refused(Reason.PATH_ISSUER_UNKNOWN)),
        row(
            "no path to the policy's roots, but to the usual ones",
            plain(),
            List.of(NO_PATH, USUAL_PATH),
            refused(Reason.PATH_ISSUER_UNKNOWN),
            reported(Reason.PATH_ISSUER_UNKNOWN)),
        row(
            "the usual roots alone say nothing",
            plain(),
            List.of(violated(Check.PATH_TO_DEFAULT_ROOTS, Reason.PATH_ISSUER_UNKNOWN)),
            ALLOWED,
            ALLOWED),
        row("no pins wanted", plain(), List.of(PATH, UNPINNED), ALLOWED, ALLOWED),
        row(
            "pins wanted and not looked at",
            JudgeTest::pinned,
            List.of(PATH, UNPINNED),
            refused(Reason.PIN_NONE),
            refused(Reason.PIN_NONE)),
        row(
            "no pin matches",
            JudgeTest::pinned,
            List.of(PATH, violated(Check.PINNED, Reason.PIN_NOT_IN_PATH)),
            refused(Reason.PIN_NOT_IN_PATH),
            reported(Reason.PIN_NOT_IN_PATH)),
        row(
            "a connection without evidence",
            plain(),
            List.of(violated(Check.ADDRESS_BOUND, Reason.GATE_NO_EVIDENCE)),
            refused(Reason.GATE_NO_EVIDENCE),
            refused(Reason.GATE_NO_EVIDENCE)),
        row(
            "a connection of another host",
            plain(),
            List.of(violated(Check.ADDRESS_BOUND, Reason.GATE_OTHER_HOST)),
            refused(Reason.GATE_OTHER_HOST),
            refused(Reason.GATE_OTHER_HOST)),
        row(
            "cleartext",
            plain(),
            List.of(violated(Check.ENCRYPTED, Reason.REQUEST_CLEARTEXT)),
            refused(Reason.REQUEST_CLEARTEXT),
            reported(Reason.REQUEST_CLEARTEXT)),
        row(
            "a secret on its way elsewhere",
            plain(),
            List.of(violated(Check.SECRETS_IN_SCOPE, Reason.REQUEST_CREDENTIAL_ELSEWHERE)),
            refused(Reason.REQUEST_CREDENTIAL_ELSEWHERE),
            reported(Reason.REQUEST_CREDENTIAL_ELSEWHERE)),
        row(
            "a body on its way elsewhere",
            plain(),
            List.of(violated(Check.SECRETS_IN_SCOPE, Reason.REQUEST_BODY_ELSEWHERE)),
            refused(Reason.REQUEST_BODY_ELSEWHERE),
            reported(Reason.REQUEST_BODY_ELSEWHERE)),
        row(
            "what wasn't evaluated and is always required",
            plain(),
            List.of(open(Check.PATH_VERIFIED, Reason.GATE_HOST_NOT_KNOWN)),
            refused(Reason.GATE_HOST_NOT_KNOWN),
            refused(Reason.GATE_HOST_NOT_KNOWN)),
        row(
            "of several the most telling",
            JudgeTest::pinned,
            List.of(
                violated(Check.PINNED, Reason.PIN_NOT_IN_PATH),
                violated(Check.PATH_VERIFIED, Reason.PATH_EXPIRED),
                violated(Check.ALIASES_IN_SCOPE, Reason.NAME_ALIAS_OUT_OF_SCOPE)),
            refused(Reason.NAME_ALIAS_OUT_OF_SCOPE),
            refused(Reason.PATH_EXPIRED)));
  }

  @ParameterizedTest
  @MethodSource("table")
  void decidesAsTheTableSays(Row row) {
    assertThat(decided(row.policy().apply(api()).build(), row.checks(), row.findings()))
        .isEqualTo(row.enforced());
    assertThat(
            decided(row.policy().apply(api()).reportOnly().build(), row.checks(), row.findings()))
        .isEqualTo(row.reportOnly());
  }

  private static EndpointPolicy.Builder api() {
    return EndpointPolicy.forHost("api.example.test");
  }

  private static Outcome decided(EndpointPolicy policy, Set<Check> checks, List<Finding> findings) {
    Decision decision = Judge.decide(policy, checks, findings, NOW);
    assertThat(decision.findings().subList(0, findings.size())).isEqualTo(findings);
    if (decision instanceof Decision.Refused refused) {
      return refused(refused.reason());
    }
    List<Decision.Refused> forgiven = ((Decision.Allowed) decision).forgiven();
    return forgiven.isEmpty() ? ALLOWED : reported(forgiven.get(0).reason());
  }

  /** Every check of every set is missed, whatever the policy makes of what was evaluated. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PATH_TO_DEFAULT_ROOTS")
  void checkWithoutFindingIsNamedInTheRefusal(Check check) {
    EndpointPolicy policy =
        pinned(api())
            .aliasOwners("example.test")
            .addresses("192.0.2.0/24")
            .reportOnly()
            .identity("payments")
            .build();
    List<Finding> others =
        Stream.of(Check.values())
            .filter(other -> other != check)
            .map(JudgeTest::satisfied)
            .toList();

    Decision decision = Judge.decide(policy, EnumSet.allOf(Check.class), others, NOW);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.GATE_CHECK_MISSING);
              assertThat(refused.seen()).isEqualTo("no finding about \"" + check + "\"");
            });
  }

  @Test
  void decisionNeedsAtLeastOneCheck() {
    EndpointPolicy policy = api().build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Judge.decide(policy, Set.of(), List.of(SECURE), NOW));
  }

  /** Forgiving is an exception made for one reason; all others refuse in either mode. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void unlistedReasonsAreNeverForgiven(Reason reason) {
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

    Outcome decided = decided(api().reportOnly().build(), checksOf(findings), findings);

    assertThat(decided).isEqualTo(forgivable.contains(reason) ? reported(reason) : refused(reason));
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

    Decision allowed = Judge.decide(policy, PINNED, List.of(satisfied(Check.PINNED)), NOW);
    Decision refused = Judge.decide(policy, PINNED, List.of(unmatched), NOW);

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

    assertThat(Judge.decide(policy, PINNED, List.of(satisfied(Check.PINNED)), NOW).warnings())
        .extracting(Warning::text)
        .containsExactly(
            "pins of *.example.test expired on 2026-05-01; they are still in force, renew them");
  }

  @Test
  void staleAnswerIsWarnedAboutAndOtherUnevaluatedChecksAreNot() {
    Finding stale =
        new Finding.NotEvaluated(
            Check.NAME_FRESH, Reason.NAME_ANSWER_STALE, "an answer that ended");
    Finding unpinned = new Finding.NotEvaluated(Check.PINNED, Reason.PIN_NONE, "no pins");
    EndpointPolicy policy = EndpointPolicy.forHost("api.example.test").build();

    assertThat(Judge.decide(policy, PINNED, List.of(stale, unpinned), Instant.EPOCH).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.reason()).isEqualTo(Reason.NAME_ANSWER_STALE);
              assertThat(warning.text()).isEqualTo("an answer that ended; check the upstreams");
            });
  }

  @Test
  @Provokes(Reason.POLICY_IDENTITY_TO_ANY_AUTHORITY)
  void identityForAnyPublicCertificateIsWarnedAboutWhenItWasSent() {
    EndpointPolicy.Builder policy = EndpointPolicy.forHost("api.example.test").identity("payments");
    Set<Check> checks = Set.of(Check.IDENTITY);
    List<Finding> sent = List.of(satisfied(Check.IDENTITY));
    List<Finding> notSent =
        List.of(new Finding.NotEvaluated(Check.IDENTITY, Reason.IDENTITY_NOT_WANTED, "not asked"));

    assertThat(Judge.decide(policy.build(), checks, sent, Instant.EPOCH).warnings())
        .extracting(Warning::reason)
        .containsExactly(Reason.POLICY_IDENTITY_TO_ANY_AUTHORITY);
    assertThat(Judge.decide(policy.build(), checks, notSent, Instant.EPOCH).warnings()).isEmpty();
    EndpointPolicy guarded = policy.requireSecure().build();
    assertThat(Judge.decide(guarded, checks, sent, Instant.EPOCH).warnings()).isEmpty();
  }

  @Test
  void failedAddressLookupIsWarnedAbout() {
    Finding incomplete =
        new Finding.NotEvaluated(Check.NAME_COMPLETE, Reason.UPSTREAM_RCODE, "no answer for AAAA");
    EndpointPolicy policy = EndpointPolicy.forHost("api.example.test").build();

    assertThat(
            Judge.decide(policy, Set.of(Check.NAME_COMPLETE), List.of(incomplete), Instant.EPOCH)
                .warnings())
        .extracting(Warning::text)
        .containsExactly("no answer for AAAA; check the upstreams");
  }
}
