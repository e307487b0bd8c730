package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * Proofs of absence out of an authority section, by the keys of one zone: verify, then read.
 *
 * <p>NSEC first, then each NSEC3 parameter set by itself; the first that proves it counts.
 */
final class Denials {
  private static final Duration LONGEST = Duration.ofHours(3); // RFC 2308 §5

  private final Terms terms;
  private final SignatureVerifier verifier;
  private final Nsec3Hashes hashes;
  private final Nsec3Hashes hashesForMemory; // which may be in vain, and then costs no proof

  Denials(Terms terms, SignatureVerifier verifier) {
    this.terms = terms;
    this.verifier = verifier;
    this.hashes = new Nsec3Hashes(terms.budget());
    this.hashesForMemory = new Nsec3Hashes(new WorkBudget(terms.settings().limits()));
  }

  /** Proofs out of what {@code zone} said around {@code name} before; nothing is verified again. */
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
   * When a denial mustn't be used for other names any more: the SOA bounds it too (RFC 2308 §5).
   * Signed or not, here it only ever shortens.
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
    Failure unverified = null;
    List<DenialProofs> proofs = new ArrayList<>();
    List<RrsetCheck.Proven> all = new ArrayList<>();
    for (int type : new int[] {Type.NSEC, Type.NSEC3}) {
      List<RrsetCheck.Proven> proven = new ArrayList<>();
      for (var set : authority.ofType(type)) {
        RrsetCheck check = verifier.check(set, zone, Part.DENIAL);
        if (check instanceof RrsetCheck.Proven good) {
          proven.add(good);
          all.add(good);
        } else if (check instanceof RrsetCheck.Unproven bad) {
          unverified = Failure.moreTelling(unverified, bad.failure());
        }
      }
      if (type == Type.NSEC) {
        proofs.add(new NsecDenial(zone.apex(), ProvenRecord.of(proven)));
      } else {
        proofs.addAll(
            Nsec3Denial.each(zone.apex(), ProvenRecord.of(proven), hashes, terms.settings()));
      }
    }
    Denial.Refuted refuted = null;
    for (DenialProofs proof : proofs) {
      if (proof.isEmpty()) {
        continue;
      }
      Denial denial = ask.apply(proof);
      if (!(denial instanceof Denial.Refuted no)) {
        all.forEach(set -> terms.memory().learn(zone, set, negativeEnd(set, authority, zone)));
        return denial;
      }
      refuted = refuted == null ? no : refuted.or(no);
    }
    if (refuted != null && refuted.isDisproof()) {
      return refuted; // whatever else came along, signed by others or by nobody
    }
    if (unverified != null) {
      return new Denial.Refuted(
          refuted == null ? unverified : Failure.moreTelling(unverified, refuted.failure()));
    }
    return refuted != null
        ? refuted
        : TypeBitmap.refuted(
            Reason.DENIAL_MISSING,
            "nothing proves what is said to be missing at "
                + name
                + "; "
                + zone.apex()
                + " is signed",
            zone.apex());
  }
}
