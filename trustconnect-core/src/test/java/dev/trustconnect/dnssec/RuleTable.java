package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test class that is a table of rules, each of them one test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // rules() belongs to the test
interface RuleTable {
  List<Rule> rules();

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  default void everyRuleHolds(Rule rule) {
    rule.check();
  }

  @Test
  default void noClaimIsMadeTwice() {
    assertThat(rules()).isNotEmpty().extracting(Rule::claim).doesNotHaveDuplicates();
  }
}
