package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** What a zone said of its gaps: how much of it is kept, for how long, and which of it isn't. */
class ZoneDenialsTest {
  private static final int MOST = 1_000;
  private static final int BESIDE_THE_WIRE = 250;
  private static final Instant NOW = SignedWorld.NOW;
  private static final Instant SOON = NOW.plusSeconds(60);
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("one.test", zone -> zone.record("www A 192.0.2.1"))
          .zone("two.test", zone -> zone.record("www A 192.0.2.3"))
          .build();
  private static final Map<Name, ProvenZone> ZONES = zones();
  private static final ZoneKeys ONE = (ZoneKeys) ZONES.get(Tamper.name("one.test"));
  private static final ZoneKeys TWO = (ZoneKeys) ZONES.get(Tamper.name("two.test"));

  private final ZoneDenials denials = new ZoneDenials(ONE, 0);

  private static Map<Name, ProvenZone> zones() {
    LearnedZones learned = new LearnedZones();
    Ask.of(WORLD).known(learned).resolve("www.one.test", Type.A);
    Ask.of(WORLD).known(learned).resolve("www.two.test", Type.A);
    return learned.zones();
  }

  private static RrsetCheck.Proven proven(Record record, boolean wildcard) {
    RRset set = new RRset();
    set.addRR(record);
    RRSIGRecord signature =
        new RRSIGRecord(
            record.getName(),
            DClass.IN,
            60,
            record.getType(),
            13,
            60,
            SOON,
            NOW,
            1,
            ONE.apex(),
            new byte[64]);
    return new RrsetCheck.Proven(set, signature, wildcard, new Lifetime(SOON, SOON));
  }

  private static Record nsec(int number) {
    return new NSECRecord(
        Tamper.name("n%04d.one.test".formatted(number)),
        DClass.IN,
        60,
        Tamper.name("n%04dx.one.test".formatted(number)),
        new int[] {Type.A});
  }

  private static Record nsec3(int flags, int iterations, int salt, int number) {
    byte[] hash = new byte[20];
    hash[0] = (byte) number;
    String label = new base32(base32.Alphabet.BASE32HEX, false, true).toString(hash);
    byte[] next = new byte[20];
    next[0] = (byte) (number + 1);
    return new NSEC3Record(
        Tamper.name(label + ".one.test"),
        DClass.IN,
        60,
        1,
        flags,
        iterations,
        new byte[] {(byte) salt},
        next,
        new int[] {Type.A});
  }

  private boolean learn(Record record, Instant end, Instant now) {
    return denials.learn(proven(record, false), end, now);
  }

  private static int bytes(Record record) {
    return BESIDE_THE_WIRE + record.toWire(Section.ANSWER).length;
  }

  private List<ProvenRecord> around(int number, Instant now) {
    return denials.nsecAround(List.of(nsec(number).getName()), now);
  }

  @Test
  void thousandEntriesAreKeptUntilTheyExpire() {
    for (int i = 0; i < MOST; i++) {
      assertThat(learn(nsec(i), SOON, NOW)).isTrue();
    }
    int full = denials.weightBytes();
    assertThat(learn(nsec(MOST), SOON, NOW)).as("one more").isFalse();
    assertThat(learn(nsec3(0, 0, 1, 1), SOON, NOW)).as("one of the other kind").isFalse();
    assertThat(denials.nsec3Around(List.of(ONE.apex()), link -> name -> new byte[20], NOW))
        .as("parameters that nothing is kept with")
        .isEmpty();
    assertThat(learn(nsec(7), SOON.plusSeconds(1), NOW)).as("one of them again").isTrue();
    assertThat(denials.weightBytes()).isEqualTo(full);
    assertThat(around(MOST - 1, NOW)).hasSize(1);

    assertThat(learn(nsec(MOST), SOON.plusSeconds(60), SOON)).as("when they have ended").isTrue();
    assertThat(around(MOST, SOON)).hasSize(1);
    assertThat(around(7, SOON)).as("the one that was renewed").hasSize(1);
    assertThat(denials.weightBytes())
        .isEqualTo(new ZoneDenials(ONE, 0).weightBytes() + bytes(nsec(MOST)) + bytes(nsec(7)));
  }

