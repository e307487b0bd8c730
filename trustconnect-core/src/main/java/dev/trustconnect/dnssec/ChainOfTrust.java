package dev.trustconnect.dnssec;

import dev.trustconnect.dnssec.FailingLink.Part;
import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/**
 * The way from the closest anchor or known zone down to a name: signed zones, the end of signing,
 * or a break.
 *
 * <p>Two ways lead down. {@link #toZoneOf} goes label by label and is what a verdict of INSECURE or
 * BOGUS rests on. {@link #toSigner} starts at the name that a signature gives as its signer and
 * climbs through the signers of the DS RRsets: only good for SECURE, where signatures prove every
 * step, and it skips the names where no zone begins.
 */
final class ChainOfTrust {

  /** Where a way down ended. */
  sealed interface Way {
    /** At a zone of which something is proven. */
    record Known(ProvenZone zone) implements Way {}

    /**
     * At a break; {@code above} is the last zone that was proven, null if not even the anchor was.
     */
    record Broken(Failure failure, Name at, @Nullable ProvenZone above) implements Way {}

    /**
     * Answers are missing.
     *
     * @param missing the way can't go on without one of these
     * @param likely what will probably be needed next, worth asking in the same round trip
     */
    record Pending(Set<Question> missing, Set<Question> likely) implements Way {
      static Pending on(Question missing) {
        return new Pending(Set.of(missing), Set.of());
      }
    }
  }

  /** An anchor has no end; this one is far enough away to bound nothing. */
  private static final Duration ANCHOR_LIFETIME = Duration.ofDays(3650);

  private final Received received;
  private final TrustAnchors anchors;
  private final KnownZones known;
  private final Instant now;
  private final SignatureVerifier verifier;
  private final Denials denials;
  private final ZoneEntry entry;
  private final ChainQuestions questions;
  private final Map<Name, ProvenZone> proven = new HashMap<>();
  private final Map<Name, Way.Broken> broken = new HashMap<>();
  private final Set<Name> climbedInVain = new HashSet<>();
  private boolean usedKnownZones;

  ChainOfTrust(
      Received received,
      TrustAnchors anchors,
      KnownZones known,
      Instant now,
      SignatureVerifier verifier,
      Denials denials,
      ZoneEntry entry) {
    this.received = received;
    this.anchors = anchors;
    this.known = known;
    this.now = now;
    this.verifier = verifier;
    this.denials = denials;
    this.entry = entry;
    this.questions = new ChainQuestions(anchors, this::at);
  }

  ChainQuestions questions() {
    return questions;
  }

  /** Whether a zone was used that an earlier validation proved. */
  boolean usedKnownZones() {
    return usedKnownZones;
  }

  /**
   * The zone that {@code name} lies in, or the cut at or above it from which on nothing is signed.
   */
  Way toZoneOf(Name name) {
    Way start = start(name);
    if (!(start instanceof Way.Known reached)) {
      return start;
    }
    ProvenZone top = reached.zone();
    ProvenZone zone = top;
    for (int labels = top.apex().labels() + 1; labels <= name.labels(); labels++) {
      if (!(zone instanceof ZoneKeys keys)) {
        return new Way.Known(zone);
      }
      Way step = cutAt(Names.suffix(name, labels), keys);
      if (step instanceof Way.Pending pending) {
        Set<Question> likely = new LinkedHashSet<>(pending.likely());
        likely.addAll(questions.downTo(name, zone.apex()));
        return new Way.Pending(pending.missing(), likely);
      }
      if (step instanceof Way.Broken) {
        return step;
      }
      ProvenZone cut = ((Way.Known) step).zone();
      zone = cut instanceof NoCut ? zone : cut;
    }
    return new Way.Known(zone);
  }

