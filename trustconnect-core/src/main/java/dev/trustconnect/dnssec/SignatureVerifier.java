package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Checks the signatures of an RRset with the keys of one zone, within the budget, and remembers the
 * result.
 *
 * <p>One bad signature doesn't make an RRset BOGUS: the others are tried too (RFC 6840 §5.4).
 */
final class SignatureVerifier {
  private final Terms terms;
  private final WorkBudget budget;
  private final RrsigRules rules;
  private final Algorithms algorithms;
  private final IdentityHashMap<RRset, Map<Name, RrsetCheck>> checked = new IdentityHashMap<>();

  SignatureVerifier(Terms terms) {
    this.terms = terms;
    this.budget = terms.budget();
    this.rules = new RrsigRules(terms.now(), terms.settings().clockSkew());
    this.algorithms = new Algorithms(terms.settings());
  }

  /**
   * Checks {@code set} with the keys of {@code zone}; a second call returns the same result at no
   * cost.
   */
  RrsetCheck check(RRset set, ZoneKeys zone, Part part) {
    Map<Name, RrsetCheck> byZone = checked.get(set);
    if (byZone == null) {
      byZone = new HashMap<>(2);
      checked.put(set, byZone);
    }
    RrsetCheck known = byZone.get(zone.apex());
    if (known == null) {
      known = check(set, zone.apex(), zone::candidates, zone.signatureEnd(), part);
      byZone.put(zone.apex(), known);
    }
    return known;
  }

  /** The keys that a signature with this tag and algorithm may have been made with. */
  interface Candidates {
    List<ZoneKey> of(int keyTag, int algorithm);
  }

  /**
   * Checks {@code set}, a DNSKEY RRset, with those of the set's keys that an anchor or a DS
   * matches.
   */
  RrsetCheck check(RRset set, Name zone, Candidates keys, Instant chainEnd, Part part) {
    Failure worst = null;
    for (RRSIGRecord signature : set.sigs()) {
      Reason broken = whyNot(set, signature, zone, keys);
      if (broken == null) {
        return new RrsetCheck.Proven(
            set, signature, isExpanded(set, signature), lifetime(set, signature, chainEnd));
      }
      worst = Failure.moreTelling(worst, describe(broken, set, signature, zone, part));
      if (budget.isSpent()) {
        break;
      }
    }
    return new RrsetCheck.Unproven(worst != null ? worst : missing(set, zone, part));
  }

  private @Nullable Reason whyNot(RRset set, RRSIGRecord signature, Name zone, Candidates keys) {
    Reason broken = rules.whyNot(set, signature, zone);
    if (broken != null) {
      return broken;
    }
    if (!algorithms.isUsable(signature.getAlgorithm())) {
      return Reason.KEY_UNUSABLE;
    }
    List<ZoneKey> candidates = keys.of(signature.getFootprint(), signature.getAlgorithm());
    Reason worst = Reason.KEY_MISSING;
    int tried = 0;
    byte[] data = null;
    for (ZoneKey key : candidates) {
      Reason unusable = key.whyUnfit();
      if (unusable != null) {
        worst = Reason.moreTelling(worst, unusable);
        continue;
      }
      if (++tried > budget.keysPerTag() || !budget.paySignatureCheck()) {
        return Reason.WORK_BUDGET_SPENT; // many keys of one tag: KeyTrap (CVE-2023-50387)
      }
      if (data == null) {
        data = SignedData.of(signature, set);
      }
      if (terms.memory().fits(key, key.verifying().orElseThrow(), data, signature.getSignature())) {
        return null;
      }
      budget.noteSignatureFailure();
      worst = Reason.SIGNATURE_INVALID;
    }
    return worst;
  }

  private static boolean isExpanded(RRset set, RRSIGRecord signature) {
    return signature.getLabels() < RrsigRules.labelsOf(set.getName());
  }

  private Lifetime lifetime(RRset set, RRSIGRecord signature, Instant chainEnd) {
    long seconds = Math.min(signature.getOrigTTL(), signature.getTTL());
    for (Record record : set.rrs(false)) {
      seconds = Math.min(seconds, Ttls.sane(record.getTTL()));
    }
    return new Lifetime(terms.endOfTtl(seconds), rules.endOf(signature)).endingBy(chainEnd);
  }

  private static Failure missing(RRset set, Name zone, Part part) {
    return new Failure(
        Reason.SIGNATURE_MISSING,
        what(set) + " has no signature; " + zone + " is signed",
        FailingLink.at(zone.toString(), part));
  }

  private Failure describe(Reason reason, RRset set, RRSIGRecord signature, Name zone, Part part) {
    String by = "by key " + signature.getFootprint() + " algorithm " + signature.getAlgorithm();
    String detail =
        switch (reason) {
          case SIGNATURE_EXPIRED ->
              "the signature "
                  + by
                  + " on "
                  + what(set)
                  + " ended "
                  + signature.getExpire()
                  + ", it is "
                  + terms.now();
          case SIGNATURE_NOT_YET_VALID ->
              "the signature "
                  + by
                  + " on "
                  + what(set)
                  + " begins "
                  + signature.getTimeSigned()
                  + ", it is "
                  + terms.now();
          case SIGNATURE_INVALID -> "the signature " + by + " does not fit " + what(set);
          case SIGNER_NOT_THE_ZONE ->
              what(set) + " is signed by " + signature.getSigner() + "; wanted " + zone;
          case WORK_BUDGET_SPENT ->
              "gave up on "
                  + what(set)
                  + ", signed "
                  + by
                  + ", after the keys and signatures allowed";
          case KEY_MISSING ->
              zone + " has no key " + signature.getFootprint() + " for " + what(set);
          case KEY_REVOKED -> what(set) + " is signed " + by + ", which is revoked";
          case KEY_NOT_A_ZONE_KEY -> what(set) + " is signed " + by + ", which isn't a zone key";
          case KEY_UNUSABLE -> what(set) + " is signed " + by + ", which can't be used";
          default -> "the signature " + by + " on " + what(set) + " breaks RFC 4035 section 5.3.1";
        };
    return new Failure(
        reason,
        detail,
        FailingLink.at(zone.toString(), part, signature.getFootprint(), signature.getAlgorithm()));
  }

  private static String what(RRset set) {
    return set.getName() + " " + Type.string(set.getType());
  }
}