  @Test
  void expiredEntriesOfEveryKindAreForgotten() {
    assertThat(denials.learn(proven(address("w.one.test"), true), SOON, NOW)).isTrue();
    assertThat(learn(nsec3(0, 1, 1, 5), SOON, NOW)).isTrue();
    for (int i = 2; i < MOST; i++) {
      learn(nsec(i), SOON.plusSeconds(60), NOW);
    }
    assertThat(learn(nsec(MOST), SOON.plusSeconds(60), SOON)).isTrue();
    assertThat(learn(nsec(MOST + 1), SOON.plusSeconds(60), SOON)).isTrue();
    assertThat(learn(nsec(MOST + 2), SOON.plusSeconds(60), SOON)).as("full again").isFalse();
    assertThat(denials.weightBytes())
        .isEqualTo(new ZoneDenials(ONE, 0).weightBytes() + MOST * bytes(nsec(0)));
  }

  @Test
  void entryWeighsMoreThanItsBytesOnTheWire() {
    int empty = denials.weightBytes();
    learn(nsec(1), SOON, NOW);
    assertThat(denials.weightBytes() - empty).isEqualTo(bytes(nsec(1)));

    RrsetCheck.Proven wild = proven(address("w.one.test"), true);
    denials.learn(wild, SOON, NOW);
    assertThat(denials.weightBytes() - empty)
        .isEqualTo(bytes(nsec(1)) + bytes(address("w.one.test")) + bytes(wild.signature()));
  }