  /**
   * The zone {@code signer}, reached through the signers of DS RRsets where they hold, else label
   * by label.
   */
  Way toSigner(Name signer) {
    Way start = start(signer);
    if (!(start instanceof Way.Known reached)) {
      return start;
    }
    ProvenZone top = reached.zone();
    if (top.apex().equals(signer) || !(top instanceof ZoneKeys)) {
      return start;
    }
    Way.Broken failed = broken.get(signer);
    if (failed != null) {
      return failed;
    }
    Question ds = new Question(signer, Type.DS);
    if (!received.isAnswered(ds)) {
      // Below a cut without a DS nothing is signed, whether or not the DS question ever gets an
      // answer; the servers of unsigned zones may leave DS and DNSKEY questions unanswered.
      return unsignedAbove(signer)
          .orElseGet(() -> new Way.Pending(Set.of(ds), questions.into(signer, top.apex())));
    }
    // Each name is climbed from once: through all the signers that its DS names, and all that
    // theirs do, the ways double with every label.
    Way jump = climbedInVain.contains(signer) ? null : climb(signer, ds, top);
    if (jump == null) {
      climbedInVain.add(signer);
      return toZoneOf(signer);
    }
    return jump;
  }

  /**
   * The cut above {@code signer} from which on nothing is signed, if what was received shows it.
   */
  private Optional<Way> unsignedAbove(Name signer) {
    Way above = toZoneOf(signer);
    return above instanceof Way.Known known && known.zone() instanceof UnsignedBelow
        ? Optional.of(above)
        : Optional.empty();
  }

  /** Enters {@code signer} from the zone that signed its DS RRset; null if that leads nowhere. */
  private @Nullable Way climb(Name signer, Question ds, ProvenZone top) {
    ResponseModel model = received.model(ds);
    if (model == null || model.hops().get(0).kind() != Hop.Kind.POSITIVE) {
      return null;
    }
    RRset set = model.hops().get(0).sets().get(0);
    for (Name parent : ReceivedSets.signersOf(set)) {
      if (!parent.subdomain(top.apex())) {
        continue;
      }
      Way above = toSigner(parent);
      if (above instanceof Way.Pending) {
        return above; // looking on while answers are missing would try every way up, 2^labels
      }
      if (above instanceof Way.Known reached
          && reached.zone() instanceof ZoneKeys keys
          && verifier.check(set, keys, Part.DS) instanceof SetCheck.Proven) {
        return cutAt(signer, keys);
      }
    }
    return null;
  }

  /**
   * Whether {@code zone} may say that {@code name} is unsigned. RFC 6840 §5.10, Appendix C.2: with
   * several anchors any success counts, whichever it starts from; but a zone above the closest
   * anchor can't talk trust in the name away.
   */
  boolean mayUnsign(Name zone, Name name, int type) {
    Name anchor = anchors.closestTo(Names.holderOf(name, type));
    return anchor != null && zone.subdomain(anchor);
  }

