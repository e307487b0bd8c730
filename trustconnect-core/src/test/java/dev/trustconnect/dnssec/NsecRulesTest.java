package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.DENIAL_INSUFFICIENT;
import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.NAME_EXISTS;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.TYPE_EXISTS;

import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Proofs by NSEC, and what each needs (RFC 4035 §5.4, RFC 6840 §4). */
class NsecRulesTest implements RuleTable {
  private static final String WWW = "www.n.test";
  private static final String NOTHING = "nothing.n.test";
  private static final String X_WILD = "x.wild.n.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "n.test",
              zone ->
                  zone.records(
                      "www A 192.0.2.1",
                      "mail A 192.0.2.2",
                      "alias CNAME www",
                      "deep.ent A 192.0.2.3",
                      "*.wild A 192.0.2.4",
                      "*.wild TXT any",
                      "exact.wild A 192.0.2.5",
                      "tree DNAME sub"))
          .zone("sub.n.test", zone -> zone.record("www A 192.0.2.6"))
          .build();

  @Override
  public List<Rule> rules() {
    return List.of(
        // RFC 4035 §5.4: the NSEC at the name itself must lack the type, and CNAME too (RFC 6840
        // §4.3).
        rule("nsecThatHasTheTypeDeniesItNot", WWW, Type.A)
            .harm(Tamper.deniedByNsecOf(WWW, Type.A, Rcode.NOERROR, WWW))
            .isBogus(TYPE_EXISTS),
        rule("nsecOfAnAliasDeniesNoType", "alias.n.test", Type.A)
            .harm(Tamper.deniedByNsecOf("alias.n.test", Type.A, Rcode.NOERROR, "alias.n.test"))
            .isBogus(TYPE_EXISTS),
        rule("nsecOfANameDeniesNotTheName", WWW, Type.A)
            .harm(Tamper.deniedByNsecOf(WWW, Type.A, Rcode.NXDOMAIN, WWW))
            .isBogus(NAME_EXISTS),
        rule("nsecOfAnotherNameDeniesNothingHere", WWW, Type.MX)
            .harm(Tamper.deniedByNsecOf(WWW, Type.MX, Rcode.NOERROR, "mail.n.test"))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("silenceIsNoDenial", WWW, Type.A)
            .harm(Harm.silence(WWW, Type.A))
            .isBogus(DENIAL_MISSING),
        // RFC 4592 §2.2.2: an empty non-terminal exists, and has no types.
        rule("emptyNonTerminalExists", "ent.n.test", Type.A)
            .harm(Harm.rcode("ent.n.test", Type.A, Rcode.NXDOMAIN))
            .isBogus(NAME_EXISTS),
        // RFC 4035 §5.4: NXDOMAIN needs the name covered, and the wildcard that could stand in.
        absent("signedSoaAloneDeniesNothing")
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        absent("nameErrorNeedsTheNameCovered")
            .harm(DenialHarm.dropProof(NOTHING, Type.A, 0))
            .isBogus(DENIAL_INSUFFICIENT),
        absent("nameErrorNeedsTheWildcardCovered")
            .harm(DenialHarm.dropProof(NOTHING, Type.A, 1))
            .isBogus(DENIAL_INSUFFICIENT),
        absent("neighboursElsewhereCoverNothingHere")
            .harm(Tamper.deniedByNsecOf(NOTHING, Type.A, Rcode.NXDOMAIN, WWW, "n.test"))
            .isBogus(DENIAL_INSUFFICIENT),
        absent("alteredNsecIsNotListenedTo")
            .harm(Harm.flipRdataByte("mail.n.test", Type.NSEC))
            .isBogus(SIGNATURE_INVALID),
        absent("expiredNsecIsNotListenedTo")
            .harm(Harm.expire("mail.n.test", Type.NSEC))
            .isBogus(SIGNATURE_EXPIRED),
        absent("unsignedNsecIsNotListenedTo")
            .harm(Harm.dropRrsigs("mail.n.test", Type.NSEC))
            .isBogus(SIGNATURE_MISSING),
        // RFC 4034 §4.1.1: the next name is one of the same zone.
        absent("nsecThatPointsOutOfItsZoneIsNobodys")
            .harm(DenialHarm.nsec("mail.n.test", "zz.other.org", Type.A, Type.RRSIG, Type.NSEC))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("nameErrorForAnExistingNameIsBogus", WWW, Type.A)
            .harm(DenialHarm.forgedNxdomain(WWW, Type.A, NOTHING))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("noDataForAnExistingTypeIsBogus", WWW, Type.A)
            .harm(DenialHarm.forgedNodata(WWW, Type.A, "ent.n.test"))
            .isBogus(DENIAL_INSUFFICIENT),
        // RFC 6840 §4.1: an NSEC from the parent's side of a cut, or at a DNAME, denies nothing
        // below it.
        rule("parentDeniesNoNameOfItsChild", "www.sub.n.test", Type.A)
            .harm(DenialHarm.parentDenies("www.sub.n.test", Type.A, "sub.n.test", Rcode.NXDOMAIN))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("parentDeniesNoTypeOfItsChild", "www.sub.n.test", Type.A)
            .harm(DenialHarm.parentDenies("www.sub.n.test", Type.A, "sub.n.test", Rcode.NOERROR))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("parentDeniesNoTypeAtTheCut", "sub.n.test", Type.NS)
            .harm(DenialHarm.parentDenies("sub.n.test", Type.NS, "sub.n.test", Rcode.NOERROR))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("dnameHidesWhatIsBelow", "www.tree.n.test", Type.A)
            .harm(
                Tamper.deniedByNsecOf(
                    "www.tree.n.test", Type.A, Rcode.NXDOMAIN, "tree.n.test", "n.test"))
            .isBogus(DENIAL_INSUFFICIENT),
        // RFC 4035 §5.4, §3.1.3.4: wildcard NODATA needs the proof that the name itself is absent.
        rule("wildcardNoDataNeedsTheNameCovered", X_WILD, Type.MX)
            .harm(DenialHarm.dropProof(X_WILD, Type.MX, 0))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("wildcardNoDataNeedsTheWildcardsTypes", X_WILD, Type.MX)
            .harm(DenialHarm.dropProof(X_WILD, Type.MX, 1))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("wildcardThatHasTheTypeDeniesItNot", X_WILD, Type.TXT)
            .harm(Harm.answerOf(q(X_WILD, Type.TXT), q(X_WILD, Type.MX)))
            .isBogus(TYPE_EXISTS),
        rule("nameErrorWhereAWildcardStandsIsBogus", X_WILD, Type.A)
            .harm(
                Tamper.deniedByNsecOf(
                    X_WILD, Type.A, Rcode.NXDOMAIN, "exact.wild.n.test", "*.wild.n.test"))
            .isBogus(NAME_EXISTS),
        // Trust model: a wildcard-expanded NSEC proves no absence and no delegation.
        rule("expandedNsecDeniesNoType", X_WILD, Type.MX)
            .harm(expandedNsec(X_WILD, Type.MX))
            .isBogus(DENIAL_MISSING),
        rule("expandedNsecProvesNoDelegation", "host." + X_WILD, Type.A)
            .harm(
                DenialHarm.nsec(
                        "*.wild.n.test", "exact.wild.n.test", Type.NS, Type.RRSIG, Type.NSEC)
                    .and(expandedNsec(X_WILD, Type.DS))
                    .and(Harm.dropRrsigs("host." + X_WILD, Type.A)))
            .isBogus(DENIAL_MISSING),
        // RFC 9077 §3, trust model: sufficient proofs stand without a signed SOA; one with a broken
        // signature is dropped.
        absent("denialStandsWithoutAnSoa")
            .harm(Harm.dropRrset("n.test", Type.SOA).onlyFor(NOTHING, Type.A))
            .staysSecure(),
        absent("denialStandsBesideABrokenSoa")
            .harm(Harm.flipSignatureByte("n.test", Type.SOA).onlyFor(NOTHING, Type.A))
            .staysSecure());
  }

  /** The absence is denied by the NSEC of {@code *.wild} under the name asked for, nothing else. */
  private static Harm expandedNsec(String name, int type) {
    Name owner = Tamper.name(name);
    Harm any =
        (world, question, message) -> {
          var denial = Tamper.blankLike(message, Rcode.NOERROR);
          world.answer(Tamper.name("*.wild.n.test"), Type.NSEC).getSection(Section.ANSWER).stream()
              .map(record -> record.withName(owner))
              .forEach(record -> denial.addRecord(record, Section.AUTHORITY));
          return denial;
        };
    return any.onlyFor(name, type);
  }

  private static Question q(String name, int type) {
    return Harm.question(name, type);
  }

  private static Rule.Healthy absent(String claim) {
    return rule(claim, NOTHING, Type.A);
  }

  private static Rule.Healthy rule(String claim, String name, int type) {
    return Rule.of(claim, WORLD, name, type);
  }
}
