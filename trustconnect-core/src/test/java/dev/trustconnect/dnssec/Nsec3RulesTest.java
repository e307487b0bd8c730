package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.DENIAL_INSUFFICIENT;
import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.INSECURE_DELEGATION;
import static dev.trustconnect.finding.Reason.INSECURE_OPT_OUT;
import static dev.trustconnect.finding.Reason.NAME_EXISTS;
import static dev.trustconnect.finding.Reason.NSEC3_ITERATIONS_EXCESSIVE;
import static dev.trustconnect.finding.Reason.NSEC3_ITERATIONS_INSECURE;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNER_NOT_THE_ZONE;
import static dev.trustconnect.finding.Reason.TYPE_EXISTS;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.RecordSet;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.ZoneBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Proofs by NSEC3, and what each needs (RFC 5155 §8, RFC 9276). */
class Nsec3RulesTest implements RuleTable {
  private static final String WWW = "www.n3.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("n3.test", zone -> content(zone.nsec3(0, "")))
          .zone("sub.n3.test", zone -> zone.nsec3(0, "").record("www A 192.0.2.6"))
          .zone("plain.n3.test", zone -> zone.unsigned().record("www A 192.0.2.7"))
          .zone("hundred.test", zone -> content(zone.nsec3(100, "ab")))
          .zone("opt.test", zone -> content(zone.optOut(0, "")))
          .build();

  private static final String NOTHING = nameWithThreeProofs("nothing", ".n3.test");
  private static final String X_WILD = nameWithThreeProofs("x", ".wild.n3.test");

  /** One record may prove two things at once; a name for which each thing has its own. */
  private static String nameWithThreeProofs(String label, String parent) {
    for (int i = 0; ; i++) {
      String name = label + i + parent;
      long proofs =
          WORLD.honest(Tamper.name(name), Type.MX).getSection(Section.AUTHORITY).stream()
              .filter(record -> record.getType() == Type.NSEC3)
              .count();
      if (proofs == 3) {
        return name;
      }
    }
  }

