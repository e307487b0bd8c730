package dev.trustconnect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.remark.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a change counts, and what flapping can't hide. */
class TrackTest {
  private static final Part GOOD = new Part("SECURE", "", Map.of(), Map.of(), "");
  private static final Part BOGUS =
      new Part(
          "BOGUS",
          "dnssec.signature-invalid",
          Map.of("dnssec.signature-invalid", Severity.CRITICAL),
          Map.of(),
          "");
  private static final Part MOVED =
      new Part("SECURE", "", Map.of(), Map.of("drift.alias-new", Weight.ALERT), "");

  private final Track track = new Track();
  private long now;

  private Track.Confirmed sees(Part part, int minutesLater) {
    now += Duration.ofMinutes(minutesLater).toNanos();
    return track.saw(part, now, 0);
  }

  @Test
  void oneLookThatDiffersIsNoChange() {
    assertThat(sees(GOOD, 0)).isNull();
    assertThat(sees(BOGUS, 5)).isNull();
    assertThat(sees(GOOD, 1)).isNull();
    assertThat(track.confirmed()).isEqualTo(GOOD);
  }

  @Test
  void theSecondLookThatSeesTheSameIsAChange() {
    assertThat(sees(GOOD, 0)).isNull();
    assertThat(sees(BOGUS, 5)).isNull();
    assertThat(sees(BOGUS, 1)).isEqualTo(new Track.Confirmed(GOOD, BOGUS, false));
    assertThat(sees(BOGUS, 5)).isNull();
  }

  /** Otherwise a server that is good at every second look would never be reported. */
  @Test
  void anEndpointThatAlternatesIsReportedAsComingAndGoing() {
    assertThat(sees(GOOD, 0)).isNull();
    List<Track.Confirmed> confirmed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Track.Confirmed bad = sees(BOGUS, 15);
      if (bad != null) {
        confirmed.add(bad);
      }
      Track.Confirmed good = sees(GOOD, 1);
      if (good != null) {
        confirmed.add(good);
      }
    }
    assertThat(confirmed).containsExactly(new Track.Confirmed(GOOD, BOGUS, true));
  }

  @Test
  void anEndpointThatShowsSomethingElseEachTimeIsReported() {
    assertThat(sees(GOOD, 0)).isNull();
    assertThat(sees(BOGUS, 5)).isNull();
    assertThat(sees(MOVED, 1)).isNull();
    Part third = new Part("INSECURE", "", Map.of(), Map.of(), "");
    assertThat(sees(third, 1)).isNotNull();
  }

  @Test
  void endingTheSecondConnectionDoesNotHideTheFirst() {
    assertThat(sees(GOOD, 0)).isNull();
    assertThat(sees(BOGUS, 5)).isNull();
    assertThat(track.sawNothing(now)).isNull();
    assertThat(track.sawNothing(now)).isEqualTo(new Track.Confirmed(GOOD, BOGUS, false));
  }

  private int flap(int times) {
    int reported = 0;
    for (int i = 0; i < times; i++) {
      for (Part part : List.of(BOGUS, BOGUS, GOOD, GOOD)) {
        reported += sees(part, 2) == null ? 0 : 1;
      }
    }
    return reported;
  }

  @Test
  void flappingIsReportedAtMostThreeTimes() {
    assertThat(sees(GOOD, 0)).isNull();
    assertThat(flap(200)).isEqualTo(3);
  }

  @Test
  void whatIsNewIsReportedWhileItFlaps() {
    assertThat(sees(GOOD, 0)).isNull();
    assertThat(flap(20)).isEqualTo(3);
    assertThat(sees(MOVED, 1)).isNull();
    Track.Confirmed hidden = sees(MOVED, 1);
    assertThat(hidden).isNotNull();
    assertThat(hidden.after()).isEqualTo(MOVED);
    assertThat(hidden.isFlapping()).isTrue();
  }

  /** The code is known in this flapping, but not how bad it is now. */
  @Test
  void whatGetsWorseIsReportedWhileItFlaps() {
    Part uneasy = new Part("SECURE", "", Map.of("tls.name-mismatch", Severity.LOW), Map.of(), "");
    assertThat(sees(uneasy, 0)).isNull();
    flap(20);
    sees(uneasy, 2);
    sees(uneasy, 2);
    Part worse =
        new Part("SECURE", "", Map.of("tls.name-mismatch", Severity.CRITICAL), Map.of(), "");
    assertThat(sees(worse, 2)).isNull();

    assertThat(sees(worse, 2)).isNotNull();
  }

  @Test
  void afterAnHourOfCalmWhatWasLeftOutIsReported() {
    assertThat(sees(GOOD, 0)).isNull();
    assertThat(flap(1)).isEqualTo(2);
    assertThat(sees(BOGUS, 1)).isNull();
    assertThat(sees(BOGUS, 1)).isEqualTo(new Track.Confirmed(GOOD, BOGUS, true));
    assertThat(sees(GOOD, 1)).isNull();
    assertThat(sees(GOOD, 1)).as("known in this flapping").isNull();
    assertThat(sees(GOOD, 50)).isNull();
    assertThat(sees(GOOD, 15)).isEqualTo(new Track.Confirmed(BOGUS, GOOD, false));
  }

  @Test
  void whatIsWrongAtTheFirstLookIsReportedAndTheRestIsLearned() {
    Map<String, Severity> usual = Map.of("caa.absent", Severity.LOW);
    Part dull = new Part("SECURE", "", usual, Map.of(), "");
    assertThat(sees(dull, 0)).isNull();
    assertThat(track.confirmed()).isEqualTo(dull);

    Track other = new Track();
    Part refused = new Part("BOGUS", "dnssec.key-missing", usual, Map.of(), "");
    assertThat(other.saw(refused, 0, 0)).isNull();
    Track.Confirmed first = other.saw(refused, 1, 0);
    assertThat(first).isNotNull();
    assertThat(first.after().worseThan(first.before())).containsExactly("dnssec.key-missing");
  }
}
