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

  /** What the validator finds wrong with a message before it looks at a signature. */
  private static final Set<Reason> OF_MESSAGES =
      EnumSet.of(
          Reason.UPSTREAM_ANSWER_NOT_OURS,
          Reason.UPSTREAM_ANSWER_EXCESSIVE,
          Reason.UPSTREAM_RCODE,
          Reason.UPSTREAM_TRUNCATED);

  private static Set<Reason> ofTheValidator() {
    Set<Reason> reasons = EnumSet.copyOf(OF_MESSAGES);
    for (Reason reason : Reason.values()) {
      if (reason.code().startsWith("dnssec.")) {
        reasons.add(reason);
      }
    }
    return reasons;
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
}
