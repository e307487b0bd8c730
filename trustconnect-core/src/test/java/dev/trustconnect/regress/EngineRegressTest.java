package dev.trustconnect.regress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.OddKeys;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
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
}
