package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The RRsets of a section: limits of size, their signatures, and the zones that may deny. */
class ReceivedSetsTest {
  private static final Name ONE = Tamper.name("one.test");
  private static final Name WWW = Tamper.name("www.one.test");

  private static Record address(Name owner, int number, int dclass) {
    try {
      byte[] bytes = {10, 0, (byte) (number >> 8), (byte) number};
      return new ARecord(owner, dclass, 60, InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RRSIGRecord signature(Name owner, int covered, String signer, int number) {
    return new RRSIGRecord(
        owner,
        DClass.IN,
        60,
        covered,
        13,
        60,
        SignedWorld.NOW.plusSeconds(60),
        SignedWorld.NOW,
        number,
        Tamper.name(signer),
        new byte[64]);
  }

  private static Record nsec(Name owner) {
    return new NSECRecord(owner, DClass.IN, 60, ONE, new int[] {Type.A});
  }

  private static Record soa(Name zone) {
    return new SOARecord(zone, DClass.IN, 60, zone, zone, 1, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({"256, false", "257, true"})
  void setHas256RecordsAtMost(int count, boolean excessive) {
    List<Record> section = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      section.add(address(WWW, i, DClass.IN));
    }
    assertThat(ReceivedSets.isExcessive(section)).isEqualTo(excessive);
  }

  @ParameterizedTest
  @CsvSource({"128, false", "129, true"})
  void nameHas128SignaturesAtMost(int count, boolean excessive) {
    List<Record> section = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      section.add(signature(WWW, Type.A, "one.test", i));
    }
    assertThat(ReceivedSets.isExcessive(section)).isEqualTo(excessive);
  }

  @ParameterizedTest
  @CsvSource({"128, false", "129, true"})
  void oneLargeSetAndItsSignaturesFillSection(int more, boolean excessive) {
    List<Record> section = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      section.add(address(WWW, i, DClass.IN));
    }
    for (int i = 0; i < more; i++) {
      section.add(address(Tamper.name("mail.one.test"), i, DClass.IN));
    }
    assertThat(ReceivedSets.isExcessive(section)).isEqualTo(excessive);
  }

  @ParameterizedTest
  @CsvSource({"1024, false", "1025, true"})
  void sectionHas1024RecordsAtMost(int count, boolean excessive) {
    List<Record> section = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      section.add(address(Tamper.name("n" + i + ".one.test"), i, DClass.IN));
    }
    assertThat(ReceivedSets.isExcessive(section)).isEqualTo(excessive);
  }

  @Test
  void otherClassesAndSignaturesOfNoTypeAreIgnored() {
    RRSIGRecord ofNothing = signature(WWW, 0, "one.test", 1);
    ReceivedSets received =
        ReceivedSets.of(List.of(address(WWW, 1, DClass.CH), address(WWW, 2, DClass.IN), ofNothing));

    assertThat(received.at(WWW, Type.A))
        .singleElement()
        .satisfies(
            set -> {
              assertThat(set.rrs()).hasSize(1);
              assertThat(set.sigs()).isEmpty();
            });
    assertThat(received.at(WWW, Type.RRSIG)).isEmpty();
    assertThat(received.at(WWW, Type.AAAA)).isEmpty();
  }

  @Test
  void signaturesFindTheirSetsInAnyOrder() {
    ReceivedSets received =
        ReceivedSets.of(
            List.of(
                signature(WWW, Type.A, "one.test", 1),
                address(WWW, 1, DClass.IN),
                signature(WWW, Type.AAAA, "one.test", 2),
                soa(ONE)));

    assertThat(received.at(WWW, Type.A).get(0).sigs()).hasSize(1);
    assertThat(received.at(WWW, Type.RRSIG)).as("of A and of AAAA").hasSize(2);
    assertThat(received.at(WWW, Type.ANY)).extracting(RRset::getType).containsExactly(Type.A);
    assertThat(received.at(ONE, Type.ANY)).extracting(RRset::getType).containsExactly(Type.SOA);
    assertThat(received.at(ONE, Type.RRSIG)).isEmpty();
  }

  @Test
  void closestDnameRedirects() {
    ReceivedSets received =
        ReceivedSets.of(
            List.of(
                new DNAMERecord(ONE, DClass.IN, 60, WWW),
                new DNAMERecord(Tamper.name("test"), DClass.IN, 60, WWW),
                new DNAMERecord(WWW, DClass.IN, 60, ONE),
                new DNAMERecord(Tamper.name("two.test"), DClass.IN, 60, ONE)));

    assertThat(received.closestDnameAbove(WWW).getName()).isEqualTo(ONE);
    assertThat(received.closestDnameAbove(Tamper.name("a.www.one.test")).getName()).isEqualTo(WWW);
    assertThat(received.closestDnameAbove(ONE).getName()).isEqualTo(Tamper.name("test"));
    assertThat(received.closestDnameAbove(Tamper.name("test"))).isNull();
  }

  @Test
  void signersAreTheZonesAroundASetDeepestFirst() {
    ReceivedSets received =
        ReceivedSets.of(
            List.of(
                address(WWW, 1, DClass.IN),
                signature(WWW, Type.A, "test", 1),
                signature(WWW, Type.A, "two.test", 2),
                signature(WWW, Type.A, "one.test", 3),
                signature(WWW, Type.A, "one.test", 4)));

    assertThat(ReceivedSets.signersOf(received.at(WWW, Type.A).get(0)))
        .containsExactly(ONE, Tamper.name("test"));
  }

  @Test
  void deniersAreTheZonesAroundANameDeepestFirst() {
    ReceivedSets received =
        ReceivedSets.of(
            List.of(
                nsec(WWW),
                signature(WWW, Type.NSEC, "test", 1),
                signature(WWW, Type.NSEC, "one.test", 2),
                signature(WWW, Type.NSEC, "two.test", 3),
                soa(ONE),
                signature(ONE, Type.SOA, "soa.www.one.test", 4)));

    assertThat(received.deniersOf(WWW, Type.A)).containsExactly(ONE, Tamper.name("test"));
    assertThat(received.deniersOf(ONE, Type.DS))
        .as("the parent's side")
        .containsExactly(Tamper.name("test"));
    assertThat(received.deniersOf(ONE, Type.A)).containsExactly(ONE, Tamper.name("test"));
    assertThat(received.deniersOf(Tamper.name("org"), Type.A)).isEmpty();
  }

  /** Of NSEC and NSEC3 alike, and of nothing else; in an order that no hash table has by chance. */
  @ParameterizedTest
  @CsvSource({"NSEC, true", "NSEC3, true", "SOA, false", "A, false"})
  void deniersSignedNsecOrNsec3(String type, boolean denies) {
    List<Name> zones = new ArrayList<>();
    List<Record> section = new ArrayList<>();
    Name name = Tamper.name("h.g.f.e.d.c.b.a.test");
    for (int labels = 2; labels <= name.labels(); labels++) {
      zones.add(0, Names.suffix(name, labels));
      section.add(signature(name, Type.value(type), zones.get(0).toString(), labels));
    }
    section.addAll(
        switch (type) {
          case "NSEC" -> List.of(nsec(name));
          case "SOA" -> List.of(soa(name));
          case "A" -> List.of(address(name, 1, DClass.IN));
          default -> Harm.records(name.toString(), Type.NSEC3, 60, "1 0 0 - 00 A");
        });

    assertThat(ReceivedSets.of(section).deniersOf(name, Type.A))
        .isEqualTo(denies ? zones : List.of());
  }

  @Test
  void rootsDsHasNoParent() {
    ReceivedSets received =
        ReceivedSets.of(List.of(nsec(Name.root), signature(Name.root, Type.NSEC, ".", 1)));

    assertThat(received.deniersOf(Name.root, Type.DS)).containsExactly(Name.root);
    assertThat(received.deniersOf(ONE, Type.DS)).containsExactly(Name.root);
  }

  @Test
  void onlyAnSoaOrADenialOfAnEnclosingZoneMayDeny() {
    assertThat(ReceivedSets.of(List.of(soa(ONE))).mayDeny(WWW)).isTrue();
    assertThat(ReceivedSets.of(List.of(soa(WWW))).mayDeny(ONE)).isFalse();
    assertThat(ReceivedSets.of(List.of(nsec(WWW))).mayDeny(WWW)).as("unsigned").isFalse();
    assertThat(
            ReceivedSets.of(List.of(nsec(WWW), signature(WWW, Type.NSEC, "one.test", 1)))
                .mayDeny(WWW))
        .isTrue();
    assertThat(
            ReceivedSets.of(List.of(nsec(WWW), signature(WWW, Type.NSEC, "two.test", 1)))
                .mayDeny(WWW))
        .isFalse();
    assertThat(ReceivedSets.of(List.of(address(WWW, 1, DClass.IN))).mayDeny(WWW)).isFalse();
  }
}
