package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * Validates one hop. First tries the zones that its signatures name as signers, which can only end
 * in SECURE; if none succeeds, the zone that the name is proven to lie in decides.
 */
final class HopValidator {

  /** A hop with its verdict, and the zone that its verdict rests on. */
  record ValidatedHop(Hop hop, @Nullable ProvenZone zone) {}

  private final Terms terms;
  private final ChainOfTrust chain;
  private final Needs needs;
  private final SignatureVerifier verifier;
  private final Denials denials;
  private final Verdicts verdicts;
  private final IdentityHashMap<ReceivedHop, ValidatedHop> validated = new IdentityHashMap<>();

  HopValidator(
      Terms terms,
      ChainOfTrust chain,
      Needs needs,
      SignatureVerifier verifier,
      Denials denials,
      Verdicts verdicts) {
    this.terms = terms;
    this.chain = chain;
    this.needs = needs;
    this.verifier = verifier;
    this.denials = denials;
    this.verdicts = verdicts;
  }

  /**
   * Validates {@code hop}; the second time costs nothing. Null if answers are missing, which are
   * noted in {@link Needs}.
   */
  @Nullable ValidatedHop validate(ReceivedHop hop, int type) {
    ValidatedHop outcome = validated.get(hop);
    if (outcome == null) {
      outcome = validateOnce(hop, type);
      if (outcome != null) {
        validated.put(hop, outcome);
      }
    }
    return outcome;
  }

  private @Nullable ValidatedHop validateOnce(ReceivedHop hop, int type) {
    return switch (hop.kind()) {
      case POSITIVE -> type == Type.RRSIG ? neverSigned(hop) : every(hop);
      case CNAME -> alias(hop, Names.holderOf(hop.name(), type));
      case DNAME -> dname(hop, type);
      case NODATA, NXDOMAIN -> absence(hop, type);
      case UNANSWERED -> throw new IllegalStateException("a response was laid out as unanswered");
    };
  }

  /** One verdict for an RRset. */
  private record Ruling(Verdict verdict, @Nullable ProvenZone zone) {}

  /** Every RRset of the hop (an ANY answer has several) must hold by itself. */
  private @Nullable ValidatedHop every(ReceivedHop hop) {
    Ruling weakest = null;
    for (RRset set : hop.sets()) {
      Name holder = Names.holderOf(set.getName(), set.getType());
      Ruling ruling = rule(set, holder, hop.authority(), Part.ANSWER);
      if (ruling == null) {
        return null;
      }
      weakest = weakest == null ? ruling : weaker(weakest, ruling);
    }
    return validated(hop, Objects.requireNonNull(weakest, "a hop without records"));
  }

  /**
   * The weaker verdict, for as long as both hold: the shorter TTL and the earlier signature end.
   */
  private static Ruling weaker(Ruling a, Ruling b) {
    Lifetime both = Lifetime.of(a.verdict).and(Lifetime.of(b.verdict));
    Ruling weaker = b.verdict.isWeakerThan(a.verdict) ? b : a;
    return new Ruling(Verdicts.lasting(weaker.verdict, both, null), weaker.zone);
  }

  private @Nullable ValidatedHop alias(ReceivedHop hop, Name holder) {
    Ruling ruling = rule(hop.sets().get(0), holder, hop.authority(), Part.ALIAS);
    return ruling == null ? null : validated(hop, ruling);
  }

  /** RFC 6672 §5.3.1: the DNAME is signed; the CNAME isn't, and was computed again from it. */
  private @Nullable ValidatedHop dname(ReceivedHop hop, int type) {
    ValidatedHop alias = alias(hop, hop.sets().get(0).getName());
    if (alias == null) {
      return null;
    }
    if (alias.hop.verdict() instanceof Verdict.Insecure
        && !chain.mayUnsign(alias.hop.apex(), hop.name(), type)) {
      // Its zone is unsigned and above the closest anchor, so it can't redirect the name.
      return refused(
          alias,
          Reason.SIGNATURE_MISSING,
          "the DNAME above " + hop.name() + " has no signature, and there is an anchor below it");
    }
    if (hop.mismatch() && alias.hop.verdict() instanceof Verdict.Secure) {
      return refused(
          alias, Reason.DNAME_MISMATCH, hop.name() + " isn't redirected as its signed DNAME says");
    }
    return alias;
  }

  private ValidatedHop refused(ValidatedHop alias, Reason reason, String detail) {
    Failure failure =
        new Failure(reason, detail, FailingLink.at(alias.hop.apex().toString(), Part.ALIAS));
    return new ValidatedHop(alias.hop.withVerdict(verdicts.refused(failure)), alias.zone);
  }

