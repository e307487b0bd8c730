package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

class RandomChangeTest {
  private static final SignedWorld WORLD = UsualWorld.build();

  @Test
  void theSameSeedMakesTheSameChange() {
    for (int seed = 0; seed < 200; seed++) {
      RandomChange once = change(seed);
      RandomChange twice = change(seed);
      assertThat(twice.sentence()).isEqualTo(once.sentence());
      assertThat(twice.message().toWire()).isEqualTo(once.message().toWire());
    }
  }

  @Test
  void everyKindOfChangeOccurs() {
    Set<String> firstWords = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      firstWords.add(change(seed).sentence().replaceAll(" .*", ""));
    }
    assertThat(firstWords)
        .contains(
            "dropped",
            "emptied",
            "altered",
            "shuffled",
            "moved",
            "repeated",
            "swapped",
            "put",
            "took",
            "set",
            "added",
            "changed",
            "flipped",
            "answered");
  }

  private static RandomChange change(int seed) {
    List<Message> others = new ArrayList<>();
    others.add(WORLD.answer("mail.nsec.test", Type.A));
    others.add(WORLD.answer("nothing.nsec3.test", Type.A));
    Message message = WORLD.answer("alias.nsec.test", Type.MX);
    return RandomChange.of(message, others, new SplittableRandom(seed));
  }
}
