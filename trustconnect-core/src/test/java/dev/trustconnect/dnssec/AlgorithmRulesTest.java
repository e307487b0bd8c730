package dev.trustconnect.dnssec;

import static dev.trustconnect.finding.Reason.ALGORITHM_SWITCHED_OFF;
import static dev.trustconnect.finding.Reason.ALGORITHM_UNSUPPORTED;
import static dev.trustconnect.finding.Reason.DIGEST_UNSUPPORTED;
import static dev.trustconnect.finding.Reason.KEY_NOT_IN_DS;
import static dev.trustconnect.finding.Reason.KEY_UNUSABLE;
import static dev.trustconnect.finding.Reason.SIGNATURE_INVALID;
import static dev.trustconnect.finding.Reason.SIGNATURE_MISSING;

import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.TestKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Supported algorithms and digests, and zones that have only unsupported ones. */
class AlgorithmRulesTest implements RuleTable {
  private static final ValidatorSettings NO_SHA1 =
      ValidatorSettings.builder().sha1Signatures(false).build();
  private static final ValidatorSettings OLD_TIMES =
      ValidatorSettings.unsafeForReplays(ValidatorSettings.builder());

  private static final SignedWorld WORLD = world();

  private static SignedWorld world() {
    SignedWorld.Builder world = SignedWorld.builder();
    for (int number : new int[] {3, 5, 7, 8, 10, 13, 14, 15, 16, 18, 200}) {
      world.zone("a" + number + ".test", zone -> zone.algorithm(number).record("www A 192.0.2.1"));
    }
    for (int digest : new int[] {1, 4, 99}) {
      world.zone("d" + digest + ".test", zone -> zone.dsDigests(digest).record("www A 192.0.2.2"));
    }
    return world
        .zone("d12.test", zone -> zone.dsDigests(1, 2).record("www A 192.0.2.3"))
        .zone("d199.test", zone -> zone.dsDigests(1, 99).record("www A 192.0.2.3"))
        .zone("two.test", zone -> zone.algorithm(8, 13).record("www A 192.0.2.4"))
        .zone("old.test", zone -> zone.algorithm(5, 13).record("www A 192.0.2.5"))
        .zone(
            "future.test",
            zone -> zone.strayDs(TestKeys.of(200, TestKey.KSK, "future")).record("www A 192.0.2.6"))
        .build();
  }

