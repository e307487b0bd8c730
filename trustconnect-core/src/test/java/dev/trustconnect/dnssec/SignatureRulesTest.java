package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.KEY_MISSING;
import static dev.trustconnect.finding.Reason.KEY_UNUSABLE;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MALFORMED;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.SIGNATURE_NOT_YET_VALID;
import static dev.trustconnect.finding.Reason.SIGNER_NOT_THE_ZONE;

import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a signature must be to count (RFC 4035 §5.3). */
class SignatureRulesTest implements RuleTable {
  private static final String WWW = "www.host.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(
              "host.test",
              zone ->
                  zone.records(
                      "www A 192.0.2.1",
                      "www A 192.0.2.2",
                      "mail A 192.0.2.25",
                      "*.w A 192.0.2.9",
                      "svc HTTPS 1 WWW.Host.Test.",
                      "*.s SVCB 1 WWW.Host.Test."))
          .zone("other.org")
          .zone("two.test", zone -> zone.algorithm(200, 13).record("www A 192.0.2.3"))
          .build();

  @Override
  public List<Rule> rules() {
    return List.of(
        // RFC 4035 §5.3.1: "The validator's notion of the current time MUST be less than or equal
        // to the time listed in the RRSIG RR's Expiration field."
        www("expiredSignatureIsBogus").harm(Harm.expire(WWW, Type.A)).isBogus(SIGNATURE_EXPIRED),
        www("signatureOfTomorrowIsBogus")
            .harm(Harm.notYetValid(WWW, Type.A))
            .isBogus(SIGNATURE_NOT_YET_VALID),
        www("windowThatEndsBeforeItBeginsWasNeverOpen")
            .harm(Harm.window(WWW, Type.A, 1, -1))
            .isBogus(SIGNATURE_EXPIRED),
        // RFC 4035 §5.3.3.
        www("alteredSignatureIsBogus")
            .harm(Harm.flipSignatureByte(WWW, Type.A))
            .isBogus(SIGNATURE_INVALID),
        www("alteredDataIsBogus").harm(Harm.flipRdataByte(WWW, Type.A)).isBogus(SIGNATURE_INVALID),
        www("addedRecordIsBogus")
            .harm(
                Tamper.add(
                    WWW, Type.A, Section.ANSWER, Harm.records(WWW, Type.A, 3600, "203.0.113.66")))
            .isBogus(SIGNATURE_INVALID),
        // RFC 4034 §6.2, RFC 3597 §7: names in the data of younger types keep their case.
        Rule.of("targetOfServiceIsSignedAsItIsSpelt", WORLD, "svc.host.test", Type.HTTPS)
            .harm(
                Harm.replace(
                    "svc.host.test",
                    Type.HTTPS,
                    old -> Harm.records("svc.host.test", Type.HTTPS, 3600, "1 www.host.test.")))
            .isBogus(SIGNATURE_INVALID),
        Rule.of("targetOfExpandedServiceIsSignedAsItIsSpelt", WORLD, "x.s.host.test", Type.SVCB)
            .harm(Harm.flipSignatureByte("x.s.host.test", Type.SVCB))
            .isBogus(SIGNATURE_INVALID),
        www("missingRecordIsBogus")
            .harm(Harm.replace(WWW, Type.A, records -> records.subList(0, 1)))
            .isBogus(SIGNATURE_INVALID),
        www("anotherNamesDataIsBogus")
            .harm(Harm.reown(WWW, "mail.host.test", Type.A))
            .isBogus(SIGNATURE_INVALID),
        www("alteredOriginalTtlIsBogus")
            .harm(
                Harm.eachSignature(
                    WWW, Type.A, old -> Resigned.withFlippedRdataByte(old, Resigned.ORIGINAL_TTL)))
            .isBogus(SIGNATURE_INVALID),
        // RFC 4035 §4.2, §5: in a signed zone nothing is unsigned.
        www("strippedSignatureIsBogus")
            .harm(Harm.dropRrsigs(WWW, Type.A))
            .isBogus(SIGNATURE_MISSING),
        www("strippingAllSignaturesIsDetected")
            .harm(Harm.dropAllRrsigs())
            .isBogus(SIGNATURE_MISSING),
        // RFC 4035 §5.3.1: "The number of labels in the RRset owner name MUST be greater than or
        // equal to the value in the RRSIG RR's Labels field."
        www("moreLabelsThanTheOwnerHasIsMalformed")
            .harm(Harm.resignWith(WWW, Type.A, fields -> fields.withLabels(4)))
            .isBogus(SIGNATURE_MALFORMED),
        www("fewerLabelsThanTheSignerHasIsMalformed")
            .harm(Harm.resignWith(WWW, Type.A, fields -> fields.withLabels(1)))
            .isBogus(SIGNATURE_MALFORMED),
        // RFC 4035 §5.3.1: "The RRSIG RR's Signer's Name field MUST be the name of the zone that
        // contains the RRset."
        www("strangerCantSign")
            .harm(Harm.signedByZone(WWW, Type.A, "other.org"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        www("siblingCantSign")
            .harm(Harm.signedByZone(WWW, Type.A, "two.test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        www("ownKeyUnderTheParentsNameDoesNotCount")
            .harm(Harm.wrongSigner(WWW, Type.A, "test"))
            .isBogus(KEY_MISSING),
        www("ownKeyUnderTheNameOfTheOwnerDoesNotCount")
            .harm(Harm.wrongSigner(WWW, Type.A, WWW))
            .isBogus(SIGNER_NOT_THE_ZONE),
        // RFC 4035 §5.3.1: signer, algorithm and tag "MUST match" those of a DNSKEY at the apex.
        www("signatureByNoKeyOfTheZoneIsBogus")
            .harm(Harm.wrongKeyTag(WWW, Type.A))
            .isBogus(KEY_MISSING),
        www("signatureOfAnAlgorithmTheZoneLacksIsBogus")
            .harm(Harm.resignWith(WWW, Type.A, fields -> fields.withAlgorithm(15)))
            .isBogus(KEY_MISSING),
        www("signatureOfAnUnknownAlgorithmAloneIsBogus")
            .harm(Harm.resignWith(WWW, Type.A, fields -> fields.withAlgorithm(200)))
            .isBogus(KEY_UNUSABLE),
        // RFC 6840 §5.4: "a resolver SHOULD accept any valid RRSIG as sufficient".
        www("garbageBesideAGoodSignatureIsPassedOver")
            .harm(Harm.garbageRrsigs(WWW, Type.A, "host.test", 5))
            .staysSecure(),
        www("strangersGarbageBesideAGoodSignatureIsPassedOver")
            .harm(Harm.garbageRrsigs(WWW, Type.A, "other.org", 5))
            .staysSecure(),
        // RFC 4035 §5.3.1: only the zone that begins at an apex signs the apex's SOA and NS.
        apex("parentCannotSignTheSoaOfAnApex", Type.SOA)
            .harm(Harm.signedByZone("host.test", Type.SOA, "test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        apex("parentCannotSignTheNsOfAnApex", Type.NS)
            .harm(Harm.signedByZone("host.test", Type.NS, "test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        // RFC 6840 §5.2: unknown algorithms are ignored, never contagious.
        rule("unknownAlgorithmBesideAKnownOneIsIgnored", "www.two.test")
            .harm(Harm.none())
            .staysSecure(),
        rule("unknownAlgorithmDoesNotReplaceAKnownOne", "www.two.test")
            .harm(
                Harm.sets(
                    Harm.at("www.two.test", Type.A),
                    (world, set) ->
                        List.of(
                            set.signedBy(
                                set.signatures().stream()
                                    .filter(sig -> sig.getAlgorithm() == 200)
                                    .toList()))))
            .isBogus(KEY_UNUSABLE),
        // RFC 4592 §2.3: a query for the asterisk itself is an ordinary one, and needs no proof.
        rule("literalAsteriskIsAnOrdinaryName", "*.w.host.test")
            .harm(Harm.dropRrset(Type.NSEC).onlyFor("*.w.host.test", Type.A))
            .staysSecure(),
        // Trust model: an allowance of 5 minutes for clock skew, settable to 0.
        www("fourMinutesAfterTheEndAreForgiven")
            .harm(window(Duration.ofDays(-1), Duration.ofMinutes(-4)))
            .staysSecure(),
        www("sixMinutesAfterTheEndAreNot")
            .harm(window(Duration.ofDays(-1), Duration.ofMinutes(-6)))
            .isBogus(SIGNATURE_EXPIRED),
        www("fourMinutesBeforeTheBeginAreForgiven")
            .harm(window(Duration.ofMinutes(4), Duration.ofDays(1)))
            .staysSecure(),
        www("sixMinutesBeforeTheBeginAreNot")
            .harm(window(Duration.ofMinutes(6), Duration.ofDays(1)))
            .isBogus(SIGNATURE_NOT_YET_VALID),
        www("withoutSkewTheEndIsTheEnd")
            .with(ValidatorSettings.builder().clockSkew(Duration.ZERO).build())
            .harm(window(Duration.ofDays(-1), Duration.ofSeconds(-1)))
            .isBogus(SIGNATURE_EXPIRED),
        www("withoutSkewTheLastSecondCounts")
            .with(ValidatorSettings.builder().clockSkew(Duration.ZERO).build())
            .harm(window(Duration.ofDays(-1), Duration.ZERO))
            .staysSecure(),
        www("withoutSkewTheBeginIsTheBegin")
            .with(ValidatorSettings.builder().clockSkew(Duration.ZERO).build())
            .harm(window(Duration.ofSeconds(1), Duration.ofDays(1)))
            .isBogus(SIGNATURE_NOT_YET_VALID));
  }

  private static Harm window(Duration from, Duration until) {
    return Harm.resignWith(
        WWW, Type.A, fields -> fields.withWindow(WORLD.now().plus(from), WORLD.now().plus(until)));
  }

  private static Rule.Healthy www(String claim) {
    return rule(claim, WWW);
  }

  private static Rule.Healthy apex(String claim, int type) {
    return Rule.of(claim, WORLD, "host.test", type);
  }

  private static Rule.Healthy rule(String claim, String name) {
    return Rule.of(claim, WORLD, name, Type.A);
  }
}
