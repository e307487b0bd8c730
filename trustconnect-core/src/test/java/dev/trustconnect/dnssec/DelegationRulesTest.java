package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.DENIAL_INSUFFICIENT;
import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.INSECURE_DELEGATION;
import static dev.trustconnect.finding.Reason.INSECURE_OPT_OUT;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.SIGNER_NOT_THE_ZONE;
import static dev.trustconnect.finding.Reason.TYPE_EXISTS;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.SignedWorld;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** DS records lead into a zone, denials prove that none does (RFC 4035 §5.2, RFC 5155 §6). */
class DelegationRulesTest implements RuleTable {
  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone("host.test", zone -> zone.record("www A 192.0.2.1"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.2"))
          .zone("isle.test", zone -> zone.island().record("www A 192.0.2.3"))
          .zone("n3.test", zone -> zone.nsec3(0, ""))
          .zone("plain.n3.test", zone -> zone.unsigned().record("www A 192.0.2.4"))
          .zone("opt.test", zone -> zone.optOut(0, ""))
          .zone("plain.opt.test", zone -> zone.unsigned().record("www A 192.0.2.5"))
          .zone("signed.opt.test", zone -> zone.record("www A 192.0.2.6"))
          .build();

  @Override
  public List<Rule> rules() {
    return List.of(
        host("strippedDsIsBogus").harm(KeyHarm.strippedDs("host.test")).isBogus(DENIAL_MISSING),
        host("silenceAboutTheDsIsBogus")
            .harm(Harm.silence("host.test", Type.DS))
            .isBogus(DENIAL_MISSING),
        host("expiredDsIsBogus").harm(Harm.expire("host.test", Type.DS)).isBogus(SIGNATURE_EXPIRED),
        host("alteredDsIsBogus")
            .harm(Harm.flipRdataByte("host.test", Type.DS))
            .isBogus(SIGNATURE_INVALID),
        host("unsignedDsIsBogus")
            .harm(Harm.dropRrsigs("host.test", Type.DS))
            .isBogus(SIGNATURE_MISSING),
        // RFC 4035 §2.4: the DS is the parent's data; trust model: strictly above for DS.
        host("zoneCantSignItsOwnDs")
            .harm(Harm.signedByZone("host.test", Type.DS, "host.test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        // RFC 6840 §4.4: the apex NSEC of the child proves nothing about the DS.
        host("zoneCantDenyItsOwnDs")
            .harm(DenialHarm.childApexDeniesDs("host.test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        host("anotherDelegationsProofDeniesNothingHere")
            .harm(Harm.answerOf(ds("host.test"), ds("plain.test")))
            .isBogus(DENIAL_INSUFFICIENT),
        host("unsignedDataBesideAnotherZonesSoaIsBogus")
            .harm(
                Harm.dropRrsigs("www.host.test", Type.A)
                    .and(
                        Tamper.graft(
                            "www.host.test",
                            Type.A,
                            Harm.question("plain.test", Type.SOA),
                            (message, donor) ->
                                donor
                                    .getSection(Section.ANSWER)
                                    .forEach(r -> message.addRecord(r, Section.AUTHORITY)))))
            .isBogus(SIGNATURE_MISSING),
        // RFC 4035 §5.2: the NSEC at the delegation must have NS and must not have DS or SOA.
        plain("insecureDelegationNeedsItsProof")
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        plain("proofOfNoDsMustBeSigned")
            .harm(Harm.dropRrsigs("plain.test", Type.NSEC))
            .isBogus(SIGNATURE_MISSING),
        plain("proofOfNoDsMustHoldNow")
            .harm(Harm.expire("plain.test", Type.NSEC))
            .isBogus(SIGNATURE_EXPIRED),
        plain("nsecWithTheDsBitDeniesNoDs")
            .harm(nsecOfPlain(Type.NS, Type.DS, Type.RRSIG, Type.NSEC))
            .isBogus(TYPE_EXISTS),
        plain("nsecWithTheSoaBitIsTheWrongSideOfTheCut")
            .harm(nsecOfPlain(Type.NS, Type.SOA, Type.RRSIG, Type.NSEC))
            .isBogus(DENIAL_INSUFFICIENT),
        plain("withoutTheNsBitThereIsNoDelegation")
            .harm(nsecOfPlain(Type.TXT, Type.RRSIG, Type.NSEC))
            .isBogus(DENIAL_MISSING),
        insecure("deniedDelegationByNsec3NeedsItsProof", "www.plain.n3.test", INSECURE_DELEGATION)
            .harm(DenialHarm.strippedDenial())
            .isBogus(DENIAL_MISSING),
        insecure("withoutTheNsBitOfNsec3ThereIsNone", "www.plain.n3.test", INSECURE_DELEGATION)
            .harm(withoutNsBit("n3.test"))
            .isBogus(DENIAL_MISSING),
        // RFC 5155 §6: only an opt-out span leaves room for an unsigned delegation.
        insecure("optOutSpanLeavesRoomOnlyWithItsFlag", "www.plain.opt.test", INSECURE_OPT_OUT)
            .harm(DenialHarm.nsec3Flags("opt.test", 0))
            .isBogus(DENIAL_MISSING),
        Rule.of("signedDelegationIsNotInAnOptOutSpan", WORLD, "www.signed.opt.test", Type.A)
            .harm(Harm.answerOf(ds("signed.opt.test"), ds("plain.opt.test")))
            .isBogus(DENIAL_INSUFFICIENT),
        // RFC 4035 §4.3: an island without an anchor is as unsigned to us as any.
        insecure("islandIsInsecureFromTheRoot", "www.isle.test", INSECURE_DELEGATION)
            .harm(Harm.flipSignatureByte("www.isle.test", Type.A))
            .isInsecure(INSECURE_DELEGATION),
        insecure("islandIsSecureFromItsOwnAnchor", "www.isle.test", INSECURE_DELEGATION)
            .change(ask -> ask.anchors(WORLD.anchors("isle.test")))
            .staysSecure());
  }

  private static Harm nsecOfPlain(int... types) {
    return DenialHarm.nsec("plain.test", "zz.test", types);
  }

  private static Harm withoutNsBit(String zone) {
    return DenialHarm.eachNsec3(
        zone,
        old ->
            new NSEC3Record(
                old.getName(),
                old.getDClass(),
                old.getTTL(),
                old.getHashAlgorithm(),
                old.getFlags(),
                old.getIterations(),
                old.getSalt(),
                old.getNext(),
                Arrays.stream(old.getTypes()).filter(type -> type != Type.NS).toArray()));
  }

  private static Question ds(String zone) {
    return Harm.question(zone, Type.DS);
  }

  private static Rule.Healthy host(String claim) {
    return Rule.of(claim, WORLD, "www.host.test", Type.A);
  }

  private static Rule.Healthy plain(String claim) {
    return insecure(claim, "www.plain.test", INSECURE_DELEGATION);
  }

  private static Rule.Healthy insecure(String claim, String name, Reason reason) {
    return Rule.of(claim, WORLD, name, Type.A).insecure(reason);
  }
}
