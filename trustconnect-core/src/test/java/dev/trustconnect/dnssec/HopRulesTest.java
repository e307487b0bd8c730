package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.ALIAS_LOOP;
import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.INSECURE_DELEGATION;
import static dev.trustconnect.finding.Reason.INSECURE_OPT_OUT;
import static dev.trustconnect.finding.Reason.NAME_EXISTS;
import static dev.trustconnect.finding.Reason.NEVER_SIGNED;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.SIGNER_NOT_THE_ZONE;
import static dev.trustconnect.finding.Reason.UPSTREAM_RCODE;
import static dev.trustconnect.finding.Reason.WILDCARD_UNPROVEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Ask;
import dev.trustconnect.testing.DenialHarm;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A hop that its signers don't prove gets the verdict of its own zone. */
class HopRulesTest implements RuleTable {
  private static final String DEEP = "i.g.f.e.d.c.b.h.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "h.test",
              zone ->
                  zone.records(
                      "www A 192.0.2.1",
                      "mail A 192.0.2.2",
                      "*.dn DNAME sub",
                      "x.dn A 192.0.2.7",
                      "tree DNAME sub",
                      "out CNAME back.k.test."))
          .zone("k.test", zone -> zone.records("back CNAME out.h.test."))
          .zone(DEEP, zone -> zone.records("www A 192.0.2.3", "www.a A 192.0.2.4"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.5"))
          .zone("opt.test", zone -> zone.optOut(0, ""))
          .zone("isle.plain.test", zone -> zone.island().record("www A 192.0.2.8"))
          .zone("isle.opt.test", zone -> zone.island().record("www A 192.0.2.6"))
          .build();

  private static final TrustAnchors WITH_ISLE = WORLD.anchors("isle.opt.test", "isle.plain.test");

  @Override
  public List<Rule> rules() {
    return List.of(
        // What an unsigned zone says it signed denies nothing, and harms nothing.
        rule("unsignedZoneWithADenialStaysInsecure", "nothing.plain.test", Type.A)
            .insecure(INSECURE_DELEGATION)
            .harm(saidToBeSigned("nothing.plain.test", Section.AUTHORITY, "NSEC"))
            .isInsecure(INSECURE_DELEGATION),
        rule("unsignedZoneWithASignatureStaysInsecure", "www.plain.test", Type.A)
            .insecure(INSECURE_DELEGATION)
            .harm(saidToBeSigned("www.plain.test", Section.ANSWER, "A"))
            .isInsecure(INSECURE_DELEGATION),
        rule("denialBehindABrokenChainIsBogus", "nothing.h.test", Type.A)
            .harm(Harm.expire("h.test", Type.DS))
            .isBogus(SIGNATURE_EXPIRED),
        rule("signaturesBehindABrokenChainAreBogus", "www.h.test", Type.RRSIG)
            .indeterminate(NEVER_SIGNED)
            .harm(Harm.expire("h.test", Type.DS))
            .isBogus(SIGNATURE_EXPIRED),
        rule("setOfAStrangerAloneIsBogus", "www.h.test", Type.A)
            .harm(Harm.wrongSigner("www.h.test", Type.A, "plain.test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        // RFC 6840 §5.10: a zone above the closest anchor can't talk trust away, but a DS is its
        // own matter.
        anchored("zoneAboveAnAnchorMakesNothingInsecure", "nothing.isle.opt.test", Type.A)
            .harm(Harm.answerOf(q("nothing.isle.opt.test", Type.A), q("isle.opt.test", Type.DS)))
            .isBogus(DENIAL_MISSING),
        anchored("unsignedZoneAboveAnAnchorRedirectsNothing", "www.isle.plain.test", Type.A)
            .harm(
                Harm.dropRrset("www.isle.plain.test", Type.A)
                    .and(
                        Tamper.add(
                            "www.isle.plain.test",
                            Type.A,
                            Section.ANSWER,
                            Harm.records("plain.test", Type.DNAME, 60, "h.test."))))
            .isBogus(SIGNATURE_MISSING),
        rule("dsOfAnAnchoredZoneIsItsParentsMatter", "isle.opt.test", Type.DS)
            .insecure(INSECURE_OPT_OUT)
            .change(ask -> ask.anchors(WITH_ISLE))
            .isInsecure(INSECURE_OPT_OUT),
        // Far below what is asked for at once, zones are found when signatures or denials name
        // them.
        rule("deepAnswerIsFoundThroughItsSigner", "www." + DEEP, Type.A)
            .harm(Harm.dropRrsigs("www." + DEEP, Type.A))
            .isBogus(SIGNATURE_MISSING),
        rule("deepAbsenceIsFoundThroughItsSigner", "nothing." + DEEP, Type.A)
            .harm(DenialHarm.strippedDenial().onlyFor("nothing." + DEEP, Type.A))
            .isBogus(DENIAL_MISSING),
        rule("deepSignaturesAreFoundThroughTheirSigner", "www.a." + DEEP, Type.RRSIG)
            .indeterminate(NEVER_SIGNED)
            .harm(Harm.rcode(DEEP, Type.DS, Rcode.SERVFAIL))
            .isIndeterminate(UPSTREAM_RCODE),
        rule("deepSignaturesOfAStrangerAreNeverSignedEither", "www.a." + DEEP, Type.RRSIG)
            .indeterminate(NEVER_SIGNED)
            .harm(
                Tamper.message(
                    "www.a." + DEEP,
                    Type.RRSIG,
                    m -> {
                      m.removeAllRecords(Section.ANSWER);
                      m.addRecord(signatureOfPlain("www.a." + DEEP, "A", 3600), Section.ANSWER);
                    }))
            .isIndeterminate(NEVER_SIGNED),
        // What the deeper zone says is there, the one above it can't deny.
        rule("absenceThatTheZoneItselfDisprovesIsBogus", "www." + DEEP, Type.A)
            .harm(
                Tamper.deniedByNsecOf(
                        "www." + DEEP, Type.A, Rcode.NXDOMAIN, "www." + DEEP, "h.test")
                    .and(DenialHarm.nsec("h.test", "zz.h.test", Type.SOA, Type.NS, Type.NSEC)))
            .isBogus(NAME_EXISTS),
        // RFC 4592 §4.4: a wildcard DNAME redirects nothing, but can be asked for.
        rule("dnameIsExpandedAsAnswerLikeAnyOther", "y.dn.h.test", Type.DNAME)
            .harm(DenialHarm.strippedDenial())
            .isBogus(WILDCARD_UNPROVEN),
        Rule.of("loopOfSingleAnswersEnds", WORLD, "out.h.test", Type.A)
            .indeterminate(ALIAS_LOOP)
            .harm(
                Harm.dropRrset("back.k.test", Type.CNAME)
                    .onlyFor("out.h.test", Type.A)
                    .and(Harm.dropRrset("out.h.test", Type.CNAME).onlyFor("back.k.test", Type.A)))
            .isIndeterminate(ALIAS_LOOP));
  }

  @Test
  void signaturesOfAnUnsignedZoneLastAsLongAsTheirTtl() {
    Ask.Outcome outcome =
        Ask.of(WORLD)
            .harm(saidToBeSigned("www.plain.test", Type.RRSIG, Section.ANSWER, "A", 60))
            .resolve("www.plain.test", Type.RRSIG);

    assertThat(outcome.said()).isEqualTo("INSECURE " + INSECURE_DELEGATION.code());
    assertThat(outcome.answer().ttlSeconds()).isEqualTo(60);
  }

  @Test
  void aliasInPlaceOfDsMustBeTheParents() {
    Ask ask = Ask.of(WORLD).remembering();
    ask.resolve("www.plain.test", Type.A); // now it is known that plain.test is unsigned
    Harm alias =
        Harm.dropRrset(Type.NSEC)
            .and(
                Tamper.add(
                    "plain.test",
                    Type.DS,
                    Section.ANSWER,
                    Harm.records("plain.test", Type.CNAME, 60, "www.plain.test.")));

    Ask.Outcome outcome = ask.harm(alias).resolve("plain.test", Type.DS);

    assertThat(ask.resolve("plain.test", Type.DS).label()).isEqualTo("SECURE");
    assertThat(outcome.said()).as("%s", outcome).isEqualTo("BOGUS " + SIGNATURE_MISSING.code());
  }

  @Test
  void aliasInThePlaceOfDsIsNotTheChildsToSign() {
    Harm ofTheChild =
        Harm.answerOf(q("h.test", Type.DS), q("out.h.test", Type.CNAME))
            .and(
                Harm.sets(
                    Harm.at("out.h.test", Type.CNAME),
                    (world, set) ->
                        List.of(
                            Harm.resignedWith(
                                world,
                                set.at(Tamper.name("h.test")),
                                fields -> fields.withLabels(2)))))
            .onlyFor("h.test", Type.DS);

    Ask.Outcome childs =
        Ask.of(WORLD).known(knowing("h.test")).harm(ofTheChild).resolve("h.test", Type.DS);

    assertThat(childs.answer().hops().get(0).verdict().reason()).isEqualTo(SIGNER_NOT_THE_ZONE);
  }

  private static LearnedZones knowing(String zone) {
    LearnedZones learned = new LearnedZones();
    Ask.of(WORLD).known(learned).resolve(zone, Type.SOA);
    return learned;
  }

  @Test
  void signerThatMayNotSignIsNamed() {
    Ask.Outcome outcome =
        Ask.of(WORLD)
            .harm(Harm.wrongSigner("www.h.test", Type.A, "plain.test"))
            .resolve("www.h.test", Type.A);

    assertThat(outcome.answer().verdict().detail())
        .isEqualTo("www.h.test. A is signed only by plain.test., which may not sign it");
    assertThat(
            Ask.of(WORLD)
                .harm(Harm.dropRrsigs("www.h.test", Type.A))
                .resolve("www.h.test", Type.A)
                .answer()
                .verdict()
                .detail())
        .isEqualTo("www.h.test. A has no signature; h.test. is signed");
  }

  /** Records that plain.test might have signed, had it keys: an NSEC, or nothing but signatures. */
  private static Harm saidToBeSigned(String name, int section, String covered) {
    return saidToBeSigned(name, Type.A, section, covered, 3600);
  }

  private static Harm saidToBeSigned(String name, int type, int section, String covered, int ttl) {
    List<Record> records = new ArrayList<>(List.of(signatureOfPlain(name, covered, ttl)));
    if (covered.equals("NSEC")) {
      records.addAll(Harm.records(name, Type.NSEC, 3600, "plain.test. NS"));
    }
    return Tamper.add(name, type, section, records);
  }

  private static Record signatureOfPlain(String name, String covered, int ttl) {
    String data = covered + " 13 3 3600 20260701000000 20260501000000 1 plain.test. AAAA";
    return Harm.records(name, Type.RRSIG, ttl, data).get(0);
  }

  private static Question q(String name, int type) {
    return Harm.question(name, type);
  }

  private static Rule.Healthy anchored(String claim, String name, int type) {
    return Rule.of(claim, WORLD, name, type).anchored(WITH_ISLE);
  }

  private static Rule.Healthy rule(String claim, String name, int type) {
    return Rule.of(claim, WORLD, name, type);
  }
}