  @Override
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    // RFC 8624 §3.1, RFC 9905: what validates by default, each by its own arithmetic.
    for (int number : new int[] {5, 7, 8, 10, 13, 14, 15, 16, 18}) {
      String www = "www.a" + number + ".test";
      rules.add(
          rule("signaturesOfAlgorithm" + number + "AreChecked", www)
              .harm(Harm.flipSignatureByte(www, Type.A))
              .isBogus(SIGNATURE_INVALID));
    }
    for (int number : new int[] {5, 7}) {
      rules.add(
          rule("zoneOfAlgorithm" + number + "IsInsecureWithSha1Off", "www.a" + number + ".test")
              .change(ask -> ask.settings(NO_SHA1))
              .isInsecure(ALGORITHM_SWITCHED_OFF));
    }
    rules.addAll(
        List.of(
            rule("sha1OffTakesNothingFromAZoneThatHasBetter", "www.old.test")
                .change(ask -> ask.settings(NO_SHA1))
                .staysSecure(),
            rule("sha1OffMakesNoExcuseForAZoneThatHasBetter", "www.old.test")
                .with(NO_SHA1)
                .harm(keepSignatures("old.test", algorithm -> algorithm == 5))
                .isBogus(KEY_UNUSABLE),
            // RFC 8624 §3.1: DSA "MUST NOT" be used; the door is for tests only.
            Rule.of("dsaIsUnsupported", WORLD, "www.a3.test", Type.A)
                .insecure(ALGORITHM_UNSUPPORTED)
                .harm(Harm.flipRdataByte("www.a3.test", Type.A))
                .isInsecure(ALGORITHM_UNSUPPORTED),
            Rule.of("dsaIsCheckedBehindTheTestDoor", WORLD, "www.a3.test", Type.A)
                .with(OLD_TIMES)
                .harm(Harm.flipSignatureByte("www.a3.test", Type.A))
                .isBogus(SIGNATURE_INVALID),
            // RFC 4035 §5.2: "If the validator does not support any of the algorithms listed in an
            // authenticated DS RRset, then the resolver has no supported authentication path".
            Rule.of("zoneOfUnknownAlgorithmsOnlyIsInsecure", WORLD, "www.a200.test", Type.A)
                .insecure(ALGORITHM_UNSUPPORTED)
                .harm(Harm.flipRdataByte("www.a200.test", Type.A))
                .isInsecure(ALGORITHM_UNSUPPORTED),
            Rule.of("zoneOfUnknownDigestsOnlyIsInsecure", WORLD, "www.d99.test", Type.A)
                .insecure(DIGEST_UNSUPPORTED)
                .harm(Harm.flipRdataByte("www.d99.test", Type.A))
                .isInsecure(DIGEST_UNSUPPORTED),
            Rule.of("unknownAlgorithmMustBeVouchedForByASignedDs", WORLD, "www.a200.test", Type.A)
                .insecure(ALGORITHM_UNSUPPORTED)
                .harm(Harm.dropRrsigs("a200.test", Type.DS))
                .isBogus(SIGNATURE_MISSING),
            // RFC 6840 §5.2: unknown ones are ignored; the zone stays signed by what is left.
            rule("dsOfAnUnknownAlgorithmIsNoExcuse", "www.future.test")
                .harm(Harm.dropRrsigs("www.future.test", Type.A))
                .isBogus(SIGNATURE_MISSING),
            // RFC 6840 §5.11: "Validators SHOULD accept any single valid path. They SHOULD NOT
            // insist that all algorithms signaled in the DS RRset work".
            rule("oneOfTwoAlgorithmsSuffices", "www.two.test")
                .harm(keepSignatures("two.test", algorithm -> algorithm == 13))
                .staysSecure(),
            rule("theOtherOfTwoAlgorithmsSufficesToo", "www.two.test")
                .harm(keepSignatures("two.test", algorithm -> algorithm == 8))
                .staysSecure(),
            rule("noneOfTwoAlgorithmsIsBogus", "www.two.test")
                .harm(keepSignatures("two.test", algorithm -> false))
                .isBogus(SIGNATURE_MISSING),
            rule("sha1DigestAloneCounts", "www.d1.test").harm(Harm.none()).staysSecure(),
            rule("sha384DigestAloneCounts", "www.d4.test").harm(Harm.none()).staysSecure(),
            rule("wrongSha1DigestAloneIsBogus", "www.d1.test")
                .harm(wrongDigest("d1.test", 1))
                .isBogus(KEY_NOT_IN_DS),
            // RFC 4509 §3: "Validator implementations SHOULD ignore DS RRs containing SHA-1 digests
            // if DS RRs with SHA-256 digests are present in the DS RRset."
            rule("wrongSha1DigestBesideSha256IsIgnored", "www.d12.test")
                .harm(wrongDigest("d12.test", 1))
                .staysSecure(),
            rule("rightSha1DigestDoesNotRescueAWrongSha256", "www.d12.test")
                .harm(wrongDigest("d12.test", 2))
                .isBogus(KEY_NOT_IN_DS),
            rule("unknownDigestPushesNoSha1Out", "www.d199.test")
                .harm(wrongDigest("d199.test", 1))
                .isBogus(KEY_NOT_IN_DS)));
    return rules;
  }

  private static Harm keepSignatures(String zone, IntPredicate algorithm) {
    return Harm.sets(
        set -> set.signatures().stream().anyMatch(s -> s.getSigner().equals(Tamper.name(zone))),
        (world, set) ->
            List.of(
                set.signedBy(
                    set.signatures().stream()
                        .filter(signature -> algorithm.test(signature.getAlgorithm()))
                        .toList())));
  }

  private static Harm wrongDigest(String zone, int digestType) {
    return Harm.resign(
        zone,
        Type.DS,
        records ->
            records.stream()
                .map(
                    record -> {
                      DSRecord ds = (DSRecord) record;
                      return ds.getDigestID() == digestType ? (Record) zeroed(ds) : ds;
                    })
                .toList());
  }

  private static DSRecord zeroed(DSRecord ds) {
    return new DSRecord(
        ds.getName(),
        ds.getDClass(),
        ds.getTTL(),
        ds.getFootprint(),
        ds.getAlgorithm(),
        ds.getDigestID(),
        new byte[ds.getDigest().length]);
  }

  private static Rule.Healthy rule(String claim, String name) {
    return Rule.of(claim, WORLD, name, Type.A);
  }
}
