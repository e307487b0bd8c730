package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A validated zone serves its siblings and children, for as long as it is valid. */
class KnownZonesTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("one.test", zone -> zone.records("www A 192.0.2.1", "mail A 192.0.2.2"))
          .zone("two.test", zone -> zone.record("www A 192.0.2.3"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.4"))
          .build();

  @Test
  void siblingOfAKnownZoneCostsAtMostFourQuestions() {
    Ask ask = warm();
    Ask.Outcome sibling = ask.resolve("www.two.test", Type.A);

    assertThat(sibling.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(sibling.questions())
        .hasSizeLessThanOrEqualTo(4)
        .contains(
            Harm.question("www.two.test", Type.A),
            Harm.question("two.test", Type.DS),
            Harm.question("two.test", Type.DNSKEY))
        .doesNotContain(Harm.question(".", Type.DNSKEY), Harm.question("test", Type.DNSKEY));
    assertThat(sibling.rounds()).isEqualTo(1);
  }

  @Test
  void nameInAKnownZoneCostsOneQuestion() {
    Ask ask = warm();
    Ask.Outcome mail = ask.resolve("mail.one.test", Type.A);

    assertThat(mail.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(mail.questions()).containsExactly(Harm.question("mail.one.test", Type.A));
    assertThat(ask.resolve("nothing.one.test", Type.A).questions()).hasSize(1);
  }

  @Test
  void nameInAKnownUnsignedZoneCostsOneQuestion() {
    Ask ask = Ask.of(WORLD).remembering();
    assertThat(ask.resolve("www.plain.test", Type.A).label()).isEqualTo("INSECURE");
    Ask.Outcome again = ask.resolve("www.plain.test", Type.AAAA);

    assertThat(again.said()).isEqualTo("INSECURE dnssec.insecure-delegation");
    assertThat(again.questions()).hasSize(1);
  }

  @Test
  void expiredZonesAreNotUsed() {
    Ask later = warm().at(WORLD.now().plus(Duration.ofHours(2)));
    Ask.Outcome outcome = later.resolve("mail.one.test", Type.A);

    assertThat(outcome.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(outcome.questions())
        .contains(
            Harm.question(".", Type.DNSKEY),
            Harm.question("test", Type.DNSKEY),
            Harm.question("one.test", Type.DNSKEY));
  }

  // A zone may roll its keys while we remember the old ones (RFC 6781 §4.1.1): the validator uses
  // the zones in its memory, and the resolver asks again without them.
  @Test
  void keysThatRolledSinceTheyWereRememberedAreMissing() {
    Harm rolled =
        KeyHarm.rekey(
            "one.test",
            key -> (key.flags() & 1) == 0,
            key -> TestKeys.of(13, TestKey.ZONE_KEY, "rolled"));

    assertThat(warm().harm(rolled).resolve("mail.one.test", Type.A).said())
        .isEqualTo("BOGUS dnssec.key-missing");
    assertThat(Ask.of(WORLD).harm(rolled).resolve("mail.one.test", Type.A).said())
        .isEqualTo("SECURE dnssec.proven");
  }

  @Test
  void forgeryInAKnownZoneIsStillBogus() {
    Ask.Outcome outcome =
        warm().harm(Harm.flipRdataByte("mail.one.test", Type.A)).resolve("mail.one.test", Type.A);

    assertThat(outcome.said()).as(outcome.toString()).isEqualTo("BOGUS dnssec.signature-invalid");
  }

  @Test
  void zoneIsNotKnownForLongerThanItsSignatures() {
    LearnedZones learned = new LearnedZones();
    Ask.of(WORLD)
        .harm(
            Harm.resignWith(
                "one.test",
                Type.DNSKEY,
                fields ->
                    fields.withWindow(WORLD.now().minusSeconds(600), WORLD.now().plusSeconds(77))))
        .known(learned)
        .resolve("www.one.test", Type.A);

    assertThat(learned.at(Tamper.name("one.test")))
        .isNotNull()
        .extracting(ProvenZone::validUntil)
        .isEqualTo(WORLD.now().plusSeconds(77));
    assertThat(learned.at(Tamper.name("test")))
        .isNotNull()
        .extracting(ProvenZone::validUntil)
        .isEqualTo(WORLD.now().plusSeconds(3600));
  }

  @Test
  void brokenZoneIsNotLearned() {
    LearnedZones learned = new LearnedZones();
    Ask.Outcome outcome =
        Ask.of(WORLD)
            .harm(Harm.flipSignatureByte("one.test", Type.DNSKEY))
            .known(learned)
            .resolve("www.one.test", Type.A);

    assertThat(outcome.label()).isEqualTo("BOGUS");
    assertThat(learned.order())
        .contains(Name.root, Tamper.name("test"))
        .doesNotContain(Tamper.name("one.test"));
  }

  @Test
  void learnedZonesAreLearnedOnceAndTopDown() {
    LearnedZones learned = new LearnedZones();
    Ask.of(WORLD).known(learned).resolve("www.one.test", Type.A);

    assertThat(learned.order())
        .doesNotHaveDuplicates()
        .startsWith(Name.root, Tamper.name("test"), Tamper.name("one.test"));
    assertThat(learned.zones().values()).allMatch(zone -> zone.weightBytes() > 0);
  }

  /** Else a child of a few bytes would keep all keys of its parent, and the bound would be none. */
  @Test
  void zoneKeepsNoKeysButItsOwn() {
    for (Class<?> kept :
        List.of(
            ProvenZone.class,
            ZoneKeys.class,
            UnsignedBelow.class,
            NoCut.class,
            ZoneDenials.class)) {
      assertThat(kept.getDeclaredFields())
          .as(kept.getSimpleName())
          .noneMatch(field -> ProvenZone.class.isAssignableFrom(field.getType()));
    }
  }

  @Test
  void weightOfAZoneIncludesEveryDs() {
    LearnedZones learned = new LearnedZones();
    String[] unknown = new String[250];
    for (int i = 0; i < unknown.length; i++) {
      unknown[i] = i + " 99 2 " + "00".repeat(32);
    }
    Ask.of(WORLD)
        .harm(
            Harm.resign(
                "one.test", Type.DS, old -> Harm.records("one.test", Type.DS, 3600, unknown)))
        .known(learned)
        .resolve("www.one.test", Type.A);
    Ask.of(WORLD).known(learned).resolve("www.plain.test", Type.A);

    ProvenZone many = learned.zones().get(Tamper.name("one.test"));
    ProvenZone few = learned.zones().get(Tamper.name("plain.test"));
    assertThat(many).isInstanceOf(UnsignedBelow.class);
    assertThat(many.weightBytes() - few.weightBytes()).isGreaterThanOrEqualTo(250 * 40);
  }

  @Test
  void weightOfAZoneIncludesItsKeys() {
    LearnedZones learned = new LearnedZones();
    Ask.of(WORLD)
        .harm(
            Harm.resign(
                "one.test",
                Type.DNSKEY,
                keys -> {
                  List<Record> more = new ArrayList<>(keys);
                  Name zone = Tamper.name("one.test");
                  more.add(new DNSKEYRecord(zone, DClass.IN, 3600, 256, 3, 99, new byte[50_000]));
                  return more;
                }))
        .known(learned)
        .resolve("www.one.test", Type.A);

    assertThat(learned.zones().get(Tamper.name("one.test")).weightBytes()).isGreaterThan(50_000);
  }

  @Test
  void wildcardIsCachedOnlyWithItsValidSignature() {
    SignedWorld wild =
        SignedWorld.builder().zone("one.test", zone -> zone.record("*.wild A 192.0.2.1")).build();
    Harm sixtyMore =
        Harm.sets(
            Harm.at("a.wild.one.test", Type.A),
            (world, set) -> {
              List<RRSIGRecord> after = new ArrayList<>(set.signatures());
              List<RRSIGRecord> garbage =
                  Harm.withGarbage(world, set, Tamper.name("one.test"), 60).signatures();
              after.addAll(garbage.subList(0, 60));
              return List.of(set.signedBy(after));
            });
    LearnedZones learned = new LearnedZones();
    ValidationMemory memory = new ValidationMemory(new ValidationMemory.Bounds(0, 1 << 20, 0));
    Ask.Outcome outcome =
        Ask.of(wild)
            .harm(sixtyMore)
            .known(learned)
            .memory(memory)
            .resolve("a.wild.one.test", Type.A);
    assertThat(outcome.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(outcome.answer().sets().get(0).sigs()).hasSize(61);

    ZoneDenials said =
        memory
            .viewAt(WORLD.now())
            .denialsOf((ZoneKeys) learned.zones().get(Tamper.name("one.test")));
    assertThat(said.wildcard(Tamper.name("*.wild.one.test"), Type.A, WORLD.now()).rrset().sigs())
        .isEmpty();
  }

  private static Ask warm() {
    Ask ask = Ask.of(WORLD).remembering();
    assertThat(ask.resolve("www.one.test", Type.A).said()).isEqualTo("SECURE dnssec.proven");
    return ask;
  }
}
