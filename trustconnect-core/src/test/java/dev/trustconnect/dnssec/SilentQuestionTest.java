package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/**
 * A question that never gets an answer holds up those verdicts that depend on it, and no others.
 */
class SilentQuestionTest {
  private static final int ORDERS = 5;

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "host.test",
              zone ->
                  zone.records(
                      "www A 192.0.2.1",
                      "a.b A 192.0.2.2",
                      "far CNAME www.other.org.",
                      "*.w A 192.0.2.3"))
          .zone("deep.host.test", zone -> zone.records("www A 192.0.2.4"))
          .zone("other.org", zone -> zone.record("www A 192.0.2.5"))
          .zone(
              "plain.test",
              zone ->
                  zone.unsigned()
                      .records("www A 192.0.2.6", "a.b A 192.0.2.7", "far CNAME www.other.org."))
          .zone("isle.plain.test", zone -> zone.island().record("www A 192.0.2.9"))
          .zone(
              "nsec3.test",
              zone -> zone.nsec3(0, "").records("www A 192.0.2.8", "far CNAME www.plain.test."))
          .build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.host.test",
        "a.b.host.test",
        "nothing.host.test",
        "x.w.host.test",
        "far.host.test",
        "www.deep.host.test",
        "deep.host.test",
        "www.plain.test",
        "a.b.plain.test",
        "nothing.plain.test",
        "plain.test",
        "www.isle.plain.test",
        "far.plain.test",
        "www.nsec3.test",
        "nothing.nsec3.test",
        "far.nsec3.test"
      })
  void verdictWaitsOnlyForAnswersItDependsOn(String name) {
    Question question = Harm.question(name, Type.A);
    Set<Question> asked = new LinkedHashSet<>();
    String healthy = said(run(question, null, 0, asked, false));
    assertThat(asked).hasSizeGreaterThan(4);

    for (Question silent : asked) {
      String failed = said(run(question, silent, 0, new LinkedHashSet<>(), true));
      for (int order = 0; order < ORDERS; order++) {
        String waited = said(run(question, silent, order, new LinkedHashSet<>(), false));
        if (failed.equals(healthy)) {
          assertThat(waited).as("%s isn't needed, order %d", silent, order).isEqualTo(healthy);
        } else {
          assertThat(waited)
              .as("%s is needed, order %d", silent, order)
              .isIn("open", healthy); // another way may lead there in this order
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.host.test",
        "nothing.host.test",
        "far.host.test",
        "www.plain.test",
        "far.plain.test"
      })
  void orderOfTheAnswersChangesNoVerdict(String name) {
    Question question = Harm.question(name, Type.A);
    String healthy = said(run(question, null, 0, new LinkedHashSet<>(), false));
    for (int order = 1; order < 20; order++) {
      assertThat(said(run(question, null, order, new LinkedHashSet<>(), false))).isEqualTo(healthy);
    }
  }

  private static String said(@Nullable ValidatedAnswer answer) {
    return answer == null ? "open" : answer.verdict().label() + " " + answer.verdict().reason();
  }

  /**
   * Feeds one answer after the other, in an order of this number.
   *
   * @param silent gets no answer, or fails at once if {@code fails}
   */
  private static @Nullable ValidatedAnswer run(
      Question question, @Nullable Question silent, int order, Set<Question> asked, boolean fails) {
    Random random = new Random(order);
    Validation validation =
        new Validator(WORLD.anchors(), ValidatorSettings.DEFAULT, ValidationMemory.none())
            .begin(question, WORLD.now());
    List<Question> open = new ArrayList<>();
    Step step = validation.advance();
    while (step instanceof Step.Need need) {
      Set<Question> wanted = new LinkedHashSet<>(need.required());
      wanted.addAll(need.guesses());
      wanted.stream().filter(asked::add).forEach(open::add);
      if (!fails) {
        open.remove(silent);
      }
      if (open.isEmpty()) {
        return null;
      }
      Question next = open.remove(random.nextInt(open.size()));
      if (next.equals(silent)) {
        validation.fail(next, Reason.UPSTREAM_TIMEOUT, "no answer");
      } else {
        validation.feed(next, WORLD.answer(next.name(), next.type()));
      }
      step = validation.advance();
    }
    return ((Step.Done) step).answer();
  }
}
