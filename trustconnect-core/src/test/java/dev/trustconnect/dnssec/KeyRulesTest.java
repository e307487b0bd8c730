package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.DNSKEY_MISSING;
import static dev.trustconnect.finding.Reason.KEY_MISSING;
import static dev.trustconnect.finding.Reason.KEY_NOT_A_ZONE_KEY;
import static dev.trustconnect.finding.Reason.KEY_NOT_IN_DS;
import static dev.trustconnect.finding.Reason.KEY_REVOKED;
import static dev.trustconnect.finding.Reason.KEY_UNUSABLE;
import static dev.trustconnect.finding.Reason.SIGNATURE_EXPIRED;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;
import static dev.trustconnect.finding.Reason.SIGNER_NOT_THE_ZONE;
import static dev.trustconnect.finding.Reason.WORK_BUDGET_SPENT;

import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.KeyHarm;
import dev.trustconnect.testing.OddKeys;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Which keys may sign, and how a zone's keys are entered (RFC 4035 §5.2, RFC 5011 §2.1). */
class KeyRulesTest implements RuleTable {
  private static final String HOST = "host.test";
  private static final String RSA = "rsa.test";

  private static final SignedWorld WORLD =
      SignedWorld.builder()
          .zone(HOST, zone -> zone.record("www A 192.0.2.1"))
          .zone(RSA, zone -> zone.algorithm(8).record("www A 192.0.2.2"))
          .zone("other.org")
          .build();

  private static final TestKey OFF_CURVE = OddKeys.offCurve(13, TestKey.KSK, "odd");