  private static void content(ZoneBuilder zone) {
    zone.records(
        "www A 192.0.2.1",
        "mail A 192.0.2.2",
        "alias CNAME www",
        "deep.ent A 192.0.2.3",
        "*.wild A 192.0.2.4",
        "exact.wild A 192.0.2.5",
        "tree DNAME sub");
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        // RFC 5155 §8.4: closest encloser, next closer name and wildcard, all three.
        absent("nameErrorNeedsTheClosestEncloser")
            .harm(DenialHarm.dropProof(NOTHING, Type.A, 0))
            .isBogus(DENIAL_INSUFFICIENT),
        absent("nameErrorNeedsTheNextCloserCovered")
            .harm(DenialHarm.dropProof(NOTHING, Type.A, 1))
            .isBogus(DENIAL_INSUFFICIENT),
        absent("nameErrorNeedsTheWildcardCovered")
            .harm(DenialHarm.dropProof(NOTHING, Type.A, 2))
            .isBogus(DENIAL_INSUFFICIENT),
        absent("nameErrorNeedsProofs").harm(DenialHarm.strippedDenial()).isBogus(DENIAL_MISSING),
        absent("expiredNsec3IsNotListenedTo")
            .harm(nsec3s(Nsec3RulesTest::expired))
            .isBogus(SIGNATURE_EXPIRED),
        rule("nameErrorForAnExistingNameIsBogus", WWW, Type.MX)
            .harm(Harm.rcode(WWW, Type.MX, Rcode.NXDOMAIN))
            .isBogus(NAME_EXISTS),
        rule("nameErrorForAnEmptyNonTerminalIsBogus", "ent.n3.test", Type.A)
            .harm(Harm.rcode("ent.n3.test", Type.A, Rcode.NXDOMAIN))
            .isBogus(NAME_EXISTS),
        rule("nameErrorWhereAWildcardStandsIsBogus", X_WILD, Type.MX)
            .harm(Harm.rcode(X_WILD, Type.MX, Rcode.NXDOMAIN))
            .isBogus(NAME_EXISTS),
        // RFC 5155 §8.5: neither the type nor CNAME may be in the bitmap.
        rule("nsec3ThatHasTheTypeDeniesItNot", WWW, Type.A)
            .harm(Harm.answerOf(q(WWW, Type.A), q(WWW, Type.MX)))
            .isBogus(TYPE_EXISTS),
        rule("anotherNamesNsec3DeniesNothingHere", WWW, Type.A)
            .harm(Harm.answerOf(q(WWW, Type.A), q("mail.n3.test", Type.MX)))
            .isBogus(DENIAL_INSUFFICIENT),
        // RFC 5155 §8.7: wildcard NODATA.
        rule("wildcardNoDataNeedsTheClosestEncloser", X_WILD, Type.MX)
            .harm(DenialHarm.dropProof(X_WILD, Type.MX, 0))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("wildcardNoDataNeedsTheNextCloserCovered", X_WILD, Type.MX)
            .harm(DenialHarm.dropProof(X_WILD, Type.MX, 1))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("wildcardNoDataNeedsTheWildcardsTypes", X_WILD, Type.MX)
            .harm(DenialHarm.dropProof(X_WILD, Type.MX, 2))
            .isBogus(DENIAL_INSUFFICIENT),
        // RFC 5155 §8.3: neither a cut nor a DNAME is the closest encloser of names below it.
        rule("parentDeniesNoNameOfItsChild", "www.sub.n3.test", Type.A)
            .harm(DenialHarm.parentDenies("www.sub.n3.test", Type.A, "sub.n3.test", Rcode.NXDOMAIN))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("parentDeniesNoTypeAtTheCut", "sub.n3.test", Type.NS)
            .harm(DenialHarm.parentDenies("sub.n3.test", Type.NS, "sub.n3.test", Rcode.NOERROR))
            .isBogus(DENIAL_INSUFFICIENT),
        rule("childDeniesNotItsOwnDs", "www.sub.n3.test", Type.A)
            .harm(DenialHarm.childApexDeniesDs("sub.n3.test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        // RFC 5155 §8.1, §8.2: unknown hashes and flags are not there.
        absent("unknownHashIsNotThere")
            .harm(DenialHarm.nsec3Hash("n3.test", 2))
            .isBogus(DENIAL_MISSING),
        absent("unknownFlagsAreNotThere")
            .harm(DenialHarm.nsec3Flags("n3.test", 2))
            .isBogus(DENIAL_MISSING),
        absent("unknownFlagsBesideOptOutAreNotThere")
            .harm(DenialHarm.nsec3Flags("n3.test", 3))
            .isBogus(DENIAL_MISSING),
        // RFC 5155 §8.2: one parameter set for each proof.
        absent("parameterSetsAreNotMixed")
            .harm(DenialHarm.mixedNsec3("n3.test"))
            .isBogus(DENIAL_INSUFFICIENT),
        // RFC 5155 §3: the owner is one hashed label below the apex, hashes have one length.
        absent("nsec3DeeperInTheZoneIsNotThere")
            .harm(
                nsec3s(
                    (world, set) ->
                        Harm.resignedWith(
                            world,
                            set.at(below("deep.n3.test", set.owner())),
                            fields -> fields.withLabels(fields.labels() + 1))))
            .isBogus(DENIAL_MISSING),
        absent("expandedNsec3IsNotThere")
            .harm(
                nsec3s(
                    (world, set) ->
                        Harm.resignedWith(
                                world,
                                set.at(Tamper.name("*.n3.test")),
                                fields -> fields.withLabels(2))
                            .at(set.owner())))
            .isBogus(DENIAL_MISSING),
        absent("nextHashOfAnotherLengthIsNotThere")
            .harm(DenialHarm.eachNsec3("n3.test", Nsec3RulesTest::withShortNext))
            .isBogus(DENIAL_MISSING),
        // RFC 9276 §3.2, trust model: above 100 INSECURE, above 500 BOGUS, before the first hash
        // and on every path.
        rule("hundredIterationsAreComputed", "nothing.hundred.test", Type.A)
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        absent("moreThan100IterationsAreInsecure")
            .harm(iterations(101))
            .isInsecure(NSEC3_ITERATIONS_INSECURE),
        absent("upTo500IterationsAreInsecure")
            .harm(iterations(500))
            .isInsecure(NSEC3_ITERATIONS_INSECURE),
        absent("moreThan500IterationsAreBogus")
            .harm(iterations(501))
            .isBogus(NSEC3_ITERATIONS_EXCESSIVE),
        rule("noDataOf101IterationsIsInsecure", WWW, Type.MX)
            .harm(iterations(101))
            .isInsecure(NSEC3_ITERATIONS_INSECURE),
        rule("noDataOf501IterationsIsBogus", WWW, Type.MX)
            .harm(iterations(501))
            .isBogus(NSEC3_ITERATIONS_EXCESSIVE),
        rule("wildcardWith101IterationsIsInsecure", X_WILD, Type.A)
            .harm(iterations(101))
            .isInsecure(NSEC3_ITERATIONS_INSECURE),
        rule("dataWithoutADenialNeedsNoHash", WWW, Type.A)
            .harm(iterations(501).onlyFor(WWW, Type.A))
            .staysSecure(),
        plain("delegationProofOf101IterationsIsInsecure")
            .harm(iterations(101))
            .isInsecure(NSEC3_ITERATIONS_INSECURE),
        plain("delegationProofOf501IterationsIsBogus")
            .harm(iterations(501))
            .isBogus(NSEC3_ITERATIONS_EXCESSIVE),
        absent("lowerLimitCanBeSet").change(limits(10, 20)).staysSecure(),
        rule("aboveTheLowerLimitThatWasSetIsInsecure", "nothing.hundred.test", Type.A)
            .change(limits(99, 100))
            .isInsecure(NSEC3_ITERATIONS_INSECURE),
        rule("aboveTheUpperLimitThatWasSetIsBogus", "nothing.hundred.test", Type.A)
            .change(limits(0, 99))
            .isBogus(NSEC3_ITERATIONS_EXCESSIVE),
        absent("optOutSpanMakesAnAbsenceInsecure")
            .harm(DenialHarm.nsec3Flags("n3.test", 1))
            .isInsecure(INSECURE_OPT_OUT),
        // RFC 5155 §9.2: a name in an opt-out span may be an unsigned delegation.
        Rule.of("optOutNameErrorIsNoProofOfAbsence", WORLD, "nothing.opt.test", Type.A)
            .insecure(INSECURE_OPT_OUT)
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        Rule.of("itIsTheFlagThatOptsOut", WORLD, "nothing.opt.test", Type.A)
            .insecure(INSECURE_OPT_OUT)
            .harm(DenialHarm.nsec3Flags("opt.test", 0))
            .staysSecure(),
        rule("optOutTakesNothingFromANameWithItsOwnNsec3", "www.opt.test", Type.MX)
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING));
  }

