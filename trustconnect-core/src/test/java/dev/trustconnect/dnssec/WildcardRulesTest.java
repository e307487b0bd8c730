package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.INSECURE_OPT_OUT;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.WILDCARD_UNPROVEN;

import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.RecordSet;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.ZoneBuilder;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers expanded from a wildcard need the proof that nothing is closer (RFC 4035 §5.3.4). */
class WildcardRulesTest implements RuleTable {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("w.test", zone -> content(zone))
          .zone("w3.test", zone -> content(zone.nsec3(0, "")))
          .zone("opt.test", zone -> content(zone.optOut(0, "")))
          .zone("x.del.w.test", zone -> zone.record("www A 192.0.2.9"))
          .build();

  private static void content(ZoneBuilder zone) {
    zone.records(
        "*.wild A 192.0.2.4",
        "exact.wild A 192.0.2.5",
        "www A 192.0.2.6",
        "*.walias CNAME www",
        "*.del DS 12345 13 2 " + "00".repeat(32),
        "tree DNAME sub",
        "*.dn DNAME sub",
        "x.dn A 192.0.2.7",
        "www.sub A 192.0.2.8");
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        // RFC 4035 §5.3.4, §3.1.3.3.
        rule("wildcardNeedsTheProofThatNothingIsCloser", "x.wild.w.test")
            .harm(DenialHarm.strippedDenial())
            .isBogus(WILDCARD_UNPROVEN),
        // RFC 5155 §8.8.
        rule("wildcardNeedsTheNextCloserCovered", "x.wild.w3.test")
            .harm(DenialHarm.strippedDenial())
            .isBogus(WILDCARD_UNPROVEN),
        rule("alteredProofOfAWildcardCountsNotAtAll", "x.wild.w.test")
            .harm(Harm.flipSignatureByte("exact.wild.w.test", Type.NSEC))
            .isBogus(WILDCARD_UNPROVEN),
        rule("alteredWildcardIsBogus", "x.wild.w.test")
            .harm(Harm.flipRdataByte("x.wild.w.test", Type.A))
            .isBogus(SIGNATURE_INVALID),
        rule("expiredWildcardIsBogus", "x.wild.w.test")
            .harm(
                Harm.sets(
                    Harm.at("x.wild.w.test", Type.A),
                    (world, set) -> List.of(expiredUnderItsWildcard(world, set))))
            .isBogus(SIGNATURE_EXPIRED),
        // RFC 4592 §3.3.1: the wildcard answers only for names that do not exist.
        rule("wildcardIsNotReplayedOverAnExistingName", "exact.wild.w.test")
            .harm(replay("exact.wild.w.test", "*.wild.w.test", "x.wild.w.test"))
            .isBogus(WILDCARD_UNPROVEN),
        rule("wildcardIsNotReplayedOverAnExistingNameWithNsec3", "exact.wild.w3.test")
            .harm(replay("exact.wild.w3.test", "*.wild.w3.test", "x.wild.w3.test"))
            .isBogus(WILDCARD_UNPROVEN),
        rule("wildcardIsNotReplayedWithoutAProof", "exact.wild.w.test")
            .harm(replay("exact.wild.w.test", "*.wild.w.test", ""))
            .isBogus(WILDCARD_UNPROVEN),
        rule("wildcardIsNotUsedPastACloserEncloser", "x.exact.wild.w.test")
            .harm(replay("x.exact.wild.w.test", "*.wild.w.test", "x.exact.wild.w.test"))
            .isBogus(WILDCARD_UNPROVEN),
        rule("wildcardIsNotUsedPastACloserEncloserWithNsec3", "x.exact.wild.w3.test")
            .harm(replay("x.exact.wild.w3.test", "*.wild.w3.test", "x.exact.wild.w3.test"))
            .isBogus(WILDCARD_UNPROVEN),
        rule("wildcardStandsForSeveralLabels", "x.y.wild.w.test")
            .harm(DenialHarm.strippedDenial())
            .isBogus(WILDCARD_UNPROVEN),
        rule("wildcardAliasNeedsTheProofToo", "x.walias.w.test")
            .harm(DenialHarm.strippedDenial())
            .isBogus(WILDCARD_UNPROVEN),
        // RFC 4592 §2.3: the wildcard asked for by its own name is not expanded.
        rule("wildcardItselfNeedsNoProof", "*.wild.w.test")
            .harm(DenialHarm.strippedDenial())
            .staysSecure(),
        // RFC 5155 §9.2: behind an opt-out span a delegation may hide that is closer.
        Rule.of("wildcardBesideAnOptOutSpanIsInsecure", WORLD, "x.wild.opt.test", Type.A)
            .insecure(INSECURE_OPT_OUT)
            .harm(DenialHarm.nsec3Flags("opt.test", 0))
            .staysSecure(),
        // RFC 4592 §4.6: a DS at a wildcard delegates nothing.
        rule("delegationIsNotExpandedFromAWildcard", "www.x.del.w.test")
            .harm(Harm.reown("x.del.w.test", "*.del.w.test", Type.DS))
            .isBogus(WILDCARD_UNPROVEN),
        // RFC 4592 §4.4: a DNAME at a wildcard is undefined.
        rule("dnameExpandedFromAWildcardRedirectsNothing", "www.tree.w.test")
            .harm(
                Harm.sets(
                    Harm.at("tree.w.test", Type.DNAME),
                    (world, set) -> List.of(asIfFromTheWildcardAbove(world, set))))
            .isBogus(WILDCARD_UNPROVEN),
        rule("dnameExpandedFromAWildcardRedirectsNothingWithAProofEither", "www.tree.w.test")
            .harm(
                Harm.sets(
                        Harm.at("tree.w.test", Type.DNAME),
                        (world, set) -> List.of(asIfFromTheWildcardAbove(world, set)))
                    .and(
                        Tamper.graft(
                            "www.tree.w.test",
                            Type.A,
                            Harm.question("w.test", Type.NSEC),
                            (message, donor) ->
                                donor
                                    .getSection(Section.ANSWER)
                                    .forEach(r -> message.addRecord(r, Section.AUTHORITY))))
                    .and(DenialHarm.nsec("w.test", "zz.w.test", Type.SOA, Type.NS, Type.NSEC)))
            .isBogus(WILDCARD_UNPROVEN),
        rule("dnameExpandedFromAWildcardHidesNoCut", "www.tree.w.test")
            .harm(
                Tamper.message("www.tree.w.test", Type.A, m -> unsignedAnswer(m, "www.tree.w.test"))
                    .and(
                        Harm.sets(
                            Harm.at("tree.w.test", Type.DNAME),
                            (world, set) -> List.of(asIfFromTheWildcardAbove(world, set))))
                    .and(DenialHarm.strippedDenial().onlyFor("www.tree.w.test", Type.DS)))
            .isBogus(WILDCARD_UNPROVEN),
        rule("aliasExpandedFromAWildcardHidesNoCutWithoutProof", "x.walias.w.test")
            .harm(
                Tamper.message("x.walias.w.test", Type.A, m -> unsignedAnswer(m, "x.walias.w.test"))
                    .and(DenialHarm.strippedDenial().onlyFor("x.walias.w.test", Type.DS)))
            .isBogus(DENIAL_MISSING),
        rule("aliasExpandedFromAWildcardHidesNoCut", "x.walias.w.test")
            .harm(
                Tamper.message(
                    "x.walias.w.test", Type.A, m -> unsignedAnswer(m, "x.walias.w.test")))
            .isBogus(SIGNATURE_MISSING));
  }

  private static void unsignedAnswer(Message message, String name) {
    message.removeAllRecords(Section.ANSWER);
    Harm.records(name, Type.A, 60, "203.0.113.66")
        .forEach(record -> message.addRecord(record, Section.ANSWER));
  }

  private static Harm replay(String name, String wildcard, String proofFrom) {
    return DenialHarm.wildcardReplay(name, Type.A, wildcard, proofFrom);
  }

  private static RecordSet expiredUnderItsWildcard(SignedWorld world, RecordSet set) {
    return Harm.resignedWith(
            world,
            set.at(Tamper.name("*.wild.w.test")),
            fields ->
                fields.withWindow(
                    world.now().minusSeconds(86_400), world.now().minusSeconds(3_600)))
        .at(set.owner());
  }

  private static RecordSet asIfFromTheWildcardAbove(SignedWorld world, RecordSet set) {
    return Harm.resignedWith(world, set.at(Tamper.name("*.w.test")), fields -> fields.withLabels(2))
        .at(set.owner());
  }

  private static Rule.Healthy rule(String claim, String name) {
    return Rule.of(claim, WORLD, name, Type.A);
  }
}