  @Override
  public List<Rule> rules() {
    return List.of(
        // RFC 5011 §2.1: "Once the resolver sees the REVOKE bit, it MUST NOT use this key as a
        // trust anchor or for any other purpose except to validate the RRSIG it signed over the
        // DNSKEY RRSet specifically for the purpose of validating the revocation."
        host("revokedKeyThatTheDsPointsToSignsNothing")
            .harm(KeyHarm.revokeKskWithDs(HOST))
            .isBogus(KEY_REVOKED),
        host("revocationChangesTheTagSoTheOldDsFitsNoMore")
            .harm(KeyHarm.revokeKsk(HOST))
            .isBogus(KEY_NOT_IN_DS),
        host("revokedZoneSigningKeySignsNothing")
            .harm(KeyHarm.revokeZsk(HOST))
            .isBogus(KEY_REVOKED),
        host("revokedKeyBesideGoodOnesIsIgnored")
            .harm(KeyHarm.addKeys(HOST, TestKeys.of(13, TestKey.KSK, "former").revoked()))
            .staysSecure(),
        // RFC 4034 §2.1.1: "If bit 7 has value 0, then the DNSKEY record [...] MUST NOT be used to
        // verify RRSIGs that cover RRsets."
        host("keyWithoutTheZoneBitIsNoWayIn")
            .harm(KeyHarm.kskIsNoZoneKey(HOST))
            .isBogus(KEY_NOT_A_ZONE_KEY),
        host("keyWithoutTheZoneBitSignsNothing")
            .harm(KeyHarm.zskIsNoZoneKey(HOST))
            .isBogus(KEY_NOT_A_ZONE_KEY),
        // RFC 4034 §2.1.2: "The Protocol Field MUST have value 3".
        host("keyOfAnotherProtocolIsNoZoneKey")
            .harm(KeyHarm.protocol(HOST, 2))
            .isBogus(KEY_NOT_A_ZONE_KEY),
        // Trust model: a zone whose only DS-matched keys are malformed is BOGUS, for its algorithm
        // is supported (RFC 4035 §5.2).
        host("offCurveKeyAloneIsBogus").harm(instead(HOST, OFF_CURVE)).isBogus(KEY_UNUSABLE),
        host("keyCutShortAloneIsBogus")
            .harm(instead(HOST, OddKeys.cutShort(13, TestKey.KSK, "odd")))
            .isBogus(KEY_UNUSABLE),
        rsa("absurdExponentAloneIsBogus")
            .harm(instead(RSA, OddKeys.hugeExponent(8, TestKey.KSK, 64, "odd")))
            .isBogus(KEY_UNUSABLE),
        rsa("rsaKeyBelow1024BitsAloneIsBogus")
            .harm(instead(RSA, OddKeys.rsaOf(8, TestKey.KSK, 512)))
            .isBogus(KEY_UNUSABLE),
        rsa("rsaKeyAbove4096BitsAloneIsBogus")
            .harm(instead(RSA, OddKeys.rsaOf(8, TestKey.KSK, 8192)))
            .isBogus(KEY_UNUSABLE),
        rsa("shortRsaKeySignsNothingElseEither")
            .harm(
                KeyHarm.rekey(
                    RSA, key -> !isKsk(key), key -> OddKeys.rsaOf(8, TestKey.ZONE_KEY, 512)))
            .isBogus(KEY_UNUSABLE),
        // Trust model: malformed keys beside a good one are ignored, not contagious.
        host("oddKeysBesideAGoodOneAreIgnored")
            .harm(
                KeyHarm.addKeys(
                    HOST,
                    OFF_CURVE,
                    OddKeys.cutShort(13, TestKey.ZONE_KEY, "odd"),
                    OddKeys.hugeExponent(8, TestKey.KSK, 64, "odd"),
                    TestKeys.of(200, TestKey.KSK, "odd")))
            .staysSecure(),
        host("oddKeyWithItsOwnDsBesideAGoodOneIsIgnored")
            .harm(KeyHarm.addKeys(HOST, OFF_CURVE).and(withDsFor(OFF_CURVE)))
            .staysSecure(),
        // A DNSKEY without a single byte of key once broke the validation of its whole zone.
        host("dnskeyWithoutKeyBytesIsIgnored")
            .harm(KeyHarm.addKeys(HOST, OddKeys.empty(13, TestKey.ZONE_KEY)))
            .staysSecure(),
        host("dsForAKeyThatIsNotThereIsIgnored").harm(withDsFor(OFF_CURVE)).staysSecure(),
        // RFC 4035 §5.2: the DS must match a DNSKEY, and that one must sign the DNSKEY RRset.
        host("keyThatNoDsFitsIsBogus").harm(KeyHarm.wrongDigest(HOST)).isBogus(KEY_NOT_IN_DS),
        host("dsForAnotherKeyIsBogus")
            .harm(KeyHarm.dsOf(HOST, key -> TestKeys.of(13, TestKey.KSK, "another")))
            .isBogus(KEY_NOT_IN_DS),
        host("keysSignedOnlyByAKeyWithoutDsAreBogus")
            .harm(KeyHarm.keysSignedByZsk(HOST))
            .isBogus(KEY_MISSING),
        host("keysWithoutASignatureAreBogus")
            .harm(Harm.dropRrsigs(HOST, Type.DNSKEY))
            .isBogus(SIGNATURE_MISSING),
        host("keysWithAnAlteredSignatureAreBogus")
            .harm(Harm.flipSignatureByte(HOST, Type.DNSKEY))
            .isBogus(SIGNATURE_INVALID),
        host("keysWithAnExpiredSignatureAreBogus")
            .harm(Harm.expire(HOST, Type.DNSKEY))
            .isBogus(SIGNATURE_EXPIRED),
        host("keysAreSignedByNobodyButTheZone")
            .harm(Harm.signedByZone(HOST, Type.DNSKEY, "test"))
            .isBogus(SIGNER_NOT_THE_ZONE),
        host("expiredRootKeysSpoilEverything")
            .harm(Harm.expire(".", Type.DNSKEY))
            .isBogus(SIGNATURE_EXPIRED),
        host("missingKeysAreBogus").harm(KeyHarm.missingDnskey(HOST)).isBogus(DNSKEY_MISSING),
        host("silenceAboutKeysIsBogus")
            .harm(Harm.silence(HOST, Type.DNSKEY))
            .isBogus(DNSKEY_MISSING),
        host("signatureByAKeyThatWasTakenOutIsBogus")
            .harm(KeyHarm.dropZsks(HOST))
            .isBogus(KEY_MISSING),
        host("anotherZonesKeysAreBogus")
            .harm(Harm.answerOf(KeyHarm.dnskeyOf(HOST), KeyHarm.dnskeyOf("other.org")))
            .isBogus(DNSKEY_MISSING),
        // RFC 4034 appendix B: tags aren't unique; the trust model tries two keys for each.
        host("oneCollidingTagFits")
            .harm(KeyHarm.addKeys(HOST, OddKeys.sameTag(zsk(), 0)))
            .staysSecure(),
        host("oneCollidingTagOfTheWayInFits")
            .harm(KeyHarm.addKeys(HOST, OddKeys.sameTag(ksk(), 0)))
            .staysSecure(),
        // Anyone who may add keys could otherwise make good data BOGUS: two tries are all we spend.
        host("dataIsNotBogusBecauseStrayKeysShareTheTagOfTheRightOne")
            .harm(
                KeyHarm.addKeys(
                    HOST,
                    OddKeys.sameTag(zsk(), 0),
                    OddKeys.sameTag(zsk(), 1),
                    OddKeys.sameTag(zsk(), 2)))
            .isIndeterminate(WORK_BUDGET_SPENT));
  }

  /** The zone's KSK and its DS are another key's, which also signs what a KSK signs. */
  private static Harm instead(String zone, TestKey odd) {
    return KeyHarm.rekey(zone, KeyRulesTest::isKsk, key -> odd).and(KeyHarm.dsOf(zone, key -> odd));
  }

  private static Harm withDsFor(TestKey key) {
    return Harm.resign(
        HOST,
        Type.DS,
        records -> {
          List<Record> more = new ArrayList<>(records);
          more.add(0, key.ds(Tamper.name(HOST), records.get(0).getTTL(), 2));
          return more;
        });
  }

  private static TestKey ksk() {
    return WORLD.zone(HOST).keys().get(0);
  }

  private static TestKey zsk() {
    return WORLD.zone(HOST).keys().get(1);
  }

  private static boolean isKsk(TestKey key) {
    return (key.flags() & 1) != 0;
  }

  private static Rule.Healthy host(String claim) {
    return Rule.of(claim, WORLD, "www." + HOST, Type.A);
  }

  private static Rule.Healthy rsa(String claim) {
    return Rule.of(claim, WORLD, "www." + RSA, Type.A);
  }
}
