package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Work limits hold to the last check, and impossible limits are refused. */
class LimitsTest {

  @Test
  void limitsOnChecksHashesAndQuestionsAreExact() {
    WorkBudget budget = new WorkBudget(new WorkLimits(2, 9, 3, 1, 4, 5));

    assertThat(budget.paySignatureCheck()).isTrue();
    assertThat(budget.paySignatureCheck()).isTrue();
    assertThat(budget.payNsec3Hash()).isTrue();
    assertThat(budget.payQuestions(5)).isTrue();
    assertThat(budget.isSpent()).isFalse();
    assertThat(budget.spentOn()).isEmpty();
    assertThat(budget.keysPerTag()).isEqualTo(3);
    assertThat(budget.aliasHops()).isEqualTo(4);

    assertThat(budget.paySignatureCheck()).isFalse();
    assertThat(budget.isSpent()).isTrue();
    assertThat(budget.spentOn()).isEqualTo("more than 2 signature checks");
    assertThat(budget.payNsec3Hash()).isFalse();
    assertThat(budget.payQuestions(1)).isFalse();
    assertThat(budget.spentOn()).as("first").isEqualTo("more than 2 signature checks");
  }

  @Test
  void limitOnWrongSignaturesIsExact() {
    WorkBudget budget = new WorkBudget(new WorkLimits(9, 2, 1, 1, 1, 1));

    budget.noteSignatureFailure();
    assertThat(budget.paySignatureCheck()).isTrue();
    budget.noteSignatureFailure();
    assertThat(budget.paySignatureCheck()).isFalse();
    assertThat(budget.spentOn()).isEqualTo("2 wrong signatures");
  }

  @Test
  void reachedLimitIsNamed() {
    WorkBudget hashes = new WorkBudget(new WorkLimits(1, 1, 1, 0, 1, 1));
    assertThat(hashes.payNsec3Hash()).isFalse();
    assertThat(hashes.spentOn()).isEqualTo("more than 0 NSEC3 hashes");
    WorkBudget questions = new WorkBudget(new WorkLimits(1, 1, 1, 0, 1, 3));
    assertThat(questions.payQuestions(2)).isTrue();
    assertThat(questions.payQuestions(2)).isFalse();
    assertThat(questions.spentOn()).isEqualTo("more than 3 chain questions");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, 0, 0, 1, true",
    "0, 0, 1, 0, 0, 1, false",
    "1, -1, 1, 0, 0, 1, false",
    "1, 0, 0, 0, 0, 1, false",
    "1, 0, 1, -1, 0, 1, false",
    "1, 0, 1, 0, -1, 1, false",
    "1, 0, 1, 0, 0, 0, false",
  })
  void limitsHaveAMinimum(
      int checks, int failures, int keys, int hashes, int hops, int questions, boolean canBe) {
    if (canBe) {
      assertThatCode(() -> new WorkLimits(checks, failures, keys, hashes, hops, questions))
          .doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> new WorkLimits(checks, failures, keys, hashes, hops, questions))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a work limit is too small: " + checks + " checks, ");
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, true", "PT24H, true", "PT-0.000000001S, false", "PT24H0.000000001S, false"})
  void skewIsBetweenZeroAndADay(Duration skew, boolean canBe) {
    var builder = ValidatorSettings.builder();
    if (canBe) {
      assertThat(builder.clockSkew(skew).build().clockSkew()).isEqualTo(skew);
    } else {
      assertThatThrownBy(() -> builder.clockSkew(skew))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the clock skew is between 0 and 1 day: " + skew);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "7, 7, true", "0, 9, true", "-1, 9, false", "7, 6, false"})
  void iterationsAreInsecureBeforeTheyAreBogus(int insecure, int bogus, boolean canBe) {
    var builder = ValidatorSettings.builder();
    if (canBe) {
      ValidatorSettings settings = builder.nsec3Iterations(insecure, bogus).build();
      assertThat(settings.nsec3InsecureAbove()).isEqualTo(insecure);
      assertThat(settings.nsec3BogusAbove()).isEqualTo(bogus);
    } else {
      assertThatThrownBy(() -> builder.nsec3Iterations(insecure, bogus))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(insecure + ", " + bogus);
    }
  }

  @Test
  void questionIsAbsoluteAndOfAType() throws Exception {
    assertThat(new Question(Name.fromString("a.test."), Type.A)).hasToString("a.test. A");
    assertThatThrownBy(() -> new Question(Name.fromString("a.test"), Type.A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a question needs an absolute name: a.test");
    assertThatThrownBy(() -> new Question(Name.root, 65_536))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Question(Name.root, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
