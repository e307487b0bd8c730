package dev.trustconnect.regress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.OddKeys;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SIGRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What once went wrong in the validator, and must not again. */
class EngineRegressTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder().zone("one.test", zone -> zone.record("www A 192.0.2.1")).build();

  private static String said(Harm harm) {
    return Ask.of(WORLD).harm(harm).resolve("www.one.test", Type.A).said();
  }

  @Test
  void dnskeyWithoutKeyBytesIsIgnored() {
    assertThat(said(KeyHarm.addKeys("one.test", OddKeys.empty(13, 256))))
        .isEqualTo("SECURE dnssec.proven");
  }

  @Test
  void dataUnderAResponseCodeThatDeniesItIsNoAnswer() {
    assertThat(said(Harm.rcode("www.one.test", Type.A, Rcode.NXDOMAIN)))
        .isEqualTo("INDETERMINATE upstream.rcode");
    assertThat(said(Harm.rcode("www.one.test", Type.A, Rcode.YXDOMAIN)))
        .isEqualTo("INDETERMINATE upstream.rcode");
  }

  @Test
  void absenceUnderAResponseCodeForLongNamesIsNoAnswer() {
    Ask ask = Ask.of(WORLD);
    assertThat(ask.resolve("www.one.test", Type.MX).said()).isEqualTo("SECURE dnssec.proven");
    assertThat(
            ask.harm(Harm.rcode("www.one.test", Type.MX, Rcode.YXDOMAIN))
                .resolve("www.one.test", Type.MX)
                .said())
        .isEqualTo("INDETERMINATE upstream.rcode");
  }

  /** RFC 4035 §5.3.1: what only an apex has lies in the zone that begins there. */
  @Test
  void theZoneAboveCantSignTheSoaAndNsOfAnApex() {
    Ask ask = Ask.of(WORLD);
    for (int type : new int[] {Type.SOA, Type.NS}) {
      assertThat(ask.resolve("one.test", type).said()).isEqualTo("SECURE dnssec.proven");
      assertThat(
              ask.harm(Harm.signedByZone("one.test", type, "test"))
                  .resolve("one.test", type)
                  .said())
          .isEqualTo("BOGUS dnssec.signer-not-the-zone");
    }
  }

  @Test
  void strayKeysWithTheTagOfTheRightOneDontMakeItsDataBogus() {
    TestKey zsk = WORLD.zone("one.test").keys().get(1); // the KSK comes first
    TestKey[] strays = {OddKeys.sameTag(zsk, 0), OddKeys.sameTag(zsk, 1), OddKeys.sameTag(zsk, 2)};
    assertThat(said(KeyHarm.addKeys("one.test", strays)))
        .isEqualTo("INDETERMINATE dnssec.work-budget-spent");
  }

  /**
   * dnsjava's RRset takes a SIG for a record of the type that it covers: a cast failed, or more.
   */
  @ParameterizedTest
  @ValueSource(ints = {Section.ANSWER, Section.AUTHORITY})
  void signaturesOfTheOldKindAreNotThere(int section) {
    Harm sigs =
        (world, question, message) -> {
          Message more = message.clone();
          for (int covered : new int[] {Type.DNAME, Type.NSEC, Type.A}) {
            more.addRecord(sig("one.test.", covered), section);
            more.addRecord(sig("www.one.test.", covered), section);
          }
          return more;
        };
    assertThat(said(sigs)).isEqualTo("SECURE dnssec.proven");
  }

  private static SIGRecord sig(String owner, int covered) {
    Instant now = SignedWorld.NOW;
    Name name = Name.fromConstantString(owner);
    return new SIGRecord(
        name, DClass.IN, 60, covered, 13, 60, now.plusSeconds(60), now, 1, name, new byte[64]);
  }
}
