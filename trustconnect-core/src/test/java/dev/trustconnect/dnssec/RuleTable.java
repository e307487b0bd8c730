package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A test class that is a table of rules, each of them one test. */
interface RuleTable {
  List<Rule> rules();

  @TestFactory
  default Stream<DynamicTest> everyRuleHolds() {
    return rules().stream().map(rule -> DynamicTest.dynamicTest(rule.claim(), rule::check));
  }

  @Test
  default void noClaimIsMadeTwice() {
    assertThat(rules()).isNotEmpty().extracting(Rule::claim).doesNotHaveDuplicates();
  }
}