  /**
   * RFC 4035 §2.2: RRSIGs aren't signed, so an answer that consists of them can't be proven either
   * way.
   */
  private @Nullable ValidatedHop neverSigned(ReceivedHop hop) {
    Failure failure =
        new Failure(
            Reason.NEVER_SIGNED,
            "an RRSIG RRset is never signed itself",
            FailingLink.at(hop.name().toString(), Part.ANSWER));
    for (RRset set : hop.sets()) {
      for (Name signer : ReceivedSets.signersOf(set)) {
        Way way = chain.toSigner(signer);
        if (way == null) {
          return null;
        }
        if (way.keys() != null) {
          return validated(hop, refused(failure, way.keys()));
        }
      }
    }
    Way way = chain.toZoneOf(hop.name());
    return way == null ? null : validated(hop, bySituation(way, failure, ttlEnd(hop.sets())));
  }

  /**
   * Rules on {@code set}.
   *
   * @param holder the name whose zone must have signed it: for an alias that answers a DS question
   *     the parent's, not the child's (RFC 4035 §2.4)
   */
  private @Nullable Ruling rule(RRset set, Name holder, ReceivedSets authority, Part part) {
    Failure failure = null;
    Needs.Mark before = needs.mark();
    Needs.Mark first = before; // only the first unreachable signer is noted
    boolean waits = false;
    for (Name signer : ReceivedSets.signersOf(set)) {
      if (!holder.subdomain(signer)) {
        continue;
      }
      Way way = chain.toSigner(signer);
      if (way == null) {
        if (waits) {
          needs.backTo(first);
        } else {
          first = needs.mark();
        }
        waits = true;
        continue;
      }
      ZoneKeys zone = way.keys();
      if (zone == null) {
        continue;
      }
      RrsetCheck check = verifier.check(set, zone, part);
      if (check instanceof RrsetCheck.Proven proven && (!waits || !proven.wildcard())) {
        needs.backTo(before); // with this signer the others aren't needed
        return proven.wildcard()
            ? expanded(proven, authority, zone, part)
            : new Ruling(verdicts.secure(proven.lifetime()), zone);
      }
      if (check instanceof RrsetCheck.Unproven unproven) {
        failure = Failure.moreTelling(failure, unproven.failure());
      }
    }
    Way way = waits ? null : chain.toZoneOf(holder);
    return way == null
        ? null
        : bySituation(
            way, failure != null ? failure : unsigned(set, way, part), ttlEnd(List.of(set)));
  }

  private Ruling expanded(
      RrsetCheck.Proven proven, ReceivedSets authority, ZoneKeys zone, Part part) {
    Name owner = proven.rrset().getName();
    if (part == Part.ALIAS && proven.rrset().getType() == Type.DNAME) {
      return refused(Failure.wildcardDname(owner, zone.apex(), part), zone);
    }
    return denials
        .noCloserName(authority, zone, owner, proven.wildcardEncloser())
        .fold(
            proof -> {
              terms.memory().learn(zone, proven, proven.lifetime().end());
              return new Ruling(verdicts.secure(proven.lifetime().and(proof.lifetime())), zone);
            },
            delegation -> {
              throw new IllegalStateException("no DS was asked for at " + owner);
            },
            span -> unsigned(span, proven, zone),
            refuted ->
                refused(
                    refuted
                        .failure()
                        .as(
                            Reason.WILDCARD_UNPROVEN,
                            owner
                                + " is expanded from a wildcard, and "
                                + refuted.failure().detail()),
                    zone));
  }

  /** An unsigned closer name may exist: INSECURE, if the zone may make the name so. */
  private Ruling unsigned(Denial.Unsigned span, RrsetCheck.Proven proven, ZoneKeys zone) {
    Failure why = span.why();
    return chain.mayUnsign(zone.apex(), proven.rrset().getName(), proven.rrset().getType())
        ? new Ruling(verdicts.insecure(why, proven.lifetime().and(span.lifetime())), zone)
        : refused(why.as(Reason.WILDCARD_UNPROVEN, why.detail()), zone);
  }

  private Ruling refused(Failure failure, @Nullable ProvenZone zone) {
    return new Ruling(verdicts.refused(failure), zone);
  }

  private @Nullable ValidatedHop absence(ReceivedHop hop, int type) {
    Failure failure = null;
    for (Name signer : hop.authority().deniersOf(hop.name(), type)) {
      Way way = chain.toSigner(signer);
      if (way == null) {
        return null;
      }
      ZoneKeys zone = way.keys();
      if (zone == null) {
        continue;
      }
      Denial denial = deny(hop, type, zone);
      if (denial instanceof Denial.Refuted refuted) {
        failure = Failure.moreTelling(failure, refuted.failure());
        if (refuted.isDisproof()) {
          return validated(hop, refused(failure, zone));
        }
      } else if (!(denial instanceof Denial.Unsigned)
          || chain.mayUnsign(signer, hop.name(), type)) {
        return validated(hop, absent(denial, hop, zone));
      }
    }
    Way way = chain.toZoneOf(Names.holderOf(hop.name(), type));
    return way == null
        ? null
        : validated(
            hop,
            bySituation(
                way, failure != null ? failure : noDenial(hop, way), unsignedNegativeEnd(hop)));
  }

