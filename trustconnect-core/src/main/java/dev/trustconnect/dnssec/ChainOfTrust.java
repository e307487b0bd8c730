package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.DnskeyAuthentication.EntryPoints;
import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/**
 * Walks from the closest anchor or known zone down to a name, and ends in a signed zone, at an
 * unsigned delegation or at a break.
 *
 * <p>There are two ways down. {@link #toZoneOf} goes label by label and is the basis of INSECURE
 * and BOGUS verdicts. {@link #toSigner} starts at the name that a signature gives as its signer and
 * climbs through the signers of the DS RRsets: only good for SECURE, where signatures prove every
 * step, and it skips the names where no zone begins. Either is null if answers are missing, and
 * notes the questions in {@link Needs}.
 */
final class ChainOfTrust {

  /** Anchors don't expire; this is long enough to limit nothing. */
  private static final Duration ANCHOR_LIFETIME = Duration.ofDays(3650);

  private final Terms terms;
  private final Received received;
  private final Needs needs;
  private final TrustAnchors anchors;
  private final SignatureVerifier verifier;
  private final Denials denials;
  private final DnskeyAuthentication authentication;
  private final ChainQuestions questions;
  private final Map<Name, ProvenZone> proven = new HashMap<>();
  private final Map<Name, Way.Broken> broken = new HashMap<>();
  private final Set<Name> climbedInVain = new HashSet<>();

  ChainOfTrust(
      Terms terms,
      Received received,
      Needs needs,
      TrustAnchors anchors,
      SignatureVerifier verifier,
      Denials denials) {
    this.terms = terms;
    this.received = received;
    this.needs = needs;
    this.anchors = anchors;
    this.verifier = verifier;
    this.denials = denials;
    this.authentication = new DnskeyAuthentication(terms, verifier);
    this.questions = new ChainQuestions(anchors, this::at);
  }

  ChainQuestions questions() {
    return questions;
  }

  /** The zone that {@code name} lies in, or the unsigned delegation at or above it. */
  @Nullable Way toZoneOf(Name name) {
    Way way = start(name);
    ZoneKeys zone = way == null ? null : way.keys();
    if (zone == null) {
      return way;
    }
    for (int labels = zone.apex().labels() + 1; labels <= name.labels(); labels++) {
      Way step = cutAt(Names.suffix(name, labels), zone);
      if (step == null) {
        needs.addLikely(questions.downTo(name, zone.apex()));
        return null;
      }
      if (step instanceof Way.Known known && known.zone() instanceof NoCut) {
        continue;
      }
      way = step;
      zone = step.keys();
      if (zone == null) {
        return way;
      }
    }
    return way;
  }

  /**
   * The zone {@code signer}, reached through the signers of DS RRsets where they hold, else label
   * by label.
   */
  @Nullable Way toSigner(Name signer) {
    Way start = start(signer);
    ZoneKeys top = start == null ? null : start.keys();
    if (top == null || top.apex().equals(signer)) {
      return start;
    }
    Way.Broken failed = broken.get(signer);
    if (failed != null) {
      return failed;
    }
    Question ds = new Question(signer, Type.DS);
    if (!received.isAnswered(ds)) {
      return unsignedAbove(signer, ds, top);
    }
    // Climb from each name only once: with two signers at each DS, the number of ways doubles with
    // every label.
    RRset set = positive(ds);
    if (set == null || climbedInVain.contains(signer)) {
      return toZoneOf(signer);
    }
    for (Name parent : ReceivedSets.signersOf(set)) {
      if (!parent.subdomain(top.apex())) {
        continue;
      }
      Way above = toSigner(parent);
      if (above == null) {
        return null; // trying other signers before the answers are there costs 2^labels
      }
      ZoneKeys keys = above.keys();
      if (keys != null && verifier.check(set, keys, Part.DS) instanceof RrsetCheck.Proven) {
        return cutAt(signer, keys);
      }
    }
    climbedInVain.add(signer);
    return toZoneOf(signer);
  }

  /**
   * The unsigned delegation above {@code signer}, if the answers so far prove one; otherwise notes
   * the DS question. Nothing is signed below a cut without a DS, even if the DS question is never
   * answered: the servers of unsigned zones may leave DS and DNSKEY questions unanswered.
   */
  private @Nullable Way unsignedAbove(Name signer, Question ds, ZoneKeys top) {
    Needs.Mark before = needs.mark();
    Way above = toZoneOf(signer);
    if (above instanceof Way.Known known && known.zone() instanceof UnsignedBelow) {
      return above;
    }
    needs.backTo(before);
    needs.addLikely(questions.into(signer, top.apex()));
    return missing(ds);
  }

