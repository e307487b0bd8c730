package dev.trustconnect.resolve;

import static dev.trustconnect.resolve.TestResolvers.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.dnssec.Hop;
import dev.trustconnect.dnssec.LearnedZones;
import dev.trustconnect.dnssec.Question;
import dev.trustconnect.dnssec.ValidationMemory;
import dev.trustconnect.dnssec.ValidationMemory.Bounds;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Type;

/**
 * RFC 8198: what a signed zone said of its gaps answers for every name in them, for as long as it
 * was said for, and never for a name that exists or is in another zone.
 */
class AggressiveNsecTest {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("nsec.test", AggressiveNsecTest::content)
          .zone("nsec3.test", zone -> content(zone.nsec3(0, "")))
          .zone("optout.test", zone -> content(zone.optOut(0, "")))
          .zone("costly.test", zone -> content(zone.nsec3(50, "aa")))
          .zone("sub.nsec.test", zone -> zone.record("www A 192.0.2.6"))
          .zone("plain.nsec.test", zone -> zone.unsigned().record("www A 192.0.2.7"))
          .zone("brief.test", zone -> zone.soaMinimum(60).records("b A 192.0.2.1"))
          .build();

  private final HandTime time = new HandTime(SignedWorld.NOW);
  private final WorldExchange upstream = new WorldExchange("one", WORLD);
  private final TrustedResolver resolver = resolver(true);

  private static void content(dev.trustconnect.testing.ZoneBuilder zone) {
    zone.records(
        "b A 192.0.2.1",
        "m A 192.0.2.2",
        "w A 192.0.2.3",
        "*.wild A 192.0.2.4",
        "exact.wild A 192.0.2.5",
        "alias CNAME gone",
        "tree DNAME elsewhere.test.");
  }

  private TrustedResolver resolver(boolean aggressive) {
    return TestResolvers.resolver(time, upstream)
        .anchors(WORLD.anchors())
        .aggressiveNsec(aggressive)
        .build();
  }

  private Lookup asked(String name, int type) {
    upstream.forget();
    Lookup lookup = resolver.lookup(question(name, type));
    assertThat(upstream.asked()).as(name).contains(question(name, type));
    return lookup;
  }

