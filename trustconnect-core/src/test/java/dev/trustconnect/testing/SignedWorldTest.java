package dev.trustconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class SignedWorldTest {
  private static final SignedWorld WORLD = UsualWorld.build();

  @Test
  void theSameWorldGivesTheSameBytesTwice() {
    SignedWorld again = UsualWorld.build();

    for (UsualWorld.Expected row : UsualWorld.expectations()) {
      byte[] once = WORLD.answer(Dnsjava.name(row.question()), row.question().type()).toWire();
      byte[] twice = again.answer(Dnsjava.name(row.question()), row.question().type()).toWire();
      assertThat(twice).as(row.toString()).isEqualTo(once);
    }
  }

  @Test
  void anAnswerLooksLikeARecursivesToCdAndDo() {
    Message message = WORLD.answer("www.nsec.test", Type.A);

    assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
    assertThat(message.getHeader().getFlag(Flags.RA)).isTrue();
    assertThat(message.getHeader().getFlag(Flags.CD)).isTrue();
    assertThat(message.getHeader().getFlag(Flags.AD)).isFalse();
    assertThat(message.getOPT()).isNotNull();
    assertThat(types(message, Section.ANSWER)).containsExactly("A", "A", "RRSIG A");
  }

  @Test
  void anAliasChainComesWholeWithTheLastHopsRcode() {
    Message message = WORLD.answer("lost.nsec.test", Type.A);

    assertThat(types(message, Section.ANSWER)).containsExactly("CNAME", "RRSIG CNAME");
    assertThat(Rcode.string(message.getRcode())).isEqualTo("NXDOMAIN");
    assertThat(types(message, Section.AUTHORITY)).contains("SOA", "RRSIG SOA", "NSEC3");
  }

  @Test
  void aDnameTravelsWithItsUnsignedSynthesis() {
    Message message = WORLD.answer("www.away.nsec.test", Type.A);

    assertThat(types(message, Section.ANSWER))
        .containsExactly("DNAME", "RRSIG DNAME", "CNAME", "A", "RRSIG A");
  }

  @Test
  void anExpandedWildcardKeepsTheLabelsOfItsSource() {
    Message message = WORLD.answer("x.y.wild.nsec.test", Type.A);

    assertThat(message.getSection(Section.ANSWER))
        .allMatch(record -> record.getName().equals(TestNames.of("x.y.wild.nsec.test")));
    assertThat(((RRSIGRecord) message.getSection(Section.ANSWER).get(1)).getLabels()).isEqualTo(3);
    assertThat(types(message, Section.AUTHORITY)).containsExactly("NSEC", "RRSIG NSEC");
  }

  @Test
  void aDsIsAnsweredByTheParentAndADnskeyByTheChild() {
    Message ds = WORLD.answer("sub.nsec.test", Type.DS);
    Message dnskey = WORLD.answer("sub.nsec.test", Type.DNSKEY);

    assertThat(signers(ds)).containsOnly("nsec.test.");
    assertThat(signers(dnskey)).containsOnly("sub.nsec.test.");
  }

  @Test
  void anEmptyNonTerminalIsNodata() {
    for (String zone : UsualWorld.RICH) {
      Message message = WORLD.answer("ent." + zone, Type.A);
      assertThat(Rcode.string(message.getRcode())).isEqualTo("NOERROR");
      assertThat(message.getSection(Section.ANSWER)).isEmpty();
    }
  }

  @Test
  void denialsLiveNoLongerThanTheSoaSays() {
    Message message = WORLD.answer("nothing.nsec.test", Type.A);

    assertThat(message.getSection(Section.AUTHORITY)).allMatch(record -> record.getTTL() == 300);
    assertThat(types(message, Section.AUTHORITY)).contains("SOA", "RRSIG SOA", "NSEC");
  }

  @Test
  void askedForRrsigAZoneGivesSignaturesAlone() {
    Message message = WORLD.answer("www.nsec.test", Type.RRSIG);

    assertThat(types(message, Section.ANSWER))
        .containsExactlyInAnyOrder("RRSIG A", "RRSIG AAAA", "RRSIG TXT", "RRSIG NSEC");
  }

  @Test
  void askedForNsecAZoneGivesItsNsec() {
    assertThat(types(WORLD.answer("www.nsec.test", Type.NSEC), Section.ANSWER))
        .containsExactly("NSEC", "RRSIG NSEC");
    assertThat(types(WORLD.answer("www.nsec3.test", Type.NSEC), Section.ANSWER)).isEmpty();
  }

  @Test
  void aDelegationNobodyServesFails() {
    SignedWorld world =
        SignedWorld.builder()
            .zone("example.test", zone -> zone.record("lame NS ns.nowhere."))
            .build();

    assertThat(Rcode.string(world.answer("www.lame.example.test", Type.A).getRcode()))
        .isEqualTo("SERVFAIL");
  }

  @Test
  void anAliasLoopEnds() {
    SignedWorld world =
        SignedWorld.builder()
            .zone("example.test", zone -> zone.records("a CNAME b", "b CNAME a"))
            .build();

    Message message = world.answer("a.example.test", Type.A);

    assertThat(types(message, Section.ANSWER))
        .containsExactly("CNAME", "RRSIG CNAME", "CNAME", "RRSIG CNAME");
  }

  @Test
  void anIslandIsSecureOnlyFromItsOwnAnchor() {
    Ask ask = Ask.of(WORLD);

    assertThat(ask.resolve("www.isle.test", Type.A).label()).isEqualTo("INSECURE");
    assertThat(ask.anchors(WORLD.anchors("isle.test")).resolve("www.isle.test", Type.A).label())
        .isEqualTo("SECURE");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 8, 10, 13, 14, 15, 16})
  void everyAlgorithmMakesASecureZone(int algorithm) {
    SignedWorld world = example(zone -> zone.algorithm(algorithm));

    assertThat(Ask.of(world).resolve("www.example.test", Type.A).said())
        .isEqualTo("SECURE dnssec.proven");
    assertThat(Ask.of(world).resolve("nothing.example.test", Type.A).label()).isEqualTo("SECURE");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 12, 200, 254})
  void anAlgorithmNobodyKnowsMakesAnInsecureZone(int algorithm) {
    SignedWorld world = example(zone -> zone.algorithm(algorithm));

    assertThat(Ask.of(world).resolve("www.example.test", Type.A).said())
        .isEqualTo("INSECURE dnssec.algorithm-unsupported");
  }

  @Test
  void keysThatShareATagAreTried() {
    SignedWorld world = example(zone -> zone.collidingZsks(1));

    assertThat(Ask.of(world).resolve("www.example.test", Type.A).label()).isEqualTo("SECURE");
  }

  @Test
  void theWorldHoldsWhatItAnswersAndNothingElse() {
    for (Record record : WORLD.answer("x.wild.nsec.test", Type.A).getSection(Section.ANSWER)) {
      assertThat(WORLD.holds(record)).isTrue();
      Record altered = RecordEdits.required(RecordEdits.withFlippedByte(record, -1));
      assertThat(WORLD.holds(altered)).isFalse();
    }
  }

  @Test
  void aLineThatIsNoRecordIsRefusedByName() {
    assertThatThrownBy(() -> example(zone -> zone.record("www A not-an-address")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("www.example.test.");
  }

  private static SignedWorld example(Consumer<ZoneBuilder> plan) {
    return SignedWorld.builder()
        .zone("example.test", plan)
        .zone("example.test", zone -> zone.record("www A 192.0.2.1"))
        .build();
  }

  private static List<String> types(Message message, int section) {
    return message.getSection(section).stream()
        .map(
            record ->
                record instanceof RRSIGRecord rrsig
                    ? "RRSIG " + Type.string(rrsig.getTypeCovered())
                    : Type.string(record.getType()))
        .toList();
  }

  private static List<String> signers(Message message) {
    return message.getSection(Section.ANSWER).stream()
        .filter(RRSIGRecord.class::isInstance)
        .map(record -> ((RRSIGRecord) record).getSigner().toString())
        .toList();
  }
}
