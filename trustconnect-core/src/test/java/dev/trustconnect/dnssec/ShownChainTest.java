package dev.trustconnect.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.finding.Reason;
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
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The chain of zones as printed, and its wording. */
class ShownChainTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "one.test",
              zone ->
                  zone.records("www A 192.0.2.1", "mail A 192.0.2.2", "away CNAME www.two.test."))
          .zone("two.test", zone -> zone.record("www A 192.0.2.3"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.4"))
          .build();

  private static ValidatedAnswer ask(String name, Harm harm) {
    return Ask.of(WORLD).harm(harm).resolve(name, Type.A).answer();
  }

  private static List<String> zones(ValidatedAnswer answer) {
    return answer.chain().stream().map(link -> link.zone() + " " + link.state()).toList();
  }

  @Test
  void chainRunsFromTheRootToTheZone() {
    assertThat(zones(ask("www.one.test", Harm.none())))
        .containsExactly(". SIGNED", "test. SIGNED", "one.test. SIGNED");
    assertThat(zones(ask("www.plain.test", Harm.none())))
        .containsExactly(". SIGNED", "test. SIGNED", "plain.test. UNSIGNED");
  }

  @Test
  void zonesOfAnAliasAreShownOnce() {
    assertThat(zones(ask("away.one.test", Harm.none())))
        .containsExactly(". SIGNED", "test. SIGNED", "one.test. SIGNED", "two.test. SIGNED");
  }

  @Test
  void namesOfOneZoneShareTheirChain() {
    Ask ask = Ask.of(WORLD).remembering();

    assertThat(ask.resolve("www.one.test", Type.A).answer().chain())
        .isSameAs(ask.resolve("mail.one.test", Type.A).answer().chain());
  }

  @Test
  void brokenLinkIsTheLastAndSaysWhy() {
    ValidatedAnswer answer = ask("www.one.test", KeyHarm.revokeKsk("one.test"));

    assertThat(zones(answer)).containsExactly(". SIGNED", "test. SIGNED", "one.test. BROKEN");
    ZoneLink broken = answer.chain().get(2);
    assertThat(broken.reason()).isEqualTo(answer.verdict().reason());
    assertThat(broken.validUntil()).isEqualTo(WORLD.now());
  }

  @Test
  void cutThatCantBeProvenIsABrokenLink() {
    ValidatedAnswer expired = ask("www.one.test", Harm.expire("one.test", Type.DS));
    ValidatedAnswer unanswered = ask("www.one.test", Harm.rcode("one.test", Type.DNSKEY, 2));

    assertThat(zones(expired)).containsExactly(". SIGNED", "test. SIGNED", "one.test. BROKEN");
    assertThat(expired.chain().get(2).reason()).isEqualTo(Reason.SIGNATURE_EXPIRED);
    assertThat(expired.verdict().link().map(FailingLink::zone)).contains("one.test.");
    assertThat(unanswered.verdict().label()).isEqualTo("INDETERMINATE");
    assertThat(zones(unanswered)).as("not known to be").containsExactly(". SIGNED", "test. SIGNED");
  }

  @Test
  void nameAboveEveryAnchorHasABrokenLinkAlone() {
    ValidatedAnswer answer =
        Ask.of(WORLD)
            .anchors(TrustAnchors.of(WORLD.zoneKeyAnchor("two.test")))
            .resolve("www.one.test", Type.A)
            .answer();

    assertThat(answer.verdict().label()).isEqualTo("INDETERMINATE");
    assertThat(zones(answer)).containsExactly("www.one.test. BROKEN");
  }

  @Test
  void anchorsAreShownWithTheirUse() {
    List<Record> anchors = new ArrayList<>(WORLD.anchorRecords());
    anchors.add(TestKeys.of(13, TestKey.KSK, "spare").ds(Name.root, 0, 2));
    anchors.add(TestKeys.of(13, TestKey.KSK, "key").dnskey(Name.root, 0));
    ZoneLink root =
        Ask.of(WORLD)
            .anchors(TrustAnchors.of(anchors))
            .resolve("www.one.test", Type.A)
            .answer()
            .chain()
            .get(0);

    assertThat(root.ds()).extracting(ZoneLink.Ds::used).containsExactly(true, false, false);
    assertThat(root.ds()).extracting(ZoneLink.Ds::digestType).containsExactly(2, 2, 0);
  }

  @Test
  void brokenAnswerIsNotABrokenLink() {
    ValidatedAnswer answer = ask("www.one.test", Harm.flipRdataByte("www.one.test", Type.A));

    assertThat(answer.verdict().reason()).isEqualTo(Reason.SIGNATURE_INVALID);
    assertThat(zones(answer)).containsExactly(". SIGNED", "test. SIGNED", "one.test. SIGNED");
  }

  @Test
  void keyIsShownWithItsTagAndSignatureWithItsUse() {
    ZoneLink zone = ask("www.one.test", Harm.none()).chain().get(2);

    assertThat(zone.reason()).isEqualTo(Reason.PROVEN);
    assertThat(zone.keys())
        .extracting(ZoneLink.Key::keyTag)
        .containsExactlyInAnyOrderElementsOf(
            WORLD.zone("one.test").keys().stream().map(key -> key.tag()).toList());
    assertThat(zone.keys()).extracting(ZoneLink.Key::bits).containsOnly(256);
    assertThat(zone.ds())
        .filteredOn(ZoneLink.Ds::used)
        .singleElement()
        .satisfies(
            ds ->
                assertThat(zone.signatures())
                    .filteredOn(ZoneLink.Signature::used)
                    .extracting(ZoneLink.Signature::keyTag)
                    .contains(ds.keyTag()));
  }

  @Test
  void verdictsAndLinksPrintTheirNames() {
    ValidatedAnswer secure = ask("www.one.test", Harm.none());
    ValidatedAnswer insecure = ask("www.plain.test", Harm.none());
    ValidatedAnswer bogus = ask("www.one.test", Harm.flipRdataByte("www.one.test", Type.A));

    assertThat(secure.verdict()).hasToString("SECURE");
    assertThat(secure.verdict().detail()).isNotEmpty();
    assertThat(secure.last().owner()).isEqualTo("www.one.test");
    assertThat(insecure.verdict().toString())
        .startsWith("INSECURE [dnssec.insecure-delegation] ")
        .endsWith(insecure.verdict().detail());
    assertThat(bogus.verdict().toString()).startsWith("BOGUS [dnssec.signature-invalid] ");
    assertThat(bogus.verdict().link().orElseThrow().toString())
        .matches("one\\.test\\. ANSWER key \\d+ algorithm 13");
    assertThat(insecure.verdict().link().orElseThrow()).hasToString("plain.test. DS");
  }

  @Test
  void staleAnswerSaysSinceWhen() {
    for (String name : List.of("www.one.test", "www.plain.test")) {
      ValidatedAnswer answer = ask(name, Harm.none());
      ValidatedAnswer stale =
          answer
              .stale(
                  answer.validUntil().plusSeconds(1),
                  Duration.ofSeconds(30),
                  Reason.UPSTREAM_TIMEOUT)
              .orElseThrow();

      Staleness staleness = stale.verdict().staleness().orElseThrow();
      assertThat(staleness.since()).isEqualTo(answer.validUntil());
      assertThat(staleness.why()).isEqualTo(Reason.UPSTREAM_TIMEOUT);
      assertThat(stale.verdict().toString()).endsWith(", " + staleness);
      assertThat(staleness.toString()).contains(answer.validUntil().toString());
      assertThat(stale.ttlSeconds()).isEqualTo(30);
      assertThat(stale.last().verdict().staleness()).isPresent();
    }
  }

  @Test
  void refusalIsNeverStale() {
    ValidatedAnswer bogus = ask("www.one.test", Harm.flipRdataByte("www.one.test", Type.A));

    for (int secondsBefore : new int[] {0, 60}) {
      assertThat(
              bogus.stale(
                  WORLD.now().minusSeconds(secondsBefore),
                  Duration.ofSeconds(30),
                  Reason.UPSTREAM_TIMEOUT))
          .isEmpty();
    }
  }

  @Test
  void hopWhoseTtlHasNotRunOutIsNotStale() {
    ValidatedAnswer answer = ask("away.one.test", Harm.ttl("www.two.test", Type.A, 5));
    ValidatedAnswer stale =
        answer
            .stale(WORLD.now().plusSeconds(5), Duration.ofSeconds(30), Reason.UPSTREAM_TIMEOUT)
            .orElseThrow();

    assertThat(stale.hops())
        .extracting(hop -> hop.verdict().staleness().isPresent())
        .containsExactly(false, true);
    assertThat(stale.verdict().staleness().map(Staleness::since))
        .contains(WORLD.now().plusSeconds(5));
  }

  @Test
  void staleAnswerEndsWithItsSignatures() {
    ValidatedAnswer answer = ask("www.one.test", Harm.none());
    var end = answer.verdict().signatureEnd();

    assertThat(answer.stale(end, Duration.ofSeconds(30), Reason.UPSTREAM_TIMEOUT)).isEmpty();
    assertThat(
            answer
                .stale(end.minusSeconds(9), Duration.ofSeconds(30), Reason.UPSTREAM_TIMEOUT)
                .map(ValidatedAnswer::ttlSeconds))
        .contains(9L);
  }
}
