package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names answered from remembered denials, and names that are asked for anyway (RFC 8198). */
class SynthesisTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("one.test", zone -> zone.records("a A 192.0.2.1", "z A 192.0.2.2"))
          .zone("two.test", zone -> zone.records("lost CNAME n.one.test.", "x A 192.0.2.3"))
          .zone(
              "wild.test",
              zone -> zone.records("*.w A 192.0.2.4", "*.s HTTPS 1 Host.Test.", "v A 192.0.2.5"))
          .zone("top.test", zone -> zone.records("* A 192.0.2.6"))
          .build();

  private static final Name NOWHERE = Tamper.name("n.one.test");

  /** Knows the gap between a and z, and the types at a. */
  private static Ask knowing() {
    Ask ask = Ask.of(WORLD).rememberingDenials();
    assertThat(ask.resolve("m.one.test", Type.A).answer().rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask.resolve("a.one.test", Type.AAAA).answer().rcode()).isEqualTo(Rcode.NOERROR);
    return ask;
  }

  @Test
  void gapAndTypesAreAnsweredWithTheirResponseCodes() {
    Ask ask = knowing();
    Ask.Outcome absent = ask.resolve("n.one.test", Type.A);
    Ask.Outcome noData = ask.resolve("a.one.test", Type.MX);

    assertThat(absent.questions()).isEmpty();
    assertThat(absent.answer().rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(absent.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(noData.questions()).isEmpty();
    assertThat(noData.answer().rcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void dataOfWildcardKeepsItsCase() {
    Ask ask = Ask.of(WORLD).rememberingDenials();
    ask.resolve("a.s.wild.test", Type.HTTPS);

    Ask.Outcome outcome = ask.resolve("b.s.wild.test", Type.HTTPS);

    assertThat(outcome.questions()).isEmpty();
    assertThat(outcome.answer().records().get(0).rdata()).isEqualTo("1 Host.Test.");
  }

  /** The target of an alias is answered like any name, if its upstream leaves it out. */
  @Test
  void aliasLeadsIntoAKnownGap() {
    Ask ask = knowing();
    Ask.Outcome outcome =
        ask.harm(
                Tamper.message(
                    "lost.two.test",
                    Type.A,
                    m -> {
                      m.getHeader().setRcode(Rcode.NOERROR);
                      m.removeAllRecords(Section.AUTHORITY);
                    }))
            .resolve("lost.two.test", Type.A);

    assertThat(outcome.questions()).extracting(Question::name).doesNotContain(NOWHERE);
    assertThat(outcome.said()).isEqualTo("SECURE dnssec.proven");
    assertThat(outcome.answer().rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(outcome.answer().hops())
        .extracting(hop -> hop.kind() + " " + hop.name() + " " + hop.zone())
        .containsExactly("CNAME lost.two.test. two.test.", "NXDOMAIN n.one.test. one.test.");
    assertThat(outcome.answer().chain())
        .extracting(ZoneLink::zone)
        .contains("one.test.", "two.test.");
  }

  @Test
  void wildcardAnswersAtItsDepthAndUnderTheApexToo() {
    Ask ask = Ask.of(WORLD).rememberingDenials();
    ask.resolve("m.w.wild.test", Type.A);
    Ask.Outcome outcome = ask.resolve("n.w.wild.test", Type.A);

    assertThat(outcome.questions()).isEmpty();
    assertThat(outcome.answer().rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(outcome.answer().last().records())
        .extracting(DnsRecord::rdata)
        .contains("192.0.2.4");
    ask.resolve("m.top.test", Type.A);
    assertThat(ask.resolve("n.top.test", Type.A).questions()).as("under the apex").isEmpty();
    Ask.Outcome noText = ask.resolve("n.w.wild.test", Type.TXT);
    assertThat(noText.questions()).isEmpty();
    assertThat(noText.answer().last().kind()).isEqualTo(Hop.Kind.NODATA);
  }

  /** What stands in no bitmap, or for several types. */
  @ParameterizedTest
  @CsvSource({
    "46, false",
    "47, false",
    "50, false",
    "41, false",
    "127, true",
    "128, false",
    "255, false",
    "256, true",
    "1, true",
  })
  void typesThatNoBitmapHoldsAreAskedFor(int type, boolean answered) {
    assertThat(knowing().resolve("n.one.test", type).questions().isEmpty()).isEqualTo(answered);
  }

  @Test
  void dsIsAnsweredByTheParent() {
    Ask ask = knowing();

    assertThat(ask.resolve("one.test", Type.DS).questions()).isNotEmpty();
    assertThat(ask.resolve("n.one.test", Type.DS).questions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"8, true", "9, false"})
  void nameTooDeepIsAskedFor(int depth, boolean answered) {
    String name = "x.".repeat(depth - 1) + "n.one.test";

    assertThat(knowing().resolve(name, Type.A).questions().isEmpty()).isEqualTo(answered);
  }

  @Test
  void unknownZoneIsAskedFor() {
    Ask forgetful =
        Ask.of(WORLD).memory(new ValidationMemory(new ValidationMemory.Bounds(0, 1 << 20, 0)));
    forgetful.resolve("m.one.test", Type.A);

    assertThat(forgetful.resolve("n.one.test", Type.A).questions()).isNotEmpty();
    assertThat(Ask.of(WORLD).remembering().resolve("n.one.test", Type.A).questions()).isNotEmpty();
  }

  /** Trust starts again at an anchor: the zones above can't deny names below it. */
  @Test
  void gapAboveAnAnchorDeniesNothingBelowIt() {
    List<Record> anchors = new ArrayList<>(WORLD.anchorRecords());
    anchors.add(
        TestKeys.of(13, TestKey.ZONE_KEY | 1, "anchored").ds(Tamper.name("n.one.test"), 0, 2));

    assertThat(knowing().resolve("x.n.one.test", Type.A).questions()).isEmpty();
    assertThat(
            knowing().anchors(TrustAnchors.of(anchors)).resolve("x.n.one.test", Type.A).questions())
        .isNotEmpty();
  }

  /** RFC 9077: the SOA limits the TTL of its zone's denials, remembered ones too. */
  @Test
  void gapExpiresWithItsSoa() {
    Ask ask = Ask.of(WORLD).harm(Harm.ttl("one.test", Type.SOA, 5)).rememberingDenials();
    ask.resolve("m.one.test", Type.A);

    assertThat(ask.at(WORLD.now().plusSeconds(4)).resolve("n.one.test", Type.A).questions())
        .isEmpty();
    assertThat(ask.at(WORLD.now().plusSeconds(5)).resolve("n.one.test", Type.A).questions())
        .isNotEmpty();
  }
}