  private static UnaryOperator<Ask> limits(int insecureAbove, int bogusAbove) {
    return ask ->
        ask.settings(
            ValidatorSettings.builder().nsec3Iterations(insecureAbove, bogusAbove).build());
  }

  private static Harm iterations(int count) {
    return DenialHarm.nsec3Iterations("n3.test", count);
  }

  private static Harm nsec3s(BiFunction<SignedWorld, RecordSet, RecordSet> change) {
    return Harm.sets(
        set -> set.type() == Type.NSEC3, (world, set) -> List.of(change.apply(world, set)));
  }

  private static RecordSet expired(SignedWorld world, RecordSet set) {
    return Harm.resignedWith(
        world,
        set,
        fields ->
            fields.withWindow(world.now().minusSeconds(86_400), world.now().minusSeconds(3_600)));
  }

  private static Name below(String encloser, Name hashedOwner) {
    try {
      return Name.concatenate(new Name(hashedOwner.getLabelString(0)), Tamper.name(encloser));
    } catch (NameTooLongException | TextParseException impossible) {
      throw new IllegalArgumentException(encloser, impossible);
    }
  }

  private static NSEC3Record withShortNext(NSEC3Record old) {
    return new NSEC3Record(
        old.getName(),
        old.getDClass(),
        old.getTTL(),
        old.getHashAlgorithm(),
        old.getFlags(),
        old.getIterations(),
        old.getSalt(),
        Arrays.copyOf(old.getNext(), 10),
        old.getTypes());
  }

  private static Question q(String name, int type) {
    return Harm.question(name, type);
  }

  private static Rule.Healthy absent(String claim) {
    return rule(claim, NOTHING, Type.A);
  }

  private static Rule.Healthy plain(String claim) {
    return rule(claim, "www.plain.n3.test", Type.A).insecure(INSECURE_DELEGATION);
  }

  private static Rule.Healthy rule(String claim, String name, int type) {
    return Rule.of(claim, WORLD, name, type);
  }
}