  private static Record address(String owner) {
    try {
      return new ARecord(
          Tamper.name(owner), DClass.IN, 60, java.net.InetAddress.getByName("192.0.2.1"));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void entryIsValidFromReceiptUntilItExpires() {
    learn(nsec(1), SOON, NOW);

    assertThat(around(1, NOW.minusSeconds(1))).as("the clock was set back").isEmpty();
    assertThat(around(1, NOW)).hasSize(1);
    assertThat(around(1, SOON.minusSeconds(1))).hasSize(1);
    assertThat(around(1, SOON)).isEmpty();
    assertThat(around(0, NOW)).as("nothing stands before it").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 10, true", "0, 11, false", "1, 0, false", "2, 0, false"})
  void optOutAndExpensiveHashesAreNotCached(int flags, int iterations, boolean isKept) {
    assertThat(learn(nsec3(flags, iterations, 1, 1), SOON, NOW)).isEqualTo(isKept);
  }

  @Test
  void expiredSaltMakesRoomForTheNext() {
    learn(nsec3(0, 1, 1, 1), SOON, NOW);
    learn(nsec3(0, 1, 2, 1), SOON, NOW);

    assertThat(learn(nsec3(0, 1, 3, 1), SOON.plusSeconds(9), SOON)).isTrue();
    assertThat(denials.nsec3Around(List.of(ONE.apex()), link -> name -> new byte[20], SOON))
        .hasSize(1);
  }

  @Test
  void onlyTwoParameterSetsAreCached() {
    assertThat(learn(nsec3(0, 1, 1, 1), SOON, NOW)).isTrue();
    assertThat(learn(nsec3(0, 1, 2, 1), SOON, NOW)).isTrue();
    assertThat(learn(nsec3(0, 1, 3, 1), SOON, NOW)).isFalse();
    assertThat(learn(nsec3(0, 2, 1, 1), SOON, NOW)).isFalse();
    assertThat(learn(nsec3(0, 1, 2, 9), SOON, NOW)).isTrue();

    byte[] between = new byte[20];
    between[0] = 4;
    assertThat(denials.nsec3Around(List.of(ONE.apex()), link -> name -> between, NOW))
        .as("the one before it, of each set")
        .hasSize(2);
    byte[] first = new byte[20];
    assertThat(denials.nsec3Around(List.of(ONE.apex()), link -> name -> first, NOW))
        .as("the last wraps around")
        .extracting(each -> each.record().getName().getLabelString(0))
        .doesNotHaveDuplicates()
        .hasSize(2);
    assertThat(denials.nsec3Around(List.of(ONE.apex()), link -> name -> null, NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {Type.NSEC, Type.NSEC3, Type.CNAME, Type.DNAME})
  void wildcardDenialsAndAliasesAreNotCached(int type) {
    Name owner = Tamper.name("w.one.test");
    Record read =
        switch (type) {
          case Type.NSEC -> nsec(1);
          case Type.NSEC3 -> nsec3(0, 1, 1, 1);
          case Type.CNAME -> new CNAMERecord(owner, DClass.IN, 60, ONE.apex());
          default -> new DNAMERecord(owner, DClass.IN, 60, ONE.apex());
        };

    assertThat(denials.learn(proven(read, true), SOON, NOW)).isFalse();
    assertThat(denials.wildcard(Tamper.name("*.w.one.test"), type, NOW)).isNull();
  }

  @Test
  void wildcardHoldsAsLongAsTheRest() {
    denials.learn(proven(address("w.one.test"), true), SOON, NOW);
    Name owner = Tamper.name("*.w.one.test"); // as its signature counts labels

    assertThat(denials.wildcard(owner, Type.A, NOW)).isNotNull();
    assertThat(denials.wildcard(owner, Type.AAAA, NOW)).isNull();
    assertThat(denials.wildcard(owner, Type.A, NOW.minusSeconds(1))).isNull();
    assertThat(denials.wildcard(owner, Type.A, SOON)).isNull();
  }

  @Test
  void recordThatDeniesNothingIsNotCached() {
    assertThat(learn(address("www.one.test"), SOON, NOW)).isFalse();
  }

  @Test
  void memoryIsOfAZoneUnderItsKeysAndForgets() {
    RememberedDenials memory = new RememberedDenials(1 << 20);
    memory.learn(ONE, proven(nsec(1), false), SOON, NOW, 0);

    assertThat(memory.of(ONE, 0)).isNotNull();
    assertThat(memory.of(TWO, 0)).isNull();
    assertThat(ONE.fingerprint()).isNotEqualTo(TWO.fingerprint()).hasSize(64);
    assertThat(new ZoneDenials(TWO, 0).isOf(ONE, 0)).isFalse();
    memory.forget();
    assertThat(memory.of(ONE, 0)).isNull();

    memory.learn(ONE, proven(nsec(1), false), NOW, NOW, 0);
    assertThat(memory.of(ONE, 0)).as("it has ended before it began").isNull();
  }

  /** One that is learned while everything is forgotten may still be there. */
  @Test
  void denialOfAnEarlierEpochIsNotUsed() {
    RememberedDenials memory = new RememberedDenials(1 << 20);
    memory.learn(ONE, proven(nsec(1), false), SOON, NOW, 0);
    assertThat(memory.of(ONE, 1)).isNull();

    memory.learn(ONE, proven(nsec(2), false), SOON, NOW, 1);

    assertThat(memory.of(ONE, 1)).isNotNull();
    assertThat(memory.of(ONE, 0)).isNull();
  }

  @Test
  void fingerprintIsOfTheZoneAndOfEveryKey() {
    List<ZoneKey> keys =
        WORLD.zone("one.test").keys().stream()
            .flatMap(key -> ONE.candidates(key.tag(), key.algorithm()).stream())
            .toList();

    assertThat(keys).hasSizeGreaterThan(1);
    assertThat(zoneOf(ONE.apex(), keys).fingerprint()).isEqualTo(ONE.fingerprint());
    assertThat(zoneOf(TWO.apex(), keys).fingerprint()).isNotEqualTo(ONE.fingerprint());
    assertThat(zoneOf(ONE.apex(), keys.subList(0, 1)).fingerprint())
        .isNotEqualTo(ONE.fingerprint());
  }

  private static ZoneKeys zoneOf(Name apex, List<ZoneKey> keys) {
    return new ZoneKeys(apex, null, ONE.link(), SOON, keys);
  }

  @Test
  void memoryOfZeroBytesCachesNothing() {
    RememberedDenials none = new RememberedDenials(0);
    none.learn(ONE, proven(nsec(1), false), SOON, NOW, 0);
    none.forget();

    assertThat(none.of(ONE, 0)).isNull();
  }

  @Test
  void memoryIsBoundedByWeight() {
    RememberedDenials small = new RememberedDenials(BESIDE_THE_WIRE + bytes(nsec(1)) + 50);
    small.learn(ONE, proven(nsec(1), false), SOON, NOW, 0);
    assertThat(small.of(ONE, 0)).isNotNull();
    small.learn(ONE, proven(nsec(2), false), NOW.plus(Duration.ofHours(1)), NOW, 0);
    assertThat(small.of(ONE, 0)).as("too heavy now").isNull();
  }
}