  private @Nullable Way missing(Question question) {
    needs.add(question);
    return null;
  }

  /** The RRset that answers {@code question}; null if the response has none. */
  private @Nullable RRset positive(Question question) {
    ResponseModel model = received.model(question);
    if (model == null || model.hops().get(0).kind() != Hop.Kind.POSITIVE) {
      return null;
    }
    return model.hops().get(0).sets().get(0);
  }

  /**
   * Whether {@code zone} may say that {@code name} is unsigned. RFC 6840 §5.10, Appendix C.2: with
   * several anchors any success counts, whichever it starts from; but a zone above the closest
   * anchor can't make the name INSECURE.
   */
  boolean mayUnsign(Name zone, Name name, int type) {
    Name anchor = anchors.closestTo(Names.holderOf(name, type));
    return anchor != null && zone.subdomain(anchor);
  }

  /** The deepest zone or anchor at or above {@code name}. */
  private @Nullable Way start(Name name) {
    for (int labels = name.labels(); labels >= 1; labels--) {
      Name suffix = Names.suffix(name, labels);
      ProvenZone zone = at(suffix);
      if (zone != null && !(zone instanceof NoCut)) {
        return new Way.Known(zone);
      }
      if (anchors.isAnchored(suffix)) {
        return prime(suffix);
      }
    }
    return new Way.Broken(
        new Failure(
            Reason.NO_ANCHOR,
            "no trust anchor is at or above " + name,
            FailingLink.at(name.toString(), Part.ANCHOR)),
        name,
        null);
  }

  /** The deepest known zone at or above {@code name}, if its keys are known; nothing is asked. */
  @Nullable ZoneKeys knownZoneOf(Name name) {
    for (int labels = name.labels(); labels >= 1; labels--) {
      Name suffix = Names.suffix(name, labels);
      ProvenZone zone = at(suffix);
      if (zone != null && !(zone instanceof NoCut)) {
        return zone instanceof ZoneKeys keys ? keys : null;
      }
      if (anchors.isAnchored(suffix)) {
        return null; // trust starts again at this anchor
      }
    }
    return null;
  }

  private @Nullable Way prime(Name apex) {
    Instant far = terms.now().plus(ANCHOR_LIFETIME);
    EntryPoints entryPoints = new EntryPoints(apex, anchors.at(apex), null, new Lifetime(far, far));
    return enter(entryPoints);
  }

  /**
   * The proof about the zone cut that may be at {@code name}, just below or inside the signed
   * {@code zone}.
   */
  private @Nullable Way cutAt(Name name, ZoneKeys zone) {
    ProvenZone before = at(name);
    if (before != null) {
      return new Way.Known(before);
    }
    Way.Broken failed = broken.get(name);
    if (failed != null) {
      return failed;
    }
    Question ds = new Question(name, Type.DS);
    if (!received.isAnswered(ds)) {
      return missing(ds);
    }
    ResponseModel model = received.model(ds);
    if (model == null) {
      return breakAt(name, Objects.requireNonNull(received.failure(ds)), zone);
    }
    ReceivedHop hop = model.hops().get(0);
    return switch (hop.kind()) {
      case POSITIVE -> delegated(name, hop, zone);
      case CNAME, DNAME -> aliased(name, hop, zone);
      case NODATA, NXDOMAIN -> denied(name, hop, zone);
      case UNANSWERED -> throw new IllegalStateException("a response was laid out as unanswered");
    };
  }

  private @Nullable Way delegated(Name name, ReceivedHop hop, ZoneKeys zone) {
    return verifier
        .check(hop.sets().get(0), zone, Part.DS)
        .fold(ds -> delegated(name, ds, zone), failure -> breakAt(name, failure, zone));
  }

  private @Nullable Way delegated(Name name, RrsetCheck.Proven ds, ZoneKeys zone) {
    if (ds.wildcard()) {
      return breakAt(
          name,
          new Failure(
              Reason.WILDCARD_UNPROVEN,
              "the DS of " + name + " is expanded from a wildcard, and a delegation can't be",
              FailingLink.at(zone.apex().toString(), Part.DS)),
          zone);
    }
    return enter(new EntryPoints(name, List.copyOf(ds.rrset().rrs(false)), zone, ds.lifetime()));
  }

  /** An alias has no other data, but a zone's apex does (RFC 1034 §3.6.2): no zone begins here. */
  private Way aliased(Name name, ReceivedHop hop, ZoneKeys zone) {
    return verifier
        .check(hop.sets().get(0), zone, Part.DS)
        .fold(alias -> aliased(name, hop, alias, zone), failure -> breakAt(name, failure, zone));
  }

