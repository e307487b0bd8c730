package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Proofs of absence by NSEC3 (RFC 5155 §8), over one parameter set, from records whose signatures
 * were checked before.
 *
 * <p>A name that no NSEC3 matches is below a closest encloser, the deepest ancestor that exists.
 * Its absence takes up to three NSEC3, which may be one and the same:
 *
 * <ul>
 *   <li>(a) one matches the closest encloser,
 *   <li>(b) one covers the next closer name, which is one label longer,
 *   <li>(c) for NXDOMAIN (§8.4) one covers the wildcard at the closest encloser; for NODATA (§8.7)
 *       one matches it and lacks the type; for an answer from that wildcard (§8.8) none is needed,
 *       and (a) follows from the answer.
 * </ul>
 */
final class Nsec3Denial implements DenialProofs {
  private final Name zone;
  private final List<Nsec3Link> links;
  private final Nsec3Hashes hashes;
  private final ValidatorSettings settings;

  Nsec3Denial(Name zone, List<Nsec3Link> links, Nsec3Hashes hashes, ValidatorSettings settings) {
    this.zone = zone;
    this.links = links;
    this.hashes = hashes;
    this.settings = settings;
  }

  /** One proof for each parameter set among the records: sets are never mixed (RFC 5155 §8.2). */
  static List<Nsec3Denial> each(
      Name zone, List<ProvenRecord> records, Nsec3Hashes hashes, ValidatorSettings settings) {
    Map<Nsec3Link.Parameters, List<Nsec3Link>> groups = new LinkedHashMap<>();
    for (Nsec3Link link : Nsec3Link.usable(zone, records)) {
      groups.computeIfAbsent(link.parameters(), unseen -> new ArrayList<>()).add(link);
    }
    return groups.values().stream()
        .map(group -> new Nsec3Denial(zone, group, hashes, settings))
        .toList();
  }

  @Override
  public boolean isEmpty() {
    return links.isEmpty();
  }

  @Override
  public Denial noData(Name name, int type) {
    Denial refusal = whyNotHash();
    if (refusal != null) {
      return refusal;
    }
    Nsec3Link match = at(name);
    return match != null
        ? match.types().denies(name, type, match.lifetime(), zone) // RFC 5155 §8.5
        : belowEncloser(name, proof -> noDataAtWildcard(name, type, proof));
  }

  /**
   * RFC 5155 §8.7: (c) an NSEC3 matches the wildcard, and lacks the type. RFC 5155 §8.6: or the
   * next closer name lies in an opt-out span; that goes for empty non-terminals of unsigned
   * delegations too.
   */
  private Denial noDataAtWildcard(Name name, int type, EncloserProof proof) {
    Nsec3Link match = at(proof.wildcard);
    if (match == null) {
      return proof.optOut
          ? optOut(name, proof.lifetime)
          : insufficient("no NSEC3 proves " + name + " " + Type.string(type) + " absent");
    }
    Lifetime lifetime = proof.lifetime.and(match.lifetime());
    Denial denial = match.types().denies(proof.wildcard, type, lifetime, zone);
    return proof.optOut && !(denial instanceof Denial.Refuted) ? optOut(name, lifetime) : denial;
  }

  @Override
  public Denial noName(Name name, int type) {
    Denial refusal = whyNotHash();
    if (refusal != null) {
      return refusal;
    }
    Nsec3Link match = at(name);
    if (match != null) {
      return type != Type.DS && match.types().isDelegation()
          ? match.types().delegation(name, match.lifetime(), zone)
          : exists(name);
    }
    return belowEncloser(name, proof -> noWildcard(name, proof));
  }

  /** RFC 5155 §8.4: (c) an NSEC3 covers the wildcard. */
  private Denial noWildcard(Name name, EncloserProof proof) {
    if (at(proof.wildcard) != null) {
      return exists(proof.wildcard);
    }
    Nsec3Link covering = covering(proof.wildcard);
    if (covering == null) {
      return insufficient("no NSEC3 covers the wildcard " + proof.wildcard);
    }
    Lifetime lifetime = proof.lifetime.and(covering.lifetime());
    return proof.optOut ? optOut(name, lifetime) : new Denial.Proven(lifetime);
  }

