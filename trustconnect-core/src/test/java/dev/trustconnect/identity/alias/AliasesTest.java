package dev.trustconnect.identity.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.testing.TestCa;
import org.junit.jupiter.api.Test;

/** Which key an alias stands for. */
class AliasesTest {
  private final TestCa ca = TestCa.create("Corp");
  private final ClientIdentity first = ca.client("payments").asClient();
  private final ClientIdentity renewed = ca.client("payments").asClient();
  private final Aliases aliases = new Aliases();

  @Test
  void aliasStandsForItsOwnIdentityWhateverIsChosenLater() {
    String before = aliases.aliasFor("payments#1", first);
    String after = aliases.aliasFor("payments#1", renewed);
    String again = aliases.aliasFor("payments#1", first);

    assertThat(before).startsWith("payments#1#").isNotEqualTo(after).isNotEqualTo(again);
    assertThat(aliases.keyFor(before)).isSameAs(first.privateKey());
    assertThat(aliases.chainFor(before)).containsExactly(first.leaf());
    assertThat(aliases.keyFor(after)).isSameAs(renewed.privateKey());
    assertThat(aliases.chainFor(after)).containsExactly(renewed.leaf());
    assertThat(aliases.keyFor(again)).isSameAs(first.privateKey());
  }

  @Test
  void whoOnlyKnowsTheSpellingGetsNothing() {
    String alias = aliases.aliasFor("payments#1", first);
    String spelled = String.valueOf(alias.toCharArray());

    assertThat(spelled).isEqualTo(alias);
    assertThat(aliases.keyFor(spelled)).isNull();
    assertThat(aliases.chainFor(spelled)).isNull();
    assertThat(aliases.keyFor("payments#1")).isNull();
    assertThat(aliases.keyFor(alias)).isSameAs(first.privateKey());
  }
}
