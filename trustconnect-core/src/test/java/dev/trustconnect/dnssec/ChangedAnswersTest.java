package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.RandomChange;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.UsualWorld;
import dev.trustconnect.testing.UsualWorld.Expected;
import dev.trustconnect.testing.contract.SoundnessOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;

/**
 * Ten thousand answers of a healthy world, each with one random change: none may make the validator
 * accept data that the world doesn't hold, call a signed zone unsigned, or throw.
 */
class ChangedAnswersTest {
  private static final int CHANGES = Integer.getInteger("trustconnect.changes", 10_000);
  private static final long SEED = Long.getLong("trustconnect.seed", 20_260_601L);

  private final SignedWorld world = UsualWorld.build();
  private final List<Expected> expectations = UsualWorld.expectations();
  private final List<Ask.Outcome> healthy = new ArrayList<>();
  private final List<Message> others = new ArrayList<>();
  private final Map<String, Integer> tally = new TreeMap<>();

  @Test
  void changedAnswerNeverProvesMoreThanTheWorldHolds() {
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
    SoundnessOracle.assertSound(world, before.answer(), after.answer(), what);
  }

  private Message honest(Question question) {
    return world.answer(question.name(), question.type());
  }
}
