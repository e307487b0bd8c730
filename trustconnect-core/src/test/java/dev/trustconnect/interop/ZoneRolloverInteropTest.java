package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.zone.PublishedKey;
import dev.trustconnect.zone.ZoneReport;
import dev.trustconnect.zone.ZoneState;
import dev.trustconnect.zone.ZoneStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our "not before" is never earlier than the moment that BIND plans for the same step. */
class ZoneRolloverInteropTest {
  /** BIND signs within a few looks; more than these mean that it never will. */
  private static final int MAX_LOOKS = 500;

  @TempDir private Path folder;

  @BeforeAll
  static void programs() {
    InteropLab.requirePrograms();
  }

  @Test
  void theNextKskWaitsForItsDsAsLongAsBindDoes() {
    try (RollingZone zone = RollingZone.start(folder, true)) {
      ZoneReport before = awaited(zone, report -> report.isIn(ZoneState.STABLE));
      PublishedKey old = key(before, PublishedKey::isEntryPoint);
      zone.roll(old.keyTag());
      ZoneReport rolling = awaited(zone, report -> report.isIn(ZoneState.KSK_WAITING));
      PublishedKey next = key(rolling, key -> key.isEntryPoint() && key.keyTag() != old.keyTag());
      assertNotEarlier(
          step(rolling, ZoneState.KSK_WAITING, "add the DS"),
          zone.planned(next.keyTag(), "PublishCDS"));
      assertThat(rolling.delegation().add())
          .singleElement()
          .satisfies(line -> assertThat(line.keyTag()).isEqualTo(next.keyTag()));
    }
  }

  @Test
  void theNextZskWaitsToSignAsLongAsBindDoes() {
    try (RollingZone zone = RollingZone.start(folder, true)) {
      ZoneReport before = awaited(zone, report -> report.isIn(ZoneState.STABLE));
      PublishedKey old = key(before, key -> !key.isEntryPoint());
      zone.roll(old.keyTag());
      ZoneReport rolling = awaited(zone, report -> report.isIn(ZoneState.ZSK_WAITING));
      PublishedKey next = key(rolling, key -> !key.isEntryPoint() && key.keyTag() != old.keyTag());
      assertNotEarlier(
          step(rolling, ZoneState.ZSK_WAITING, "sign with"), zone.planned(next.keyTag(), "Active"));
    }
  }

  @Test
  void theFirstDsOfANewlySignedZoneWaitsAsLongAsBindDoes() {
    try (RollingZone zone = RollingZone.start(folder, false)) {
      ZoneReport island = awaited(zone, report -> report.isIn(ZoneState.ISLAND));
      PublishedKey first = key(island, PublishedKey::isEntryPoint);
      assertNotEarlier(
          step(island, ZoneState.ISLAND, "publish the DS"),
          zone.planned(first.keyTag(), "PublishCDS"));
      assertThat(island.delegation().add())
          .singleElement()
          .satisfies(line -> assertThat(line.keyTag()).isEqualTo(first.keyTag()));
    }
  }

  private static ZoneReport awaited(RollingZone zone, Predicate<ZoneReport> condition) {
    ZoneReport last = zone.look();
    for (int looks = 1; !condition.test(last) && looks < MAX_LOOKS; looks++) {
      last = zone.look();
    }
    assertThat(condition.test(last)).as("%s %s", last.notJudged(), last.stages()).isTrue();
    return last;
  }

  private static PublishedKey key(ZoneReport report, Predicate<PublishedKey> which) {
    return report.keys().stream().filter(which).findFirst().orElseThrow();
  }

  private static ZoneStep step(ZoneReport report, ZoneState state, String begins) {
    return report.stages().stream()
        .filter(stage -> stage.state() == state)
        .flatMap(stage -> stage.steps().stream())
        .filter(step -> step.what().startsWith(begins))
        .findFirst()
        .orElseThrow();
  }

  private static void assertNotEarlier(ZoneStep ours, Instant binds) {
    assertThat(ours.notBefore().orElseThrow()).isAfterOrEqualTo(binds);
  }
}
