package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.SignedWorld;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** The memory is emptied before, or just while, a validation that began earlier adds to it. */
class ForgettingMeanwhileTest {
  private static final Instant NOW = SignedWorld.NOW;
  private static final Instant SOON = NOW.plusSeconds(60);
  private static final Name APEX = Tamper.name("one.test");
  private static final ZoneMemory.Reader READER = new ZoneMemory.Reader(1, NOW, 0);
  private static final ZoneKeys ONE = zone();

  private final ZoneMemory zones = new ZoneMemory(1 << 20);
  private final RememberedDenials denials = new RememberedDenials(1 << 20);

  private static ZoneKeys zone() {
    LearnedZones learned = new LearnedZones();
    Ask.of(SignedWorld.builder().zone("one.test", zone -> zone.record("www A 192.0.2.1")).build())
        .known(learned)
        .resolve("www.one.test", Type.A);
    return (ZoneKeys) learned.zones().get(APEX);
  }

  /** Whether the validation's epoch is the memory's, as it is told one time after the other. */
  private static BooleanSupplier current(Boolean... answers) {
    Deque<Boolean> left = new ArrayDeque<>(List.of(answers));
    return left::remove;
  }

  private MemoryView view(BooleanSupplier current) {
    return new MemoryView(NOW, new LearnedZones(), denials, new VerifiedSignatures(0), 0, current);
  }

  private static RrsetCheck.Proven nsec() {
    Name owner = Tamper.name("a.one.test");
    RRset set =
        new RRset(
            new NSECRecord(owner, DClass.IN, 60, Tamper.name("b.one.test"), new int[] {Type.A}));
    RRSIGRecord signature =
        new RRSIGRecord(owner, DClass.IN, 60, Type.NSEC, 13, 60, SOON, NOW, 1, APEX, new byte[64]);
    return new RrsetCheck.Proven(set, signature, false, new Lifetime(SOON, SOON));
  }

  @Test
  void zoneIsKeptIfNothingWasForgotten() {
    zones.learn(ONE, READER, current(true, true));

    assertThat(zones.at(APEX, READER)).isSameAs(ONE);
    assertThat(zones.generation()).isEqualTo(1);
  }

  @Test
  void zoneOfAnEarlierEpochIsNotKept() {
    zones.learn(ONE, READER, current(false));

    assertThat(zones.stats().bytes()).isZero();
    assertThat(zones.generation()).isZero();
  }

  @Test
  void zoneThatIsAddedWhileAllIsForgottenIsTakenOutAgain() {
    zones.learn(ONE, READER, current(true, false));

    assertThat(zones.stats().bytes()).isZero();
    assertThat(zones.generation()).isZero();
  }

  @Test
  void denialIsKeptIfNothingWasForgotten() {
    view(current(true, true)).learn(ONE, nsec(), SOON);

    assertThat(denials.of(ONE, 0)).isNotNull();
  }

  @Test
  void denialOfAnEarlierEpochIsNotKept() {
    view(current(false)).learn(ONE, nsec(), SOON);

    assertThat(denials.of(ONE, 0)).isNull();
  }

  @Test
  void denialThatIsAddedWhileAllIsForgottenIsTakenOutAgain() {
    view(current(true, false)).learn(ONE, nsec(), SOON);

    assertThat(denials.of(ONE, 0)).isNull();
    assertThat(denials.stats().bytes()).isZero();
  }
}
