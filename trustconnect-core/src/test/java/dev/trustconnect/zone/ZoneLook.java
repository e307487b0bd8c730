package dev.trustconnect.zone;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.survey.ZoneFacts;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import dev.trustconnect.testing.ZoneBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A look at {@code example.test} in a world of its own; the TTL of its records is 7200. */
final class ZoneLook {
  static final String ZONE = "example.test";
  static final Instant NOW = SignedWorld.NOW;
  static final Duration KEY_TTL = Duration.ofHours(2);

  /** The parent's TTLs, which no plan changes. */
  static final Duration DS_TTL = Duration.ofHours(1);

  static final TestKey KSK = key(13, TestKey.KSK, "first");
  static final TestKey NEXT_KSK = key(13, TestKey.KSK, "next");
  static final TestKey ZSK = key(13, TestKey.ZONE_KEY, "data");
  static final TestKey NEXT_ZSK = key(13, TestKey.ZONE_KEY, "next data");

  private ZoneLook() {}

  static TestKey key(int algorithm, int flags, String seed) {
    return TestKeys.of(algorithm, flags, seed);
  }

  static SignedWorld world(Consumer<ZoneBuilder> plan) {
    return SignedWorld.builder()
        .zone(ZONE, zone -> plan.accept(zone.ttl(KEY_TTL.toSeconds())))
        .build();
  }

  static ZoneFacts facts(SignedWorld world, String apex) {
    try (TestInternet internet = new TestInternet(world);
        TrustConnect trust = internet.trust().build()) {
      return trust.surveyor().zone(apex);
    }
  }

  static ZoneReport report(SignedWorld world, ZoneHistory history) {
    return ZoneReport.of(facts(world, ZONE), NOW, history, DelegationPlan.Digest.SHA256);
  }

  static ZoneReport report(Consumer<ZoneBuilder> plan) {
    return report(world(plan), ZoneHistory.unknown());
  }

  static ZoneReport report(Consumer<ZoneBuilder> plan, Harm harm) {
    return report(world(plan).harm(harm), ZoneHistory.unknown());
  }

  /** The same zone, which has been as it is for so long. */
  static ZoneReport report(Consumer<ZoneBuilder> plan, Duration ago) {
    return report(world(plan), new ZoneHistory(Optional.of(NOW.minus(ago)), Duration.ZERO));
  }

  static List<ZoneState> states(ZoneReport report) {
    return report.stages().stream().map(ZoneStage::state).toList();
  }

  static ZoneStage stage(ZoneReport report, ZoneState state) {
    return report.stages().stream()
        .filter(stage -> stage.state() == state)
        .findFirst()
        .orElseThrow();
  }
}
