package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.ALIAS_AMBIGUOUS;
import static dev.trustconnect.finding.Reason.ALIAS_CHAIN_TOO_LONG;
import static dev.trustconnect.finding.Reason.ALIAS_LOOP;
import static dev.trustconnect.finding.Reason.DENIAL_INSUFFICIENT;
import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.DNAME_MISMATCH;
import static dev.trustconnect.finding.Reason.INSECURE_DELEGATION;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.UPSTREAM_RCODE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.RecordSet;
import dev.trustconnect.testing.SignedWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** CNAME and DNAME: every hop is judged by itself (RFC 6672, RFC 1034 §3.6.2). */
class AliasRulesTest implements RuleTable {
  private static final String LONG = "x".repeat(60);

  /** Below a DNAME whose target leaves no room for it (RFC 6672 §2.2). */
  private static final String FAR = LONG + "." + LONG + "." + LONG + ".far.a.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "a.test",
              zone -> {
                zone.records(
                    "www A 192.0.2.1",
                    "alias CNAME www",
                    "twice CNAME alias",
                    "lost CNAME nothing",
                    "outside CNAME www.other.org.",
                    "toplain CNAME www.plain.test.",
                    "tree DNAME sub",
                    "far DNAME " + LONG + "." + LONG,
                    "www.sub A 192.0.2.2",
                    "round CNAME trip",
                    "trip CNAME round.other.org.",
                    "self CNAME self");
                for (int hop = 1; hop <= 12; hop++) {
                  zone.record("hop" + hop + " CNAME " + (hop == 1 ? "www" : "hop" + (hop - 1)));
                }
              })
          .zone(
              "other.org", zone -> zone.records("www A 198.51.100.1", "round CNAME round.a.test."))
          .zone("plain.test", zone -> zone.unsigned().record("www A 203.0.113.1"))
          .build();

  @Override
  public List<Rule> rules() {
    return List.of(
        // Trust model: the answer is as good as its weakest hop.
        rule("unsignedAliasIsBogus", "alias.a.test")
            .harm(Harm.dropRrsigs("alias.a.test", Type.CNAME))
            .isBogus(SIGNATURE_MISSING),
        rule("alteredAliasIsBogus", "alias.a.test")
            .harm(
                Harm.replace(
                    "alias.a.test",
                    Type.CNAME,
                    old -> Harm.records("alias.a.test", Type.CNAME, 3600, "www.plain.test.")))
            .isBogus(SIGNATURE_INVALID),
        rule("brokenLastHopSpoilsTheAnswer", "twice.a.test")
            .harm(Harm.flipRdataByte("www.a.test", Type.A))
            .isBogus(SIGNATURE_INVALID),
        rule("expiredMiddleHopSpoilsTheAnswer", "twice.a.test")
            .harm(Harm.expire("alias.a.test", Type.CNAME))
            .isBogus(SIGNATURE_EXPIRED),
        rule("brokenHopInAnotherZoneSpoilsTheAnswer", "outside.a.test")
            .harm(Harm.dropRrsigs("www.other.org", Type.A))
            .isBogus(SIGNATURE_MISSING),
        rule("absenceAtTheEndOfAnAliasNeedsItsProof", "lost.a.test")
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        rule("aliasToAnUnsignedZoneIsNotMadeUp", "www.a.test")
            .harm(
                Harm.answerOf(q("www.a.test"), q("toplain.a.test"))
                    .and(
                        Harm.sets(
                            Harm.at("toplain.a.test", Type.CNAME),
                            (world, set) -> List.of(set.at(Tamper.name("www.a.test"))))))
            .isBogus(SIGNATURE_INVALID),
        rule("unsignedAliasInTheWayOfSignedDataIsBogus", "www.a.test")
            .harm(
                Harm.dropRrset("www.a.test", Type.A)
                    .and(
                        Tamper.add(
                            "www.a.test",
                            Type.A,
                            Section.ANSWER,
                            Harm.records("www.a.test", Type.CNAME, 60, "www.plain.test."))))
            .isBogus(SIGNATURE_MISSING),
        insecure("brokenAliasToAnInsecureNameIsBogus", "toplain.a.test")
            .harm(Harm.flipSignatureByte("toplain.a.test", Type.CNAME))
            .isBogus(SIGNATURE_INVALID),
        rule("failedFetchBehindAnAliasIsIndeterminate", "outside.a.test")
            .harm(
                Harm.dropRrset("www.other.org", Type.A)
                    .onlyFor("outside.a.test", Type.A)
                    .and(Harm.rcode("www.other.org", Type.A, Rcode.SERVFAIL)))
            .isIndeterminate(UPSTREAM_RCODE),
        rule("targetThatIsLeftOutIsAskedForItself", "outside.a.test")
            .harm(Harm.dropRrset("www.other.org", Type.A).onlyFor("outside.a.test", Type.A))
            .staysSecure(),
        rule("unsignedAliasBesideSignedDataSpoilsNothing", "www.a.test")
            .harm(
                Tamper.add(
                    "www.a.test",
                    Type.A,
                    Section.ANSWER,
                    Harm.records("www.a.test", Type.CNAME, 60, "www.plain.test.")))
            .staysSecure(),
        rule("unsignedDnameAboveSignedDataSpoilsNothing", "www.a.test")
            .harm(
                Tamper.add(
                    "www.a.test",
                    Type.A,
                    Section.ANSWER,
                    Harm.records("a.test", Type.DNAME, 60, "plain.test.")))
            .staysSecure(),
        // RFC 2181 §10.1: there may be only one CNAME record for an alias.
        rule("twoTargetsAreAmbiguous", "alias.a.test")
            .harm(
                Harm.resign(
                    "alias.a.test", Type.CNAME, old -> plus(old, "alias.a.test", "mail.a.test.")))
            .isBogus(ALIAS_AMBIGUOUS),
        Rule.of("loopWithinAnAnswerEnds", WORLD, "self.a.test", Type.A)
            .indeterminate(ALIAS_LOOP)
            .harm(Harm.none())
            .isIndeterminate(ALIAS_LOOP),
        Rule.of("loopAcrossAnswersEnds", WORLD, "round.a.test", Type.A)
            .indeterminate(ALIAS_LOOP)
            .harm(Harm.dropRrset("round.other.org", Type.CNAME).onlyFor("round.a.test", Type.A))
            .isIndeterminate(ALIAS_LOOP),
        rule("elevenAliasesFit", "hop11.a.test")
            .harm(Harm.flipRdataByte("www.a.test", Type.A))
            .isBogus(SIGNATURE_INVALID),
        Rule.of("twelveAliasesDontFit", WORLD, "hop12.a.test", Type.A)
            .indeterminate(ALIAS_CHAIN_TOO_LONG)
            .harm(Harm.none())
            .isIndeterminate(ALIAS_CHAIN_TOO_LONG),
        Rule.of("twelveAliasesDontFitOneByOneEither", WORLD, "hop12.a.test", Type.A)
            .indeterminate(ALIAS_CHAIN_TOO_LONG)
            .harm(oneByOne())
            .isIndeterminate(ALIAS_CHAIN_TOO_LONG),
        rule("elevenAliasesFitOneByOneToo", "hop11.a.test").harm(oneByOne()).staysSecure(),
        // RFC 6672 §5.3.1: the DNAME is signed; the CNAME is checked against it, not believed.
        rule("unsignedDnameIsBogus", "www.tree.a.test")
            .harm(Harm.dropRrsigs("tree.a.test", Type.DNAME))
            .isBogus(SIGNATURE_MISSING),
        rule("alteredDnameIsBogus", "www.tree.a.test")
            .harm(Harm.flipSignatureByte("tree.a.test", Type.DNAME))
            .isBogus(SIGNATURE_INVALID),
        rule("synthesisedAliasThatTheDnameDoesNotYieldIsBogus", "www.tree.a.test")
            .harm(Harm.wrongSynthesis("www.tree.a.test", "www.plain.test"))
            .isBogus(DNAME_MISMATCH),
        rule("synthesisedAliasMayBeLeftOut", "www.tree.a.test")
            .harm(Harm.dropRrset("www.tree.a.test", Type.CNAME))
            .staysSecure(),
        rule("synthesisedAliasWithoutItsDnameIsBogus", "www.tree.a.test")
            .harm(Harm.dropRrset("tree.a.test", Type.DNAME))
            .isBogus(SIGNATURE_MISSING),
        rule("twoDnamesAtOneNameAreAmbiguous", "www.tree.a.test")
            .harm(
                Harm.resign(
                    "tree.a.test",
                    Type.DNAME,
                    old -> {
                      List<Record> two = new ArrayList<>(old);
                      two.addAll(Harm.records("tree.a.test", Type.DNAME, 3600, "other.org."));
                      return two;
                    }))
            .isBogus(ALIAS_AMBIGUOUS),
        // RFC 6672 §2.3: names below the owner are redirected, the owner is not.
        rule("dnameDoesNotRedirectItsOwner", "tree.a.test")
            .harm(
                Harm.answerOf(q("tree.a.test"), q("www.tree.a.test"))
                    .and(
                        Harm.sets(
                            Harm.at("www.tree.a.test", Type.CNAME),
                            (world, set) ->
                                List.of(
                                    RecordSet.of(
                                        Harm.records(
                                            "tree.a.test", Type.CNAME, 60, "sub.a.test."))))))
            .isBogus(SIGNATURE_MISSING),
        // RFC 6672 §2.2: a name that would grow too long is YXDOMAIN.
        rule("dnameThatYieldsTooLongANameIsAnAnswer", FAR)
            .harm(Harm.rcode(FAR, Type.A, Rcode.NOERROR))
            .isBogus(DNAME_MISMATCH),
        rule("nameBelowADnameIsNotDeniedInstead", "www.tree.a.test")
            .harm(
                Tamper.deniedByNsecOf(
                    "www.tree.a.test", Type.A, Rcode.NXDOMAIN, "tree.a.test", "a.test"))
            .isBogus(DENIAL_INSUFFICIENT));
  }

  @Test
  void eachHopHasItsOwnVerdict() {
    ValidatedAnswer answer = Ask.of(WORLD).resolve("toplain.a.test", Type.A).answer();

    assertThat(answer.hops())
        .extracting(hop -> hop.kind() + " " + hop.name() + " " + hop.verdict().label())
        .containsExactly("CNAME toplain.a.test. SECURE", "POSITIVE www.plain.test. INSECURE");
    assertThat(answer.verdict().label()).isEqualTo("INSECURE");
    assertThat(answer.verdict().reason()).isEqualTo(INSECURE_DELEGATION);
  }

  @Test
  void refusedHopDoesNotAffectTheOthers() {
    ValidatedAnswer answer =
        Ask.of(WORLD)
            .harm(Harm.flipRdataByte("www.other.org", Type.A))
            .resolve("outside.a.test", Type.A)
            .answer();

    assertThat(answer.hops())
        .extracting(hop -> hop.verdict().label())
        .containsExactly("SECURE", "BOGUS");
  }

  /** Every answer ends after its first alias, as from an upstream that follows none. */
  private static Harm oneByOne() {
    return (world, question, message) -> {
      var own = message.getSection(Section.ANSWER);
      var kept = message.clone();
      kept.removeAllRecords(Section.ANSWER);
      own.stream()
          .filter(record -> record.getName().equals(question.name()))
          .forEach(record -> kept.addRecord(record, Section.ANSWER));
      return kept;
    };
  }

  private static List<Record> plus(List<Record> old, String owner, String target) {
    List<Record> two = new ArrayList<>(old);
    two.addAll(Harm.records(owner, Type.CNAME, 3600, target));
    return two;
  }

  private static Question q(String name) {
    return Harm.question(name, Type.A);
  }

  private static Rule.Healthy insecure(String claim, String name) {
    return rule(claim, name).insecure(INSECURE_DELEGATION);
  }

  private static Rule.Healthy rule(String claim, String name) {
    return Rule.of(claim, WORLD, name, Type.A);
  }
}