  private Denial deny(ReceivedHop hop, int type, ZoneKeys zone) {
    return hop.kind() == Hop.Kind.NXDOMAIN
        ? denials.noName(hop.authority(), zone, hop.name(), type)
        : denials.noData(hop.authority(), zone, hop.name(), type);
  }

  private Ruling absent(Denial denial, ReceivedHop hop, ZoneKeys zone) {
    return denial.fold(
        proven -> absent(proven.lifetime(), hop, zone),
        delegation -> absent(delegation.lifetime(), hop, zone),
        span ->
            new Ruling(verdicts.insecure(span.why(), boundBySoa(span.lifetime(), hop, zone)), zone),
        refuted -> refused(refuted.failure(), zone));
  }

  private Ruling absent(Lifetime lifetime, ReceivedHop hop, ZoneKeys zone) {
    return new Ruling(verdicts.secure(boundBySoa(lifetime, hop, zone)), zone);
  }

  /**
   * RFC 2308 §5 and RFC 9077: the SOA limits a negative TTL; an SOA without a valid signature is
   * ignored.
   */
  private Lifetime boundBySoa(Lifetime lifetime, ReceivedHop hop, ZoneKeys zone) {
    Lifetime bounded = lifetime.endingBy(zone.signatureEnd());
    for (RRset set : hop.authority().ofType(Type.SOA)) {
      if (set.getName().equals(zone.apex())
          && verifier.check(set, zone, Part.DENIAL) instanceof RrsetCheck.Proven soa) {
        bounded =
            bounded
                .and(soa.lifetime())
                .and(new Lifetime(negativeTtlEnd(set), soa.lifetime().signatureEnd()));
      }
    }
    return bounded;
  }

  private Instant unsignedNegativeEnd(ReceivedHop hop) {
    return hop.authority().ofType(Type.SOA).stream()
        .filter(set -> hop.name().subdomain(set.getName()))
        .map(this::negativeTtlEnd)
        .min(Instant::compareTo)
        .orElse(terms.now()); // RFC 2308 §5: without an SOA a negative answer isn't kept
  }

  private Instant negativeTtlEnd(RRset soa) {
    long minimum = ((SOARecord) soa.first()).getMinimum();
    return terms.endOfTtl(Math.min(minimum, Ttls.sane(soa.getTTL())));
  }

  private Instant ttlEnd(List<RRset> sets) {
    long seconds = Integer.MAX_VALUE;
    for (RRset set : sets) {
      // An answer about RRSIGs has no other records.
      for (Record record : set.size() == 0 ? set.sigs() : set.rrs(false)) {
        seconds = Math.min(seconds, Ttls.sane(record.getTTL()));
      }
    }
    return terms.now().plusSeconds(seconds);
  }

  /** The ruling on an unproven hop, by the zone that its name is proven to lie in. */
  private Ruling bySituation(Way way, Failure failure, Instant ttlEnd) {
    return way.fold(
        zone ->
            zone instanceof UnsignedBelow unsigned
                ? new Ruling(
                    verdicts.insecure(
                        unsigned.why(),
                        new Lifetime(
                            Lifetime.earlier(ttlEnd, unsigned.validUntil()),
                            unsigned.signatureEnd())),
                    zone)
                : refused(failure, zone),
        broken -> refused(broken.failure(), broken.above()));
  }

  private static Failure unsigned(RRset set, Way way, Part part) {
    boolean strangers = set.sigSize() > 0;
    String what = set.getName() + " " + Type.string(set.getType());
    return new Failure(
        strangers ? Reason.SIGNER_NOT_THE_ZONE : Reason.SIGNATURE_MISSING,
        strangers
            ? what
                + " is signed only by "
                + set.sigs().get(0).getSigner()
                + ", which may not sign it"
            : what + " has no signature; " + zoneOf(way) + " is signed",
        FailingLink.at(zoneOf(way), part));
  }

  private static Failure noDenial(ReceivedHop hop, Way way) {
    return new Failure(
        Reason.DENIAL_MISSING,
        "nothing proves that " + hop.name() + " has no such data; " + zoneOf(way) + " is signed",
        FailingLink.at(zoneOf(way), Part.DENIAL));
  }

  private static String zoneOf(Way way) {
    return way.fold(zone -> zone.apex().toString(), broken -> "its zone");
  }

  private static ValidatedHop validated(ReceivedHop hop, Ruling ruling) {
    Name zone = ruling.zone == null ? Name.root : ruling.zone.apex();
    return new ValidatedHop(
        new Hop(hop.kind(), hop.name(), zone, ruling.verdict, hop.sets()), ruling.zone);
  }
}