  private Way aliased(Name name, ReceivedHop hop, RrsetCheck.Proven alias, ZoneKeys zone) {
    if (!alias.wildcard()) {
      return noCut(name, zone, alias.lifetime());
    }
    Name owner = alias.rrset().getName();
    return hop.kind() == Hop.Kind.DNAME
        ? breakAt(name, Failure.wildcardDname(owner, zone.apex(), Part.DS), zone)
        : conclude(
            name,
            zone,
            denials.noCloserName(hop.authority(), zone, owner, alias.wildcardEncloser()));
  }

  private Way denied(Name name, ReceivedHop hop, ZoneKeys zone) {
    Denial noDs = denials.noData(hop.authority(), zone, name, Type.DS);
    if (noDs instanceof Denial.Refuted) {
      // Where the name itself is proven absent, nothing below it can be delegated either.
      Denial noName = denials.noName(hop.authority(), zone, name, Type.DS);
      if (!(noName instanceof Denial.Refuted)) {
        return conclude(name, zone, noName);
      }
    }
    return conclude(name, zone, noDs);
  }

  private Way conclude(Name name, ZoneKeys zone, Denial denial) {
    return denial.fold(
        noZone -> noCut(name, zone, noZone.lifetime()),
        cut ->
            unsigned(
                name,
                zone,
                new Failure(
                    Reason.INSECURE_DELEGATION,
                    zone.apex() + " proves that " + name + " is delegated without a DS",
                    FailingLink.at(name.toString(), Part.DS)),
                cut.lifetime()),
        span -> unsigned(name, zone, span.why(), span.lifetime()),
        refuted -> breakAt(name, refuted.failure().at(Part.DS), zone));
  }

  private Way unsigned(Name name, ZoneKeys zone, Failure why, Lifetime lifetime) {
    return learn(
        authentication.unsigned(new EntryPoints(name, List.of(), zone, lifetime), why, lifetime));
  }

  private Way noCut(Name name, ZoneKeys zone, Lifetime lifetime) {
    ZoneLink link =
        new ZoneLink(
            name.toString(),
            ZoneLink.State.SIGNED,
            Reason.PROVEN,
            List.of(),
            List.of(),
            List.of(),
            lifetime.end());
    return learn(new NoCut(name, zone, link, lifetime));
  }

  private @Nullable Way enter(EntryPoints entryPoints) {
    ProvenZone unsigned = authentication.unsignedBecauseUnknown(entryPoints);
    if (unsigned != null) {
      return learn(unsigned);
    }
    Question dnskey = new Question(entryPoints.apex(), Type.DNSKEY);
    if (!received.isAnswered(dnskey)) {
      return missing(dnskey);
    }
    Way.Broken failed = broken.get(entryPoints.apex());
    if (failed != null) {
      return failed;
    }
    ResponseModel model = received.model(dnskey);
    if (model == null) {
      return breakAt(
          entryPoints.apex(),
          Objects.requireNonNull(received.failure(dnskey)),
          entryPoints.parent());
    }
    ReceivedHop hop = model.hops().get(0);
    if (hop.kind() != Hop.Kind.POSITIVE) {
      return breakAt(
          entryPoints.apex(),
          new Failure(
              Reason.DNSKEY_MISSING,
              entryPoints.apex() + " has a DS or an anchor, but no DNSKEY",
              FailingLink.at(entryPoints.apex().toString(), Part.DNSKEY)),
          entryPoints.parent());
    }
    return authentication
        .authenticate(entryPoints, hop.sets().get(0))
        .fold(this::learn, failure -> breakAt(entryPoints.apex(), failure, entryPoints.parent()));
  }

  private Way learn(ProvenZone zone) {
    proven.put(zone.apex(), zone);
    terms.memory().learn(zone);
    return new Way.Known(zone);
  }

  private Way breakAt(Name name, Failure failure, @Nullable ProvenZone above) {
    boolean atTheCut =
        failure.link().part() == Part.DS; // the name that breaks, not the zone that signed it
    Way.Broken way = new Way.Broken(atTheCut ? failure.at(name) : failure, name, above);
    broken.put(name, way);
    return way;
  }

  private @Nullable ProvenZone at(Name name) {
    ProvenZone zone = proven.get(name);
    if (zone != null) {
      return zone;
    }
    zone = terms.memory().zoneAt(name);
    if (zone == null) {
      return null;
    }
    proven.put(name, zone); // it stays valid until this validation ends
    return zone;
  }
}