  private Lookup notAsked(String name, int type) {
    upstream.forget();
    Lookup lookup = resolver.lookup(question(name, type));
    assertThat(upstream.asked()).as(name).isEmpty();
    assertThat(lookup.questions()).isZero();
    assertThat(lookup.answer().verdict()).isInstanceOf(Verdict.Secure.class);
    return lookup;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nsec.test", "nsec3.test"})
  void neighbourInAGapIsKnownToBeAbsent(String zone) {
    for (String name : new String[] {"c.", "d.", "n.", "x.", "gone."}) {
      resolver.lookup(question(name + zone, Type.A));
    }
    Lookup neighbour = notAsked("c.d." + zone, Type.AAAA);
    assertThat(neighbour.answer().last().kind()).isEqualTo(Hop.Kind.NXDOMAIN);
    assertThat(neighbour.answer().chain()).hasSize(3);
  }

  @Test
  void typeThatANameLacksIsKnownFromWhatItHas() {
    asked("b.nsec.test", Type.TXT);
    Lookup other = notAsked("b.nsec.test", Type.MX);
    assertThat(other.answer().last().kind()).isEqualTo(Hop.Kind.NODATA);
    asked("b.nsec.test", Type.A); // which it has
  }

  @Test
  void nameThatExistsIsAskedFor() {
    asked("c.nsec.test", Type.A);
    assertThat(asked("m.nsec.test", Type.A).answer().last().kind()).isEqualTo(Hop.Kind.POSITIVE);
  }

  @Test
  void nameBelowADelegationOrADnameIsAskedFor() {
    asked("n.nsec.test", Type.A);
    asked("sub.nsec.test", Type.DS);
    asked("plain.nsec.test", Type.DS);
    asked("tree.nsec.test", Type.TXT);
    assertThat(asked("www.sub.nsec.test", Type.A).answer().last().kind())
        .isEqualTo(Hop.Kind.POSITIVE);
    assertThat(asked("www.plain.nsec.test", Type.A).answer().verdict())
        .isInstanceOf(Verdict.Insecure.class);
    upstream.forget();
    resolver.lookup(question("x.tree.nsec.test", Type.A));
    assertThat(upstream.asked()).contains(question("x.tree.nsec.test", Type.A));
  }

  @ParameterizedTest
  @ValueSource(strings = {"optout.test", "costly.test"})
  void optOutAndHighIterationCountsAreNotUsedToSynthesize(String zone) {
    for (String name : new String[] {"c.", "d.", "n.", "x.", "gone."}) {
      resolver.lookup(question(name + zone, Type.A));
    }
    asked("o." + zone, Type.A);
  }

  @Test
  void wildcardAnswersForWhatHasNothingCloser() {
    asked("a.wild.nsec.test", Type.A);
    Lookup another = notAsked("aa.wild.nsec.test", Type.A);

    assertThat(another.answer().last().kind()).isEqualTo(Hop.Kind.POSITIVE);
    assertThat(another.answer().records())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.owner()).isEqualTo("aa.wild.nsec.test");
              assertThat(record.rdata()).isEqualTo("192.0.2.4");
            });
    assertThat(another.answer().last().signatures())
        .singleElement()
        .satisfies(
            signature -> {
              assertThat(signature.owner()).isEqualTo("aa.wild.nsec.test");
              assertThat(((RRSIGRecord) Dnsjava.record(signature)).getLabels())
                  .isEqualTo(3); // of *.wild.nsec.test
            });
    assertThat(asked("exact.wild.nsec.test", Type.A).answer().records().get(0).rdata())
        .isEqualTo("192.0.2.5");
    assertThat(asked("x.exact.wild.nsec.test", Type.A).answer().last().kind())
        .isEqualTo(Hop.Kind.NXDOMAIN);
  }

  @Test
  void targetOfAnAliasIsKnownToBeAbsent() {
    asked("gone.nsec.test", Type.A);
    upstream.forget();
    Lookup alias = resolver.lookup(question("alias.nsec.test", Type.A));
    assertThat(alias.answer().last().kind()).isEqualTo(Hop.Kind.NXDOMAIN);
    assertThat(alias.answer().verdict()).isInstanceOf(Verdict.Secure.class);
  }

  @Test
  void gapIsKnownForItsTtlAndNoLonger() {
    Lookup first = asked("c.nsec.test", Type.A);
    time.pass(Duration.ofSeconds(first.answer().ttlSeconds() - 1));
    Lookup late = notAsked("d.nsec.test", Type.A);
    assertThat(late.answer().ttlSeconds()).isEqualTo(1);
    assertThat(late.answer().validUntil()).isEqualTo(first.answer().validUntil());
    time.pass(Duration.ofSeconds(1));
    asked("e.nsec.test", Type.A);
  }

  /** Its TTL would last as long as the clock takes to get there again. */
  @ParameterizedTest
  @ValueSource(strings = {"nsec.test", "nsec3.test"})
  void gapFromTheFutureIsNotUsedAfterTheClockWasSetBack(String zone) {
    for (String name : new String[] {"c.", "d.", "n.", "x.", "gone."}) {
      resolver.lookup(question(name + zone, Type.A));
    }
    notAsked("c.d." + zone, Type.AAAA);

    time.setClock(SignedWorld.NOW.minus(Duration.ofDays(2)));
    asked("m." + zone, Type.A); // proves the zone anew, with the keys it had
    asked("c.d." + zone, Type.TXT);
  }

  @Test
  void wildcardFromTheFutureIsNotUsedAfterTheClockWasSetBack() {
    asked("a.wild.nsec.test", Type.A);
    notAsked("aa.wild.nsec.test", Type.A);

    time.setClock(SignedWorld.NOW.minus(Duration.ofDays(2)));
    asked("ab.wild.nsec.test", Type.TXT); // says anew what isn't there
    asked("ac.wild.nsec.test", Type.A);
  }

  @Test
  void minimumOfTheSoaBoundsTheGap() {
    asked("c.brief.test", Type.A);
    time.pass(Duration.ofSeconds(59));
    notAsked("d.brief.test", Type.A);
    time.pass(Duration.ofSeconds(1));
    asked("e.brief.test", Type.A);
  }

  @Test
  void denialsAreForgottenWhenTheZoneHasOtherKeys() {
    SignedWorld rolled =
        SignedWorld.builder().zone("nsec.test", zone -> content(zone.keys(2, 2))).build();
    ValidationMemory memory = new ValidationMemory(new Bounds(0, 1 << 20, 0));
    Ask first = Ask.of(WORLD).known(new LearnedZones()).memory(memory);
    first.resolve("c.nsec.test", Type.A);
    assertThat(first.resolve("d.nsec.test", Type.A).questions()).isEmpty();

    Ask other = Ask.of(rolled).known(new LearnedZones()).memory(memory);
    other.resolve("m.nsec.test", Type.A);
    assertThat(other.resolve("d.nsec.test", Type.A).questions()).isNotEmpty();

    Ask same =
        Ask.of(WORLD)
            .known(new LearnedZones())
            .memory(new ValidationMemory(new Bounds(0, 1 << 20, 0)));
    same.resolve("c.nsec.test", Type.A);
    Ask again =
        same.known(new LearnedZones()); // the zone is proven once more, with the keys it had
    again.resolve("m.nsec.test", Type.A);
    assertThat(again.resolve("d.nsec.test", Type.A).questions()).isEmpty();
  }

  @Test
  void unsignedDenialIsNotRemembered() {
    resolver.lookup(question("m.nsec.test", Type.A));
    upstream.world(WORLD.harm(Harm.dropAllRrsigs()));
    assertThat(asked("c.nsec.test", Type.A).answer().verdict()).isInstanceOf(Verdict.Bogus.class);
    upstream.world(WORLD);
    asked("d.nsec.test", Type.A);
  }

  @Test
  void denialWithABrokenSignatureIsNotRemembered() {
    resolver.lookup(question("m.nsec.test", Type.A));
    upstream.world(WORLD.harm(Harm.flipSignatureByte("b.nsec.test", Type.NSEC)));
    assertThat(asked("c.nsec.test", Type.A).answer().verdict()).isInstanceOf(Verdict.Bogus.class);
    upstream.world(WORLD);
    asked("d.nsec.test", Type.A);
  }

  @Test
  void denialOfAnotherZoneIsNotUsedForThisOne() {
    asked("c.sub.nsec.test", Type.A); // the child's NSECs
    asked("c.nsec.test", Type.A);
    Question inTheChild = question("www.sub.nsec.test", Type.A);
    assertThat(resolver.lookup(inTheChild).answer().last().kind()).isEqualTo(Hop.Kind.POSITIVE);
  }

  @Test
  void switchedOffEveryNameIsAskedFor() {
    TrustedResolver plain = resolver(false);
    plain.lookup(question("c.nsec.test", Type.A));
    upstream.forget();
    plain.lookup(question("d.nsec.test", Type.A));
    assertThat(upstream.asked()).contains(question("d.nsec.test", Type.A));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void trustConnectCanTurnItOff(boolean aggressive) {
    try (TrustConnect trust =
        TrustConnect.builder()
            .dnsExchanges(upstream)
            .anchors(WORLD.anchors())
            .clock(time)
            .aggressiveNsec(aggressive)
            .build()) {
      trust.lookups().lookup(question("c.nsec.test.", Type.A));
      upstream.forget();
      Lookup neighbour = trust.lookups().lookup(question("d.nsec.test.", Type.A));

      assertThat(neighbour.answer().last().kind()).isEqualTo(Hop.Kind.NXDOMAIN);
      assertThat(upstream.asked().isEmpty()).isEqualTo(aggressive);
    }
  }
}
