package dev.trustconnect.zone;

import static dev.trustconnect.zone.ZoneLook.DS_TTL;
import static dev.trustconnect.zone.ZoneLook.KEY_TTL;
import static dev.trustconnect.zone.ZoneLook.KSK;
import static dev.trustconnect.zone.ZoneLook.NEXT_KSK;
import static dev.trustconnect.zone.ZoneLook.NEXT_ZSK;
import static dev.trustconnect.zone.ZoneLook.NOW;
import static dev.trustconnect.zone.ZoneLook.ZONE;
import static dev.trustconnect.zone.ZoneLook.ZSK;
import static dev.trustconnect.zone.ZoneLook.key;
import static dev.trustconnect.zone.ZoneLook.report;
import static dev.trustconnect.zone.ZoneLook.stage;
import static dev.trustconnect.zone.ZoneLook.states;
import static dev.trustconnect.zone.ZoneLook.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.ZoneBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Each state of a zone, from a zone that is in it; {@link #aHealthyZoneIsStable} is the twin. */
class ZoneReportTest {
  private static final TestKey ED_KSK = key(15, TestKey.KSK, "ed");
  private static final TestKey ED_ZSK = key(15, TestKey.ZONE_KEY, "ed data");

  @Test
  void aHealthyZoneIsStable() {
    ZoneReport report = report(zone -> {});
    assertThat(states(report)).containsExactly(ZoneState.STABLE);
    assertThat(report.notJudged()).isEmpty();
    assertThat(report.needsAction()).isFalse();
    assertThat(report.delegation().keep()).hasSize(1);
    assertThat(report.delegation().add()).isEmpty();
    assertThat(report.delegation().remove()).isEmpty();
    assertThat(report.age()).isEqualTo(KEY_TTL);
  }

  @Test
  void aZoneWithoutKeysAndDsIsUnsigned() {
    ZoneReport report = report(ZoneBuilder::unsigned);
    assertThat(states(report)).containsExactly(ZoneState.UNSIGNED);
    assertThat(report.needsAction()).isFalse();
    assertThat(report.delegation().ready()).isEmpty();
  }

  @Test
  void aSignedZoneWithoutDsIsAnIsland() {
    ZoneReport report = report(ZoneBuilder::island);
    assertThat(states(report)).containsExactly(ZoneState.ISLAND);
    assertThat(report.needsAction()).isFalse();
    assertThat(report.delegation().add()).hasSize(1);
    assertThat(report.delegation().withheld()).isEmpty();
  }

  @Test
  void anIslandWithoutAValidSignatureGetsNoDs() {
    ZoneReport report = report(ZoneBuilder::island, Harm.flipSignatureByte(ZONE, Type.DNSKEY));
    assertThat(states(report)).containsExactly(ZoneState.ISLAND);
    assertThat(report.delegation().ready()).isEmpty();
    assertThat(report.delegation().withheld())
        .singleElement()
        .satisfies(key -> assertThat(key.whyNot().orElseThrow()).contains("does not fit"));
    assertThat(stage(report, ZoneState.ISLAND).steps())
        .singleElement()
        .satisfies(step -> assertThat(step.what()).contains("publish no DS before that"));
  }

  @Test
  void aKeyThatIsGoneBreaksTheZoneUntilTheDsFollows() {
    ZoneReport report = report(zone -> zone.ownKeys(NEXT_KSK, ZSK).dsOf(KSK));
    assertThat(states(report)).containsExactly(ZoneState.BROKEN);
    assertThat(stage(report, ZoneState.BROKEN).seen())
        .contains("dnssec.key-not-in-ds", "at example.test.");
    assertThat(report.needsAction()).isTrue();
    assertThat(report.delegation().add())
        .singleElement()
        .satisfies(line -> assertThat(line.keyTag()).isEqualTo(NEXT_KSK.tag()));
    assertThat(report.delegation().remove())
        .singleElement()
        .satisfies(line -> assertThat(line.keyTag()).isEqualTo(KSK.tag()));
  }

  @Test
  void anExpiredSignatureBreaksTheZone() {
    ZoneReport report = report(zone -> {}, Harm.expire(ZONE, Type.SOA));
    assertThat(states(report)).containsExactly(ZoneState.BROKEN);
    assertThat(stage(report, ZoneState.BROKEN).steps().get(0).what())
        .startsWith("sign the zone again");
    ZoneReport keys = report(zone -> {}, Harm.expire(ZONE, Type.DNSKEY));
    assertThat(keys.delegation().ready()).isEmpty();
    assertThat(keys.delegation().withheld()).hasSize(1);
    assertThat(keys.delegation().keep()).hasSize(1);
    assertThat(keys.delegation().remove()).isEmpty();
  }

  @Test
  void aZoneAboveThatIsBrokenIsNotOursToRepair() {
    ZoneReport report = report(zone -> {}, Harm.expire("test", Type.DNSKEY));
    assertThat(states(report)).containsExactly(ZoneState.BROKEN);
    assertThat(stage(report, ZoneState.BROKEN).steps())
        .singleElement()
        .satisfies(step -> assertThat(step.what()).contains("change nothing here"));
  }

  @Test
  void theAlgorithmsOfOthersAreNotJudged() {
    ZoneReport report = report(zone -> zone.algorithm(200));
    assertThat(report.notJudged()).isPresent();
    assertThat(report.stages()).isEmpty();
    assertThat(report.delegation().ready()).isEmpty();
  }

  @Test
  void aNameInsideAZoneIsNoApex() {
    SignedWorld world = world(zone -> zone.record("www A 192.0.2.1"));
    assertThat(ZoneReport.whyNoApex(ZoneLook.facts(world, "www." + ZONE)).orElseThrow())
        .isEqualTo("www.example.test isn't the apex of a zone; it lies in example.test.");
    assertThat(ZoneReport.whyNoApex(ZoneLook.facts(world, ZONE))).isEmpty();
  }

  /** States in which time decides: the plan, the state, the step, and how long it has to wait. */
  static Stream<Arguments> waits() {
    return Stream.of(
        wait(ZoneBuilder::island, ZoneState.ISLAND, "publish the DS", KEY_TTL),
        wait(
            zone -> zone.ownKeys(KSK, NEXT_KSK, ZSK).dsOf(KSK),
            ZoneState.KSK_WAITING,
            "add the DS of key",
            KEY_TTL),
        wait(
            zone -> zone.ownKeys(KSK, NEXT_KSK, ZSK).dsOf(KSK),
            ZoneState.KSK_WAITING,
            "or remove key",
            DS_TTL),
        wait(zone -> zone.strayDs(NEXT_KSK), ZoneState.DS_WAITING, "publish key", DS_TTL),
        wait(
            zone -> zone.ownKeys(KSK, ZSK).dsOf(KSK, NEXT_KSK).strayKey(NEXT_KSK),
            ZoneState.DS_WAITING,
            "let key",
            DS_TTL),
        wait(zone -> zone.keys(2, 1), ZoneState.KSK_DOUBLE, "remove the DS of", KEY_TTL),
        wait(zone -> zone.keys(2, 1), ZoneState.KSK_DOUBLE, "then, ", KEY_TTL.plus(DS_TTL)),
        wait(zone -> zone.strayKey(NEXT_ZSK), ZoneState.ZSK_WAITING, "sign with key", KEY_TTL),
        wait(zone -> zone.strayKey(NEXT_ZSK), ZoneState.ZSK_WAITING, "or remove key", KEY_TTL),
        wait(zone -> zone.keys(1, 2), ZoneState.ZSK_DOUBLE, "remove the key", KEY_TTL),
        wait(
            zone -> zone.ownKeys(KSK, ZSK, ED_KSK, ED_ZSK).dsOf(KSK),
            ZoneState.ALGORITHM_ROLL,
            "add the DS of algorithm 15",
            KEY_TTL),
        wait(
            zone -> zone.ownKeys(KSK, ZSK, ED_KSK, ED_ZSK).dsOf(KSK),
            ZoneState.ALGORITHM_ROLL,
            "or remove the keys of algorithm 15",
            DS_TTL),
        wait(
            zone -> zone.algorithm(13, 15),
            ZoneState.ALGORITHM_ROLL,
            "remove the DS of the algorithm",
            KEY_TTL),
        wait(
            zone ->
                zone.ownKeys(KSK, NEXT_KSK, ZSK)
                    .dsOf(KSK)
                    .record("@ CDNSKEY " + NEXT_KSK.dnskey(Name.root, 0).rdataToString()),
            ZoneState.CDS_PENDING,
            "change the DS",
            KEY_TTL),
        wait(
            zone -> zone.strayKey(NEXT_KSK.revoked()),
            ZoneState.KEY_REVOKED,
            "remove key",
            Duration.ofDays(30)),
        wait(
            zone -> zone.record("@ CDS 0 0 0 00").record("@ CDNSKEY 0 3 0 AA=="),
            ZoneState.DELETE_ASKED,
            "if it is, keep signing",
            DS_TTL));
  }

  private static Arguments wait(
      Consumer<ZoneBuilder> plan, ZoneState state, String step, Duration wait) {
    return Arguments.of(plan, state, step, wait);
  }

  @ParameterizedTest(name = "{1}: {2} {3}")
  @MethodSource("waits")
  void aStepIsSafeAfterItsWaitAndNoSecondEarlier(
      Consumer<ZoneBuilder> plan, ZoneState state, String step, Duration wait) {
    ZoneReport justSeen = report(plan);
    assertThat(justSeen.isIn(state)).as("%s", justSeen.stages()).isTrue();
    assertThat(step(justSeen, state, step).notBefore()).contains(NOW.plus(wait));
    ZoneReport early = report(plan, wait.minusSeconds(1));
    assertThat(step(early, state, step).isDue(NOW)).isFalse();
    assertThat(step(early, state, step).isDue(NOW.plusSeconds(1))).isTrue();
    assertThat(step(report(plan, wait), state, step).isDue(NOW)).isTrue();
    assertThat(step(report(plan, wait.plusSeconds(1)), state, step).isDue(NOW)).isTrue();
  }

  private static ZoneStep step(ZoneReport report, ZoneState state, String begins) {
    return stage(report, state).steps().stream()
        .filter(step -> step.what().startsWith(begins))
        .findFirst()
        .orElseThrow();
  }

  /** A resolver counts TTLs down; the signature keeps the one that the zone gives. */
  @Test
  void aTtlThatWasCountedDownDoesNotShortenTheWait() {
    Consumer<ZoneBuilder> plan = zone -> zone.ownKeys(KSK, NEXT_KSK, ZSK).dsOf(KSK);
    ZoneReport report = report(plan, Harm.ttl(ZONE, Type.DNSKEY, 5));
    assertThat(step(report, ZoneState.KSK_WAITING, "add the DS").notBefore())
        .contains(NOW.plus(KEY_TTL));
  }

  @Test
  void aLargerTtlElsewhereInTheZoneLengthensTheWait() {
    ZoneReport report =
        report(
            world(zone -> zone.keys(1, 2)), new ZoneHistory(Optional.of(NOW), Duration.ofDays(2)));
    assertThat(step(report, ZoneState.ZSK_DOUBLE, "remove the key").notBefore())
        .contains(NOW.plus(Duration.ofDays(2)));
  }

  @Test
  void severalStatesHoldAtOnceTheMostUrgentFirst() {
    ZoneReport report =
        report(zone -> zone.ownKeys(KSK, NEXT_KSK, ZSK).dsOf(KSK).strayKey(NEXT_ZSK));
    assertThat(states(report)).containsExactly(ZoneState.KSK_WAITING, ZoneState.ZSK_WAITING);
    assertThat(report.needsAction()).isFalse();
  }

  @Test
  void aKeyThatSignsEverythingIsFine() {
    ZoneReport report = report(ZoneBuilder::oneKey);
    assertThat(states(report)).containsExactly(ZoneState.STABLE);
    assertThat(report.notes()).extracting(ZoneNote::text).anyMatch(text -> text.contains("CSK"));
  }

  /** One that comes before its turn would make validators distrust part of the zone. */
  @Test
  void aDsOfANewAlgorithmWaitsUntilEverySetIsSignedByIt() {
    Consumer<ZoneBuilder> plan = zone -> zone.ownKeys(KSK, ZSK).dsOf(KSK).strayKey(ED_KSK);
    List<ZoneStep> steps = stage(report(plan), ZoneState.ALGORITHM_ROLL).steps();
    assertThat(steps)
        .singleElement()
        .satisfies(step -> assertThat(step.what()).startsWith("sign SOA, DNSKEY, NS"));
  }

  @Test
  void aDsWithoutAnyKeyOfItsAlgorithmIsNamed() {
    ZoneReport report = report(zone -> zone.strayDs(ED_KSK));
    assertThat(stage(report, ZoneState.ALGORITHM_ROLL).steps().get(0).what())
        .startsWith("remove the DS of algorithm 15");
  }

  @Test
  void halfOfTheSetsSignedByTheNextKeyMustNotLoseTheOldOne() {
    Harm byNext = Harm.resignWith(ZONE, Type.NS, fields -> fields.withKey(NEXT_ZSK));
    ZoneReport report = report(zone -> zone.ownKeys(KSK, ZSK).strayKey(NEXT_ZSK), byNext);
    assertThat(states(report)).containsExactly(ZoneState.ZSK_DOUBLE);
    assertThat(stage(report, ZoneState.ZSK_DOUBLE).seen())
        .contains("NS by " + NEXT_ZSK.tag(), "SOA by " + ZSK.tag());
  }

  @Test
  void aRevokedKeyNeedsNoDs() {
    ZoneReport report = report(zone -> zone.strayKey(NEXT_KSK.revoked()));
    assertThat(states(report)).containsExactly(ZoneState.KEY_REVOKED);
    assertThat(report.delegation().ready()).hasSize(1);
    assertThat(report.delegation().withheld()).isEmpty();
  }

  @Test
  void aRevokedKeyThatTheDsLeadsToBreaksTheZone() {
    ZoneReport report = report(zone -> {}, KeyHarm.revokeKsk(ZONE));
    assertThat(states(report)).containsExactly(ZoneState.BROKEN, ZoneState.KEY_REVOKED);
  }

  @Test
  void theCalendarBeginsWithTheSignatureThatEndsFirst() {
    Instant soon = NOW.plus(Duration.ofHours(60));
    Harm ending =
        Harm.resignWith(
            ZONE, Type.NS, fields -> fields.withWindow(NOW.minus(Duration.ofDays(14)), soon));
    ZoneReport report = report(zone -> {}, ending);
    assertThat(report.calendar().get(0).type()).isEqualTo("NS");
    assertThat(report.calendar().get(0).ends()).isEqualTo(soon);
    assertThat(report.endingSets()).containsExactly("NS");
    assertThat(report.needsAction()).isTrue();
    assertThat(report(zone -> {}).endingSets()).isEmpty();
  }

  /** Signers that sign on demand replace each signature within hours. */
  @Test
  void aShortLifetimeIsNoEnd() {
    ZoneReport report =
        report(
            zone -> zone.validity(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofHours(20))));
    assertThat(report.endingSets()).isEmpty();
  }

  @Test
  void onlyStrongDigestsAreOffered() throws Exception {
    SignedWorld world = world(zone -> zone.ownKeys(KSK, ZSK).dsDigests(1, 2));
    ZoneReport report = report(world, ZoneHistory.unknown());
    String expected = KSK.ds(Name.fromString(ZONE + "."), 0, 2).rdataToString();
    assertThat(report.delegation().ready())
        .singleElement()
        .satisfies(ready -> assertThat(ready.ds().toString()).isEqualTo(expected));
    assertThat(report.delegation().remove())
        .singleElement()
        .satisfies(line -> assertThat(line.digestType()).isEqualTo(1));
    ZoneReport longer =
        ZoneReport.of(
            ZoneLook.facts(world, ZONE), NOW, ZoneHistory.unknown(), DelegationPlan.Digest.SHA384);
    assertThat(longer.delegation().ready().get(0).ds().toString())
        .isEqualTo(KSK.ds(Name.fromString(ZONE + "."), 0, 4).rdataToString());
  }

  @Test
  void howAZoneDeniesIsNamed() {
    assertThat(text(report(zone -> zone.nsec3(0, "")))).contains("NSEC3 with 0 iterations");
    assertThat(text(report(zone -> zone.nsec3(5, "ab")))).contains("use 1 0 0 -");
    assertThat(text(report(ZoneBuilder::compactDenial))).contains("RFC 9824");
    assertThat(text(report(zone -> {}))).contains("lists the zone's names");
  }

  private static String text(ZoneReport report) {
    return report.notes().toString();
  }
}