  @Override
  public Denial noCloserName(Name name, Name closestEncloser) {
    Denial refusal = whyNotHash();
    if (refusal != null) {
      return refusal;
    }
    // RFC 5155 §8.8: the next closer name must be covered, or the wildcard may be a replay.
    Name nextCloser = Names.suffix(name, closestEncloser.labels() + 1);
    Nsec3Link covering = covering(nextCloser);
    if (covering == null) {
      return TypeBitmap.refuted(
          Reason.WILDCARD_UNPROVEN,
          "no NSEC3 covers " + nextCloser + ", the next closer name",
          zone);
    }
    return covering.isOptOut()
        ? optOut(name, covering.lifetime())
        : new Denial.Proven(covering.lifetime());
  }

  /** RFC 9276 §3.2: the iteration limit comes before the first hash. */
  private @Nullable Denial whyNotHash() {
    Nsec3Link first = links.get(0);
    int iterations = first.iterations();
    if (iterations > settings.nsec3BogusAbove()) {
      return TypeBitmap.refuted(
          Reason.NSEC3_ITERATIONS_EXCESSIVE,
          zone
              + " wants "
              + iterations
              + " NSEC3 iterations; "
              + settings.nsec3BogusAbove()
              + " are the most",
          zone);
    }
    if (iterations > settings.nsec3InsecureAbove()) {
      return new Denial.Unsigned(
          new Failure(
              Reason.NSEC3_ITERATIONS_INSECURE,
              zone
                  + " wants "
                  + iterations
                  + " NSEC3 iterations; above "
                  + settings.nsec3InsecureAbove()
                  + " we compute none",
              FailingLink.at(zone.toString(), FailingLink.Part.DENIAL)),
          first.lifetime());
    }
    return null;
  }

  /**
   * A closest encloser proof.
   *
   * @param wildcard the wildcard at the closest encloser
   * @param optOut whether the next closer name may be an unsigned delegation
   */
  private record EncloserProof(Name wildcard, boolean optOut, Lifetime lifetime) {}

  /** RFC 5155 §8.3: proves the closest encloser of {@code name}; then {@code next} decides. */
  private Denial belowEncloser(Name name, Function<EncloserProof, Denial> next) {
    Name nextCloser = name;
    Name encloser = null;
    Nsec3Link match = null; // (a)
    while (match == null && Names.isBelow(nextCloser, zone)) {
      encloser = Names.parent(nextCloser);
      match = at(encloser);
      nextCloser = match == null ? encloser : nextCloser;
    }
    if (encloser == null || match == null || match.types().hidesWhatIsBelow()) {
      return insufficient("no NSEC3 proves a closest encloser of " + name);
    }
    Nsec3Link covering = covering(nextCloser); // (b)
    if (covering == null) {
      return insufficient("no NSEC3 covers " + nextCloser + ", the next closer name");
    }
    return next.apply(
        new EncloserProof(
            Names.wildcardAt(encloser),
            covering.isOptOut(),
            match.lifetime().and(covering.lifetime())));
  }

  private @Nullable Nsec3Link at(Name name) {
    byte[] hash = name.subdomain(zone) ? hashes.of(name, links.get(0)) : null;
    if (hash == null) {
      return null;
    }
    return links.stream().filter(link -> link.isAt(hash)).findFirst().orElse(null);
  }

  private @Nullable Nsec3Link covering(Name name) {
    byte[] hash = hashes.of(name, links.get(0));
    if (hash == null) {
      return null;
    }
    return links.stream().filter(link -> link.covers(hash)).findFirst().orElse(null);
  }

  private Denial optOut(Name name, Lifetime lifetime) {
    return new Denial.Unsigned(
        new Failure(
            Reason.INSECURE_OPT_OUT,
            name + " falls into an opt-out span of " + zone + ": it may be an unsigned delegation",
            FailingLink.at(zone.toString(), FailingLink.Part.DENIAL)),
        lifetime);
  }

  private Denial exists(Name name) {
    return TypeBitmap.refuted(Reason.NAME_EXISTS, "an NSEC3 says that " + name + " exists", zone);
  }

  private Denial insufficient(String detail) {
    return TypeBitmap.refuted(Reason.DENIAL_INSUFFICIENT, detail, zone);
  }
}