  /** The deepest zone or anchor at or above {@code name}. */
  private Way start(Name name) {
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
        return null; // from here on trust begins anew
      }
    }
    return null;
  }

  private Way prime(Name apex) {
    Instant far = now.plus(ANCHOR_LIFETIME);
    ZoneEntry.Vouchers vouchers =
        new ZoneEntry.Vouchers(apex, anchors.at(apex), null, new Lifetime(far, far));
    return enter(vouchers);
  }

  /**
   * What is proven about the zone cut that may be at {@code name}, just below or inside the signed
   * {@code zone}.
   */
  private Way cutAt(Name name, ZoneKeys zone) {
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
      return Way.Pending.on(ds);
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

  private Way delegated(Name name, ReceivedHop hop, ZoneKeys zone) {
    SetCheck check = verifier.check(hop.sets().get(0), zone, Part.DS);
    if (check instanceof SetCheck.Unproven unproven) {
      return breakAt(name, unproven.failure(), zone);
    }
    SetCheck.Proven ds = (SetCheck.Proven) check;
    if (ds.wildcard()) {
      return breakAt(
          name,
          new Failure(
              Reason.WILDCARD_UNPROVEN,
              "the DS of " + name + " is expanded from a wildcard; a delegation can't be",
              FailingLink.at(zone.apex().toString(), Part.DS)),
          zone);
    }
    return enter(
        new ZoneEntry.Vouchers(name, List.copyOf(ds.set().rrs(false)), zone, ds.lifetime()));
  }

  /** An alias owns no other data, a zone's apex does (RFC 1034 §3.6.2): no zone begins here. */
  private Way aliased(Name name, ReceivedHop hop, ZoneKeys zone) {
    SetCheck check = verifier.check(hop.sets().get(0), zone, Part.DS);
    if (check instanceof SetCheck.Unproven unproven) {
      return breakAt(name, unproven.failure(), zone);
    }
    SetCheck.Proven alias = (SetCheck.Proven) check;
    if (!alias.wildcard()) {
      return noCut(name, zone, alias.lifetime());
    }
    if (hop.kind() == Hop.Kind.DNAME) {
      return breakAt(
          name,
          new Failure(
              Reason.WILDCARD_UNPROVEN,
              "a DNAME above "
                  + name
                  + " is expanded from a wildcard; such a one redirects nothing",
              FailingLink.at(zone.apex().toString(), Part.DS)),
          zone);
    }
    Denial denial =
        denials.noCloserName(
            hop.authority(), zone, alias.set().getName(), alias.wildcardEncloser());
    return conclude(name, zone, denial);
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
    if (denial instanceof Denial.Refuted refuted) {
      return breakAt(name, refuted.failure().at(Part.DS), zone);
    }
    if (denial instanceof Denial.Proven noZone) {
      return noCut(name, zone, noZone.lifetime());
    }
    if (denial instanceof Denial.Delegation cut) {
      Failure why =
          new Failure(
              Reason.INSECURE_DELEGATION,
              zone.apex() + " proves that " + name + " is delegated without a DS",
              FailingLink.at(name.toString(), Part.DS));
      return unsigned(name, zone, why, cut.lifetime());
    }
    Denial.Unsigned span = (Denial.Unsigned) denial;
    return unsigned(name, zone, span.why(), span.lifetime());
  }

  private Way unsigned(Name name, ZoneKeys zone, Failure why, Lifetime lifetime) {
    return learn(
        entry.unsigned(new ZoneEntry.Vouchers(name, List.of(), zone, lifetime), why, lifetime));
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

  private Way enter(ZoneEntry.Vouchers vouchers) {
    ProvenZone unsigned = entry.unsignedBecauseUnknown(vouchers);
    if (unsigned != null) {
      return learn(unsigned);
    }
    Question dnskey = new Question(vouchers.apex(), Type.DNSKEY);
    if (!received.isAnswered(dnskey)) {
      return Way.Pending.on(dnskey);
    }
    Way.Broken failed = broken.get(vouchers.apex());
    if (failed != null) {
      return failed;
    }
    ResponseModel model = received.model(dnskey);
    if (model == null) {
      return breakAt(
          vouchers.apex(), Objects.requireNonNull(received.failure(dnskey)), vouchers.parent());
    }
    ReceivedHop hop = model.hops().get(0);
    if (hop.kind() != Hop.Kind.POSITIVE) {
      return breakAt(
          vouchers.apex(),
          new Failure(
              Reason.DNSKEY_MISSING,
              vouchers.apex() + " has a DS or an anchor, and shows no DNSKEY",
              FailingLink.at(vouchers.apex().toString(), Part.DNSKEY)),
          vouchers.parent());
    }
    ZoneEntry.Outcome outcome = entry.enter(vouchers, hop.sets().get(0));
    return outcome.zone() != null
        ? learn(outcome.zone())
        : breakAt(vouchers.apex(), Objects.requireNonNull(outcome.failure()), vouchers.parent());
  }

  private Way learn(ProvenZone zone) {
    proven.put(zone.apex(), zone);
    if (zone.validUntil().isAfter(now)) {
      known.learn(zone);
    }
    return new Way.Known(zone);
  }

  private Way breakAt(Name name, Failure failure, @Nullable ProvenZone above) {
    boolean atTheCut = failure.link().part() == Part.DS; // where it breaks, not who signed there
    Way.Broken way = new Way.Broken(atTheCut ? failure.at(name) : failure, name, above);
    broken.put(name, way);
    return way;
  }

  private @Nullable ProvenZone at(Name name) {
    ProvenZone zone = proven.get(name);
    if (zone != null) {
      return zone;
    }
    zone = known.at(name);
    if (zone == null || !zone.validUntil().isAfter(now)) {
      return null;
    }
    usedKnownZones = true;
    proven.put(name, zone); // what was true at the start of a validation stays true until its end
    return zone;
  }
}
