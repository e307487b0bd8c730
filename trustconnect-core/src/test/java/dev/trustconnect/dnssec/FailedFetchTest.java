package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** A failed fetch is INDETERMINATE, never "no data" and never INSECURE. */
class FailedFetchTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("host.test", zone -> zone.records("www A 192.0.2.1", "far CNAME www.other.org."))
          .zone("other.org", zone -> zone.record("www A 192.0.2.2"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.3"))
          .build();

  @ParameterizedTest
  @ValueSource(strings = {"www.host.test", "nothing.host.test", "far.host.test", "www.plain.test"})
  void eachFailedQuestionIsIndeterminateOrNotNeeded(String name) {
    Question question = Harm.question(name, Type.A);
    Verdict healthy = judge(question, null, Reason.UPSTREAM_TIMEOUT).verdict();
    Set<Question> asked = new LinkedHashSet<>();
    judge(question, null, Reason.UPSTREAM_TIMEOUT, asked);

    assertThat(asked).hasSizeGreaterThan(4);
    for (Question failed : asked) {
      Verdict verdict = judge(question, failed, Reason.UPSTREAM_TIMEOUT).verdict();

      if (verdict instanceof Verdict.Indeterminate) {
        assertThat(verdict.reason()).as(failed.toString()).isEqualTo(Reason.UPSTREAM_TIMEOUT);
        assertThat(verdict.link()).get().extracting(FailingLink::zone).isNotNull();
      } else {
        assertThat(verdict.label() + verdict.reason())
            .as("not needed: %s", failed)
            .isEqualTo(healthy.label() + healthy.reason());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ". DNSKEY",
        "test. DS",
        "test. DNSKEY",
        "host.test. DS",
        "host.test. DNSKEY",
        "www.host.test. A"
      })
  void everyLinkOfTheChainIsNeeded(String failed) {
    assertIndeterminate("www.host.test", failed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {". DNSKEY", "test. DS", "test. DNSKEY", "plain.test. DS", "www.plain.test. A"})
  void everyLinkToAnUnsignedZoneIsNeeded(String failed) {
    assertIndeterminate("www.plain.test", failed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"org. DS", "org. DNSKEY", "other.org. DS", "other.org. DNSKEY"})
  void everyLinkBehindAnAliasIsNeeded(String failed) {
    assertIndeterminate("far.host.test", failed);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "UPSTREAM_TIMEOUT",
        "UPSTREAM_UNREACHABLE",
        "UPSTREAM_TLS",
        "UPSTREAM_PIN",
        "UPSTREAM_HTTP_STATUS",
        "UPSTREAM_CONTENT_TYPE",
        "UPSTREAM_TOO_LARGE",
        "UPSTREAM_GARBAGE",
        "UPSTREAM_CLOSED",
        "RESOLVE_DEADLINE_EXCEEDED",
        "RESOLVE_CANCELLED"
      })
  void reasonOfTheFailureIsTheReasonOfTheVerdict(Reason why) {
    Verdict verdict =
        judge(Harm.question("www.host.test", Type.A), Harm.question("host.test", Type.DS), why)
            .verdict();

    assertThat(verdict.label()).isEqualTo("INDETERMINATE");
    assertThat(verdict.reason()).isEqualTo(why);
    assertThat(verdict.detail()).contains("the line is dead");
    assertThat(verdict.validUntil()).isEqualTo(WORLD.now());
  }

  private static void assertIndeterminate(String name, String failed) {
    List<String> words = List.of(failed.split(" "));
    ValidatedAnswer answer =
        judge(
            Harm.question(name, Type.A),
            Harm.question(words.get(0), Type.value(words.get(1))),
            Reason.UPSTREAM_TIMEOUT);

    assertThat(answer.verdict().label() + " " + answer.verdict().reason())
        .isEqualTo("INDETERMINATE upstream.timeout");
    assertThat(answer.ttlSeconds()).isZero();
  }

  private static ValidatedAnswer judge(Question question, @Nullable Question failed, Reason why) {
    return judge(question, failed, why, new LinkedHashSet<>());
  }

  private static ValidatedAnswer judge(
      Question question, @Nullable Question failed, Reason why, Set<Question> asked) {
    Validation validation =
        new Validator(WORLD.anchors(), ValidatorSettings.DEFAULT, ValidationMemory.none())
            .begin(question, WORLD.now());
    Step step = validation.advance();
    while (step instanceof Step.Need need) {
      Set<Question> round = new LinkedHashSet<>(need.required());
      round.addAll(need.guesses());
      for (Question one : round) {
        asked.add(one);
        if (one.equals(failed)) {
          validation.fail(one, why, "the line is dead");
        } else {
          validation.feed(one, WORLD.answer(one.name(), one.type()));
        }
      }
      step = validation.advance();
    }
    return ((Step.Done) step).answer();
  }
}
