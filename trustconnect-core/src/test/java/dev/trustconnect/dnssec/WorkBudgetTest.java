package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.WORK_BUDGET_SPENT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.OddKeys;
import dev.trustconnect.testing.SignedWorld;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/**
 * Work is bounded before it is done (KeyTrap, CVE-2023-50387); running out is INDETERMINATE, never
 * BOGUS and never INSECURE.
 */
class WorkBudgetTest implements RuleTable {
  private static final String WWW = "www.b.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("b.test", zone -> zone.records("www A 192.0.2.1", "away CNAME www.many.test."))
          .zone("n3.test", zone -> zone.nsec3(0, "").record("www A 192.0.2.2"))
          .zone("many.test", zone -> zone.keys(1, 12).record("www A 192.0.2.3"))
          .build();

  @Override
  public List<Rule> rules() {
    return List.of(
        www("fifteenWrongSignaturesBeforeTheGoodOneFit")
            .harm(Harm.garbageRrsigs(WWW, Type.A, "b.test", 15))
            .staysSecure(),
        www("moreThanSixteenWrongSignaturesSpendTheBudget")
            .harm(Harm.garbageRrsigs(WWW, Type.A, "b.test", 17))
            .isIndeterminate(WORK_BUDGET_SPENT),
        www("wrongSignaturesAreCountedAcrossTheChain")
            .harm(
                Harm.garbageRrsigs(WWW, Type.A, "b.test", 6)
                    .and(Harm.garbageRrsigs("b.test", Type.DNSKEY, "b.test", 6))
                    .and(Harm.garbageRrsigs("b.test", Type.DS, "test", 6)))
            .isIndeterminate(WORK_BUDGET_SPENT),
        www("wrongSignaturesOfStrangersCostNothing")
            .harm(Harm.garbageRrsigs(WWW, Type.A, "n3.test", 40))
            .staysSecure(),
        // KeyTrap: colliding keys times colliding signatures.
        www("collidingKeysTimesWrongSignaturesSpendTheBudget")
            .harm(
                KeyHarm.addKeys("b.test", OddKeys.sameTag(WORLD.zone("b.test").keys().get(1), 0))
                    .and(Harm.garbageRrsigs(WWW, Type.A, "b.test", 9)))
            .isIndeterminate(WORK_BUDGET_SPENT),
        www("signatureChecksAreCounted")
            .change(limits(new WorkLimits(5, 16, 2, 32, 11, 48)))
            .isIndeterminate(WORK_BUDGET_SPENT),
        // Three zones' keys, two DS sets and the answer.
        www("sixChecksSufficeForThreeZones")
            .change(limits(new WorkLimits(6, 1, 1, 0, 0, 48)))
            .staysSecure(),
        rule("nsec3HashesAreCounted", "nothing.n3.test")
            .change(limits(new WorkLimits(64, 16, 2, 2, 11, 48)))
            .isIndeterminate(WORK_BUDGET_SPENT),
        rule("deepNameIsNotHashedLabelByLabelWithoutEnd", "a.b.c.d.e.f.g.h.i.j.k.n3.test")
            .change(limits(new WorkLimits(64, 16, 2, 12, 11, 48)))
            .isIndeterminate(WORK_BUDGET_SPENT),
        www("chainQuestionsAreCounted")
            .change(limits(new WorkLimits(64, 16, 2, 32, 11, 3)))
            .isIndeterminate(WORK_BUDGET_SPENT),
        // Keys and DS of three zones at first, then the alias' target and its zone's.
        rule("questionsBehindAnAliasAreCountedToo", "away.b.test")
            .change(ask -> limits(new WorkLimits(64, 16, 2, 32, 11, 7)).apply(targetLeftOut(ask)))
            .isIndeterminate(WORK_BUDGET_SPENT),
        rule("eightQuestionsSufficeForAnAlias", "away.b.test")
            .change(ask -> limits(new WorkLimits(64, 16, 2, 32, 11, 8)).apply(targetLeftOut(ask)))
            .staysSecure(),
        // Trust model: a zone with 13 key tags must still fit.
        rule("thirteenKeyTagsFit", "www.many.test")
            .harm(Harm.garbageRrsigs("www.many.test", Type.A, "many.test", 1))
            .staysSecure());
  }

  @Test
  void limitsThatLeaveNothingAreRefused() {
    assertThatThrownBy(() -> new WorkLimits(0, 0, 1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 checks");
  }

  private static Ask targetLeftOut(Ask ask) {
    return ask.harm(Harm.dropRrset("www.many.test", Type.A).onlyFor("away.b.test", Type.A));
  }

  private static UnaryOperator<Ask> limits(WorkLimits limits) {
    return ask -> ask.settings(ValidatorSettings.builder().limits(limits).build());
  }

  private static Rule.Healthy www(String claim) {
    return rule(claim, WWW);
  }

  private static Rule.Healthy rule(String claim, String name) {
    return Rule.of(claim, WORLD, name, Type.A);
  }
}
