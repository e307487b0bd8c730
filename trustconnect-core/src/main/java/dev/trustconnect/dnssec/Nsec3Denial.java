package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Proofs of absence by NSEC3 (RFC 5155 §8), over one parameter set, from records whose signatures
 * were checked before.
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
    Nsec3Link exact = at(name);
    if (exact != null) {
      return exact.types().denies(name, type, exact.lifetime(), zone);
    }
    Encloser encloser = closestEncloser(name);
    if (encloser == null) {
      return insufficient("no NSEC3 proves a closest encloser of " + name);
    }
    Nsec3Link covering = covering(encloser.nextCloser);
    if (covering == null) {
      return insufficient("no NSEC3 covers " + encloser.nextCloser + ", the next closer name");
    }
    Lifetime proof = encloser.link.lifetime().and(covering.lifetime());
    Name wildcard = Names.wildcardAt(encloser.name);
    Nsec3Link stand = at(wildcard);
    if (stand != null) {
      Denial denial = stand.types().denies(wildcard, type, proof.and(stand.lifetime()), zone);
      return covering.isOptOut() && !(denial instanceof Denial.Refuted)
          ? optOut(name, proof.and(stand.lifetime()))
          : denial;
    }
    if (covering.isOptOut()) {
      return optOut(name, proof); // RFC 5155 §8.6, and empty non-terminals of unsigned delegations
    }
    return insufficient("no NSEC3 proves " + name + " " + Type.string(type) + " absent");
  }

  @Override
  public Denial noName(Name name, int type) {
    Denial refusal = whyNotHash();
    if (refusal != null) {
      return refusal;
    }
    Nsec3Link exact = at(name);
    if (exact != null) {
      return type != Type.DS && exact.types().isDelegation()
          ? exact.types().delegation(name, exact.lifetime(), zone)
          : exists(name);
    }
    Encloser encloser = closestEncloser(name);
    if (encloser == null) {
      return insufficient("no NSEC3 proves a closest encloser of " + name);
    }
    Nsec3Link covering = covering(encloser.nextCloser);
    if (covering == null) {
      return insufficient("no NSEC3 covers " + encloser.nextCloser + ", the next closer name");
    }
    Name wildcard = Names.wildcardAt(encloser.name);
    if (at(wildcard) != null) {
      return exists(wildcard);
    }
    Nsec3Link around = covering(wildcard);
    if (around == null) {
      return insufficient("no NSEC3 covers the wildcard " + wildcard);
    }
    Lifetime proof = encloser.link.lifetime().and(covering.lifetime()).and(around.lifetime());
    return covering.isOptOut() ? optOut(name, proof) : new Denial.Proven(proof);
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

  private record Encloser(Name name, Nsec3Link link, Name nextCloser) {}

  /**
   * RFC 5155 §8.3: the deepest ancestor with an NSEC3 of its own; null if none is proven, or it
   * hides what is below.
   */
  private @Nullable Encloser closestEncloser(Name name) {
    Name nextCloser = name;
    while (Names.isBelow(nextCloser, zone)) {
      Name candidate = Names.parent(nextCloser);
      Nsec3Link link = at(candidate);
      if (link != null) {
        return link.types().hidesWhatIsBelow() ? null : new Encloser(candidate, link, nextCloser);
      }
      nextCloser = candidate;
    }
    return null;
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
