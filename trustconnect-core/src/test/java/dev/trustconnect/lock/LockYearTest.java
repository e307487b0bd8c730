package dev.trustconnect.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A year of healthy life: keys of 47 days, eight intermediates, addresses of a CDN. */
class LockYearTest {
  private static final int LIFETIME = 47;
  private static final int RENEWED_AFTER = 31;
  private static final TestCa ROOT = TestCa.create("Root,O=Authority");

  private final List<TestCa> intermediates = new ArrayList<>();
  private final SignedWorld world =
      SignedWorld.builder()
          .zone("example.test", zone -> zone.record("api CNAME e1.cdn.test."))
          .zone("cdn.test", zone -> zone.record("e1 A 127.0.1.30"))
          .build();

  LockYearTest() {
    for (int i = 1; i <= 8; i++) {
      intermediates.add(ROOT.intermediate("R" + i + ",O=Authority"));
    }
  }

  private static Instant day(int day) {
    return SignedWorld.NOW.plus(Duration.ofDays(day));
  }

  private TestCa.Identity issued(int day, int number) {
    return intermediates
        .get(number % intermediates.size())
        .odd(Scene.HOST)
        .from(day(day))
        .to(day(day + LIFETIME))
        .identity();
  }

  @Test
  void hasNoAlertNoNoticeAndNoNewLine() {
    Scene dns = Scene.in(world);
    List<TestCa.Identity> servers = new ArrayList<>(List.of(issued(0, 0), issued(-10, 1)));
    int[] issued = {0, -10};
    int number = 2;
    String first = "";
    TrustLock lock = TrustLock.empty();
    LockState state = LockState.empty();
    for (int day = 1; day <= 365; day++) {
      for (int server = 0; server < 2; server++) {
        if (day - issued[server] >= RENEWED_AFTER) {
          servers.set(server, issued(day, number));
          issued[server] = day;
          number++;
        }
      }
      // Every day another of the CDN's servers answers, from another of its networks.
      Scene scene =
          dns.at(day(day))
              .addresses("198.51." + day % 200 + "." + day % 250)
              .serving(ROOT, servers.get(day * 7 % 3 % 2));
      if (day == 1) {
        lock = scene.locked();
        first = lock.toText();
      }
      Drift drift = lock.compare(List.of(scene.look()), state);
      assertThat(drift.changes()).as("day %s", day).allMatch(c -> c.weight() == Weight.SILENT);
      assertThat(drift.notJudged()).isEmpty();
      assertThat(scene.locked().toText()).as("day %s", day).isEqualTo(first);
      state = state.afterLooks(lock, List.of(scene.look()));
    }
    assertThat(number).isGreaterThan(20);
    assertThat(state.of(Scene.ENDPOINT).orElseThrow().intermediates()).hasSize(8);
  }
}
