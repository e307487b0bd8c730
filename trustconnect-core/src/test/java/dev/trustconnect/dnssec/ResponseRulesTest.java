package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.DENIAL_MISSING;
import static dev.trustconnect.finding.Reason.INSECURE_DELEGATION;
import static dev.trustconnect.finding.Reason.NEVER_SIGNED;
import static dev.trustconnect.finding.Reason.NO_ANCHOR;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.UPSTREAM_ANSWER_EXCESSIVE;
import static dev.trustconnect.finding.Reason.UPSTREAM_ANSWER_NOT_OURS;
import static dev.trustconnect.finding.Reason.UPSTREAM_RCODE;
import static dev.trustconnect.finding.Reason.UPSTREAM_TRUNCATED;

import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SIGRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Requirements that a response must meet before it is validated, and parts that don't matter. */
class ResponseRulesTest implements RuleTable {
  private static final String WWW = "www.r.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "r.test",
              zone -> zone.records("www A 192.0.2.1", "www TXT hello", "mail A 192.0.2.2"))
          .zone("plain.test", zone -> zone.unsigned().record("www A 192.0.2.4"))
          .zone("isle.test", zone -> zone.island().record("www A 192.0.2.5"))
          .build();

  @Override
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>(ours());
    rules.addAll(codes());
    rules.addAll(bystanders());
    rules.addAll(types());
    return rules;
  }

  /** Trust model: the response's question must be ours (RFC 5452 §9.1). */
  private static List<Rule> ours() {
    return List.of(
        www("answerToAnotherNameIsNotOurs")
            .harm(Harm.questionMismatch(WWW, Type.A, "mail.r.test", Type.A))
            .isIndeterminate(UPSTREAM_ANSWER_NOT_OURS),
        www("answerToAnotherTypeIsNotOurs")
            .harm(Harm.questionMismatch(WWW, Type.A, WWW, Type.AAAA))
            .isIndeterminate(UPSTREAM_ANSWER_NOT_OURS),
        www("answerOfAnotherClassIsNotOurs")
            .harm(changed(m -> reask(m, Tamper.question(WWW, Type.A, DClass.CH))))
            .isIndeterminate(UPSTREAM_ANSWER_NOT_OURS),
        www("answerWithoutAQuestionIsNotOurs")
            .harm(changed(m -> m.removeAllRecords(Section.QUESTION)))
            .isIndeterminate(UPSTREAM_ANSWER_NOT_OURS),
        www("queryIsNoAnswer")
            .harm(changed(m -> m.getHeader().unsetFlag(Flags.QR)))
            .isIndeterminate(UPSTREAM_ANSWER_NOT_OURS),
        www("updateIsNoAnswer")
            .harm(changed(m -> m.getHeader().setOpcode(Opcode.UPDATE)))
            .isIndeterminate(UPSTREAM_ANSWER_NOT_OURS),
        www("chainAnswerToAnotherQuestionIsNotOursEither")
            .harm(Harm.questionMismatch("r.test", Type.DS, "other.test", Type.DS))
            .isIndeterminate(UPSTREAM_ANSWER_NOT_OURS),
        www("caseOfTheNameDoesNotMatter")
            .harm(changed(m -> reask(m, Tamper.question("wWw.R.tEsT", Type.A, DClass.IN))))
            .staysSecure());
  }

  /** A failed fetch is INDETERMINATE, never "no data" and never INSECURE. */
  private static List<Rule> codes() {
    return List.of(
        www("servfailIsIndeterminate")
            .harm(Harm.rcode(WWW, Type.A, Rcode.SERVFAIL))
            .isIndeterminate(UPSTREAM_RCODE),
        www("refusedIsIndeterminate")
            .harm(Harm.rcode(WWW, Type.A, Rcode.REFUSED))
            .isIndeterminate(UPSTREAM_RCODE),
        www("servfailForTheDsIsNoProofOfNone")
            .harm(Harm.rcode("r.test", Type.DS, Rcode.SERVFAIL))
            .isIndeterminate(UPSTREAM_RCODE),
        www("servfailForTheKeysIsIndeterminate")
            .harm(Harm.rcode("r.test", Type.DNSKEY, Rcode.SERVFAIL))
            .isIndeterminate(UPSTREAM_RCODE),
        insecure("servfailForTheDsOfAnUnsignedZoneIsIndeterminate", "www.plain.test")
            .harm(Harm.rcode("plain.test", Type.DS, Rcode.SERVFAIL))
            .isIndeterminate(UPSTREAM_RCODE),
        // Data under a code that denies it, and an absence under YXDOMAIN, were once accepted.
        www("dataUnderNxdomainIsIndeterminate")
            .harm(Harm.rcode(WWW, Type.A, Rcode.NXDOMAIN))
            .isIndeterminate(UPSTREAM_RCODE),
        www("dataUnderYxdomainIsIndeterminate")
            .harm(Harm.rcode(WWW, Type.A, Rcode.YXDOMAIN))
            .isIndeterminate(UPSTREAM_RCODE),
        rule("absenceUnderYxdomainIsIndeterminate", WWW, Type.MX)
            .harm(Harm.rcode(WWW, Type.MX, Rcode.YXDOMAIN))
            .isIndeterminate(UPSTREAM_RCODE),
        www("truncatedAnswerIsIndeterminate")
            .harm(changed(m -> m.getHeader().setFlag(Flags.TC)))
            .isIndeterminate(UPSTREAM_TRUNCATED),
        www("truncatedDsAnswerIsIndeterminate")
            .harm(Tamper.message("r.test", Type.DS, m -> m.getHeader().setFlag(Flags.TC)))
            .isIndeterminate(UPSTREAM_TRUNCATED),
        www("moreRecordsThanAnyoneNeedsAreIndeterminate")
            .harm(Tamper.add(WWW, Type.A, Section.ANSWER, addresses(300)))
            .isIndeterminate(UPSTREAM_ANSWER_EXCESSIVE),
        www("moreRecordsThanAnyoneNeedsInAuthorityAreIndeterminate")
            .harm(Tamper.add(WWW, Type.A, Section.AUTHORITY, addresses(300)))
            .isIndeterminate(UPSTREAM_ANSWER_EXCESSIVE),
        // Trust model: a validator without a trust anchor at or above a name can't judge it.
        www("nameAboveEveryAnchorIsIndeterminate")
            .change(ask -> ask.anchors(TrustAnchors.of(WORLD.zoneKeyAnchor("isle.test"))))
            .isIndeterminate(NO_ANCHOR));
  }

  private static List<Rule> bystanders() {
    return List.of(
        // Trust model: AD bits are shown, never trusted.
        www("adBitOnForgedDataChangesNothing")
            .harm(changed(ad()).and(Harm.flipRdataByte(WWW, Type.A)))
            .isBogus(SIGNATURE_INVALID),
        www("adBitOnStrippedDataChangesNothing")
            .harm(changed(ad()).and(Harm.dropAllRrsigs()))
            .isBogus(SIGNATURE_MISSING),
        insecure("adBitMakesNoUnsignedDataSecure", "www.plain.test")
            .harm(Tamper.message("www.plain.test", Type.A, ad()))
            .isInsecure(INSECURE_DELEGATION),
        // Trust model: an optional RRset with a broken signature doesn't spoil a good answer.
        www("unsignedAuthorityNsSpoilsNothing")
            .harm(
                Tamper.add(
                    WWW,
                    Type.A,
                    Section.AUTHORITY,
                    Harm.records("r.test", Type.NS, 3600, "evil.plain.test.")))
            .staysSecure(),
        www("authorityNsWithABrokenSignatureSpoilsNothing")
            .harm(
                Tamper.graft(
                        WWW,
                        Type.A,
                        Harm.question("r.test", Type.NS),
                        (message, donor) ->
                            donor
                                .getSection(Section.ANSWER)
                                .forEach(r -> message.addRecord(r, Section.AUTHORITY)))
                    .and(Harm.flipSignatureByte("r.test", Type.NS)))
            .staysSecure(),
        www("additionalAddressesSpoilNothing")
            .harm(
                Tamper.add(
                    WWW,
                    Type.A,
                    Section.ADDITIONAL,
                    Harm.records("ns1.r.test", Type.A, 3600, "203.0.113.66")))
            .staysSecure(),
        www("strayDataInTheAnswerSpoilsNothing")
            .harm(
                Tamper.add(
                    WWW,
                    Type.A,
                    Section.ANSWER,
                    Harm.records("mail.r.test", Type.A, 3600, "203.0.113.66")))
            .staysSecure(),
        // RFC 4034 §6.3: a record that comes twice is there once.
        www("recordThatComesTwiceSpoilsNothing")
            .harm(changed(m -> m.addRecord(m.getSection(Section.ANSWER).get(0), Section.ANSWER)))
            .staysSecure(),
        // dnsjava's RRset takes a SIG for a record of the type that it covers: a cast failed.
        www("oldSigRecordsInTheAnswerSpoilNothing").harm(sigs(Section.ANSWER)).staysSecure(),
        www("oldSigRecordsInAuthoritySpoilNothing").harm(sigs(Section.AUTHORITY)).staysSecure(),
        www("answerWithAnotherNamesDataIsNone")
            .harm(Harm.swapAnswers(WWW, "mail.r.test", Type.A))
            .isBogus(DENIAL_MISSING));
  }

  /** Direct questions for the records that DNSSEC itself is made of. */
  private static List<Rule> types() {
    return List.of(
        rule("dsIsTheParentsToSign", "r.test", Type.DS)
            .harm(Harm.flipSignatureByte("r.test", Type.DS))
            .isBogus(SIGNATURE_INVALID),
        rule("dsOfAnUnsignedZoneIsProvenAbsent", "plain.test", Type.DS)
            .harm(Harm.silence("plain.test", Type.DS))
            .isBogus(DENIAL_MISSING),
        rule("dnskeyIsSecure", "r.test", Type.DNSKEY)
            .harm(Harm.dropRrsigs("r.test", Type.DNSKEY))
            .isBogus(SIGNATURE_MISSING),
        rule("rootDnskeyIsSecure", ".", Type.DNSKEY)
            .harm(Harm.flipSignatureByte(".", Type.DNSKEY))
            .isBogus(SIGNATURE_INVALID),
        rule("nsecIsDataToo", WWW, Type.NSEC)
            .harm(Harm.flipRdataByte(WWW, Type.NSEC))
            .isBogus(SIGNATURE_INVALID),
        rule("anyIsSecureIfAllOfItIs", WWW, Type.ANY)
            .harm(Harm.dropRrsigs(WWW, Type.TXT))
            .isBogus(SIGNATURE_MISSING),
        rule("absenceAtAnApexNeedsItsProof", "r.test", Type.NSEC3PARAM)
            .harm(Harm.silence("r.test", Type.NSEC3PARAM))
            .isBogus(DENIAL_MISSING),
        // RFC 4035 §2.2: "An RRSIG record [...] itself MUST NOT be signed".
        rule("signaturesAreNeverSigned", WWW, Type.RRSIG)
            .indeterminate(NEVER_SIGNED)
            .harm(Harm.none())
            .isIndeterminate(NEVER_SIGNED),
        rule("signaturesOfAnUnsignedZoneAreInsecure", "www.isle.test", Type.RRSIG)
            .insecure(INSECURE_DELEGATION)
            .harm(Harm.rcode("isle.test", Type.DS, Rcode.SERVFAIL))
            .isIndeterminate(UPSTREAM_RCODE),
        rule("signaturesByAnUnsignedZoneMakeNoneOfASignedOne", WWW, Type.RRSIG)
            .indeterminate(NEVER_SIGNED)
            .harm(
                Tamper.message(
                    WWW,
                    Type.RRSIG,
                    m -> {
                      m.removeAllRecords(Section.ANSWER);
                      Harm.records(
                              WWW,
                              Type.RRSIG,
                              3600,
                              "A 13 3 3600 20260701000000 20260501000000 1 plain.test. AAAA")
                          .forEach(record -> m.addRecord(record, Section.ANSWER));
                    }))
            .isIndeterminate(NEVER_SIGNED),
        rule("silenceAboutSignaturesIsBogus", WWW, Type.RRSIG)
            .indeterminate(NEVER_SIGNED)
            .harm(Harm.silence(WWW, Type.RRSIG))
            .isBogus(DENIAL_MISSING));
  }

  private static Harm changed(Consumer<Message> change) {
    return Tamper.message(WWW, Type.A, change);
  }

  private static Consumer<Message> ad() {
    return message -> message.getHeader().setFlag(Flags.AD);
  }

  private static void reask(Message message, Record question) {
    message.removeAllRecords(Section.QUESTION);
    message.addRecord(question, Section.QUESTION);
  }

  /** SIG records (RFC 2535) beside every answer, of the apex and of the name itself. */
  private static Harm sigs(int section) {
    return (world, question, message) -> {
      Message more = message.clone();
      for (int covered : new int[] {Type.DNAME, Type.NSEC, Type.A}) {
        more.addRecord(sig("r.test", covered), section);
        more.addRecord(sig(WWW, covered), section);
      }
      return more;
    };
  }

  private static Record sig(String owner, int covered) {
    Instant now = SignedWorld.NOW;
    Name name = Tamper.name(owner);
    return new SIGRecord(
        name, DClass.IN, 60, covered, 13, 60, now.plusSeconds(60), now, 1, name, new byte[64]);
  }

  private static List<Record> addresses(int count) {
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.addAll(Harm.records("mail.r.test", Type.A, 60, "203.0." + i / 256 + "." + i % 256));
    }
    return records;
  }

  private static Rule.Healthy www(String claim) {
    return rule(claim, WWW, Type.A);
  }

  private static Rule.Healthy insecure(String claim, String name) {
    return rule(claim, name, Type.A).insecure(INSECURE_DELEGATION);
  }

  private static Rule.Healthy rule(String claim, String name, int type) {
    return Rule.of(claim, WORLD, name, type);
  }
}
