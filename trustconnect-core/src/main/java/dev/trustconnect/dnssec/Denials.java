package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * Proves absence from the denial records of an authority section. First verifies their signatures
 * with the keys of one zone, then reads them.
 *
 * <p>Tries the NSEC records, then each NSEC3 parameter set by itself; the first that proves the
 * absence counts.
 */
final class Denials {
  private static final Duration LONGEST = Duration.ofHours(3); // RFC 2308 §5

  private final Terms terms;
  private final SignatureVerifier verifier;
  private final Nsec3Hashes hashes;
  private final Nsec3Hashes
      hashesForMemory; // has a separate budget: a failed attempt mustn't use up that of the

  // proofs

  Denials(Terms terms, SignatureVerifier verifier) {
    this.terms = terms;
    this.verifier = verifier;
    this.hashes = new Nsec3Hashes(terms.budget());
    this.hashesForMemory = new Nsec3Hashes(new WorkBudget(terms.settings().limits()));
  }

  /** Proofs from the remembered denials around {@code name}; nothing is verified again. */
  List<DenialProofs> remembered(ZoneDenials said, ZoneKeys zone, Name name) {
    List<Name> concerned = RememberedDenials.concerned(name, zone.apex());
    List<DenialProofs> proofs = new ArrayList<>();
    List<ProvenRecord> nsec = said.nsecAround(concerned, terms.now());
    if (!nsec.isEmpty()) {
      proofs.add(new NsecDenial(zone.apex(), nsec));
    }
    List<ProvenRecord> nsec3 =
        said.nsec3Around(concerned, link -> of -> hashesForMemory.of(of, link), terms.now());
    proofs.addAll(Nsec3Denial.each(zone.apex(), nsec3, hashesForMemory, terms.settings()));
    return proofs;
  }

  /**
   * The moment until which a denial may be used for other names. The SOA limits it too (RFC 2308
   * §5); it needs no signature here, since it can only shorten the time.
   */
  private Instant negativeEnd(RrsetCheck.Proven set, ReceivedSets authority, ZoneKeys zone) {
    Instant end = Lifetime.earlier(set.lifetime().end(), terms.now().plus(LONGEST));
    for (RRset soa : authority.ofType(Type.SOA)) {
      if (soa.getName().equals(zone.apex()) && soa.first() instanceof SOARecord record) {
        long seconds = Math.min(record.getMinimum(), soa.getTTL());
        end = Lifetime.earlier(end, terms.endOfTtl(seconds));
      }
    }
    return end;
  }

  Denial noData(ReceivedSets authority, ZoneKeys zone, Name name, int type) {
    return prove(authority, zone, name, proofs -> proofs.noData(name, type));
  }

  Denial noName(ReceivedSets authority, ZoneKeys zone, Name name, int type) {
    return prove(authority, zone, name, proofs -> proofs.noName(name, type));
  }

  Denial noCloserName(ReceivedSets authority, ZoneKeys zone, Name name, Name closestEncloser) {
    return prove(authority, zone, name, proofs -> proofs.noCloserName(name, closestEncloser));
  }

  private Denial prove(
      ReceivedSets authority, ZoneKeys zone, Name name, Function<DenialProofs, Denial> ask) {
    Verified nsec = verify(authority.ofType(Type.NSEC), zone);
    Verified nsec3 = verify(authority.ofType(Type.NSEC3), zone);
    Denial.Refuted refuted = null;
    for (DenialProofs proofs : proofs(nsec, nsec3, zone)) {
      if (proofs.isEmpty()) {
        continue;
      }
      Denial denial = ask.apply(proofs);
      if (!(denial instanceof Denial.Refuted no)) {
        learn(nsec.rrsets, authority, zone);
        learn(nsec3.rrsets, authority, zone);
        return denial;
      }
      refuted = refuted == null ? no : refuted.or(no);
    }
    return whyNot(refuted, nsec, nsec3, name, zone);
  }

  /**
   * The RRsets whose signatures hold.
   *
   * @param failure why the others' don't, the most telling of them; null if there are no others
   */
  private record Verified(List<RrsetCheck.Proven> rrsets, @Nullable Failure failure) {}

  private Verified verify(List<RRset> rrsets, ZoneKeys zone) {
    List<RrsetCheck.Proven> verified = new ArrayList<>();
    Failure failure = null;
    for (RRset rrset : rrsets) {
      RrsetCheck check = verifier.check(rrset, zone, Part.DENIAL);
      if (check instanceof RrsetCheck.Proven proven) {
        verified.add(proven);
      } else if (check instanceof RrsetCheck.Unproven unproven) {
        failure = Failure.moreTelling(failure, unproven.failure());
      }
    }
    return new Verified(verified, failure);
  }

  private List<DenialProofs> proofs(Verified nsec, Verified nsec3, ZoneKeys zone) {
    List<DenialProofs> proofs = new ArrayList<>();
    proofs.add(new NsecDenial(zone.apex(), ProvenRecord.of(nsec.rrsets)));
    proofs.addAll(
        Nsec3Denial.each(zone.apex(), ProvenRecord.of(nsec3.rrsets), hashes, terms.settings()));
    return proofs;
  }

  private void learn(List<RrsetCheck.Proven> rrsets, ReceivedSets authority, ZoneKeys zone) {
    for (RrsetCheck.Proven rrset : rrsets) {
      terms.memory().learn(zone, rrset, negativeEnd(rrset, authority, zone));
    }
  }

  private static Denial.Refuted whyNot(
      Denial.@Nullable Refuted refuted, Verified nsec, Verified nsec3, Name name, ZoneKeys zone) {
    if (refuted != null && refuted.isDisproof()) {
      return refuted; // whatever the other records say
    }
    Failure worst = nsec.failure;
    if (nsec3.failure != null) {
      worst = Failure.moreTelling(worst, nsec3.failure);
    }
    if (refuted != null) {
      worst = Failure.moreTelling(worst, refuted.failure());
    }
    return worst != null
        ? new Denial.Refuted(worst)
        : TypeBitmap.refuted(
            Reason.DENIAL_MISSING,
            "no NSEC or NSEC3 proves that the data is missing at "
                + name
                + "; "
                + zone.apex()
                + " is signed",
            zone.apex());
  }
}
