package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every reason the validator can give is provoked by a rule; a new one without a rule fails here.
 */
class EveryReasonTest {
  private static final List<RuleTable> TABLES =
      List.of(
          new SignatureRulesTest(),
          new KeyRulesTest(),
          new AlgorithmRulesTest(),
          new DelegationRulesTest(),
          new NsecRulesTest(),
          new Nsec3RulesTest(),
          new CompactDenialTest(),
          new WildcardRulesTest(),
          new AliasRulesTest(),
          new ResponseRulesTest(),
          new WorkBudgetTest());

  /**
   * Given by {@code path}, {@code pin}, {@code policy} and {@code gate}, provoked in their tests.
   */
  private static final Set<Reason> OF_CONNECTIONS =
      EnumSet.range(Reason.NAME_ANSWER_STALE, Reason.REQUEST_BODY_ELSEWHERE);

  /** Given by {@code upstream} and {@code resolve}, and provoked in their tests. */
  private static final Set<Reason> OF_UPSTREAMS =
      EnumSet.of(
          Reason.UPSTREAM_TIMEOUT,
          Reason.UPSTREAM_UNREACHABLE,
          Reason.UPSTREAM_TLS,
          Reason.UPSTREAM_PIN,
          Reason.UPSTREAM_HTTP_STATUS,
          Reason.UPSTREAM_CONTENT_TYPE,
          Reason.UPSTREAM_TOO_LARGE,
          Reason.UPSTREAM_GARBAGE,
          Reason.UPSTREAM_CLOSED,
          Reason.RESOLVE_DEADLINE_EXCEEDED,
          Reason.RESOLVE_CANCELLED,
          Reason.NAME_NOT_A_HOST,
          Reason.NAME_DOES_NOT_EXIST,
          Reason.ADDRESS_SPECIAL_PURPOSE,
          Reason.ADDRESS_NONE);

  private static Set<Reason> ofTheValidator() {
    Set<Reason> rest = EnumSet.allOf(Reason.class);
    rest.removeAll(OF_CONNECTIONS);
    rest.removeAll(OF_UPSTREAMS);
    return rest;
  }

  @Test
  void everyReasonOfTheValidatorIsProvokedByARule() {
    Set<Reason> provoked =
        TABLES.stream()
            .flatMap(table -> table.rules().stream())
            .map(Rule::reason)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));

    assertThat(provoked).containsExactlyInAnyOrderElementsOf(ofTheValidator());
  }

  @Test
  void codesAreTheValidatorsOwnOrTheUpstreams() {
    Set<String> rooms =
        ofTheValidator().stream()
            .map(reason -> reason.code().substring(0, reason.code().indexOf('.')))
            .collect(Collectors.toSet());

    assertThat(rooms).containsExactlyInAnyOrder("dnssec", "upstream");
  }
}
