package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.RandomChange;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.UsualWorld;
import dev.trustconnect.testing.UsualWorld.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Ten thousand answers of a healthy world, each with one random change: none may make the validator
 * believe what the world doesn't hold, call a signed zone unsigned, or throw.
 */
class ChangedAnswersTest {
  private static final int CHANGES = Integer.getInteger("trustconnect.changes", 10_000);
  private static final long SEED = Long.getLong("trustconnect.seed", 20_260_601L);

  private static final Name ITERATED = Name.fromConstantString("iterated.test.");

  private final SignedWorld world = UsualWorld.build();
  private final List<Expected> expectations = UsualWorld.expectations();
  private final List<Ask.Outcome> healthy = new ArrayList<>();
  private final List<Message> others = new ArrayList<>();
  private final Map<String, Integer> tally = new TreeMap<>();

  @Test
  void oneChangeNeverMakesTheValidatorBelieveMoreThanTheWorldHolds() {
    Ask warm = Ask.of(world).remembering();
    for (Expected expected : expectations) {
      Ask.Outcome outcome = Ask.of(world).resolve(expected.question());
      assertThat(outcome.label()).as(expected.toString()).isEqualTo(expected.label());
      assertThat(warm.resolve(expected.question()).said())
          .as("%s with known zones", expected)
          .isEqualTo(outcome.said());
      healthy.add(outcome);
      others.add(honest(expected.question()));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int change = 0; change < CHANGES; change++) {
      changeOne(change, warm, random);
    }
    System.out.println(CHANGES + " changed answers, seed " + SEED + ": " + tally);
  }

  private void changeOne(int number, Ask warm, SplittableRandom random) {
    int index = random.nextInt(expectations.size());
    Ask.Outcome before = healthy.get(index);
    boolean answerItself = random.nextInt(3) > 0;
    Question changed =
        answerItself
            ? before.answer().question()
            : before.questions().get(random.nextInt(before.questions().size()));
    RandomChange change = RandomChange.of(honest(changed), others, random);
    Harm harm = Harm.answerWith(changed, change.message());
    // A change to the answer alone is judged with the zones known, one to the chain without.
    Ask ask = answerItself ? warm.harm(harm) : Ask.of(world).harm(harm);
    Ask.Outcome after = ask.resolve(before.answer().question());
    String what =
        "change %d of seed %d to the answer to %s: %s%nbefore %s%nafter  %s"
            .formatted(number, SEED, changed, change.sentence(), before, after);
    tally.merge(before.label() + " to " + after.label(), 1, Integer::sum);
    check(before, after, what);
  }

  private void check(Ask.Outcome before, Ask.Outcome after, String what) {
    // RFC 9276 §3.2: above 100 iterations no proof is computed, so any name of such a zone may be
    // an
    // unsigned delegation for all we know: what isn't signed there is INSECURE.
    if (before.label().equals("SECURE") && !before.answer().last().zone().equals(ITERATED)) {
      assertThat(after.label()).as(what).isNotEqualTo("INSECURE");
    }
    for (Hop hop : after.answer().hops()) {
      if (hop.verdict() instanceof Verdict.Secure) {
        checkIsTrue(hop, before, what);
      }
    }
  }

  /** What is SECURE is held by the world, and what is SECURE in its absence isn't. */
  private void checkIsTrue(Hop hop, Ask.Outcome before, String what) {
    hop.records()
        .forEach(
            set -> {
              for (Record record : set.rrs(false)) {
                assertThat(world.holds(record)).as(what + "%nholds %s", record).isTrue();
              }
            });
    if (hop.kind() == Hop.Kind.NODATA || hop.kind() == Hop.Kind.NXDOMAIN) {
      // A changed alias may lead to another name; what is said of that one must be true as well.
      Message truth = honest(new Question(hop.name(), before.answer().question().type()));
      assertThat(truth.getSection(Section.ANSWER)).as(what).isEmpty();
      if (hop.kind() == Hop.Kind.NXDOMAIN && !hop.zone().toString().equals("lies.test.")) {
        assertThat(Rcode.string(truth.getRcode())).as(what).isEqualTo("NXDOMAIN");
      }
    }
  }

  private Message honest(Question question) {
    return world.answer(question.name(), question.type());
  }
}
