package dev.trustconnect.dnssec;

import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Proofs of absence by NSEC (RFC 4035 §5.4), from records whose signatures were checked before. */
final class NsecDenial implements DenialProofs {
  private final Name zone;
  private final List<Link> links = new ArrayList<>();

  NsecDenial(Name zone, List<ProvenRecord> records) {
    this.zone = zone;
    for (ProvenRecord proven : records) {
      // Ignore an NSEC whose next name lies outside the zone.
      if (proven.record() instanceof NSECRecord nsec && nsec.getNext().subdomain(zone)) {
        links.add(new Link(nsec, TypeBitmap.of(nsec), proven.lifetime()));
      }
    }
  }

  private record Link(NSECRecord nsec, TypeBitmap types, Lifetime lifetime) {
    Name owner() {
      return nsec.getName();
    }

    Name next() {
      return nsec.getNext();
    }

    /**
     * An empty non-terminal owns no NSEC: the next name of the NSEC that covers it lies below it.
     */
    boolean hasBelow(Name name) {
      return next().subdomain(name);
    }
  }

  @Override
  public boolean isEmpty() {
    return links.isEmpty();
  }

  @Override
  public Denial noData(Name name, int type) {
    Link exact = at(name);
    if (exact != null) {
      return exact.types.denies(name, type, exact.lifetime, zone);
    }
    Link covering = covering(name);
    if (covering == null) {
      return insufficient("no NSEC matches or covers " + name);
    }
    if (covering.hasBelow(name)) {
      return new Denial.Proven(covering.lifetime); // an empty non-terminal has no types at all
    }
    return wildcardNoData(name, type, covering);
  }

  /**
   * RFC 4035 §5.4: the name is absent, and the wildcard that would answer for it lacks the type.
   */
  private Denial wildcardNoData(Name name, int type, Link covering) {
    Name wildcard = Names.wildcardAt(closestEncloser(name, covering));
    Link exact = at(wildcard);
    if (exact != null) {
      return exact.types.denies(wildcard, type, exact.lifetime.and(covering.lifetime), zone);
    }
    Link around = covering(wildcard);
    if (around != null && around.hasBelow(wildcard)) {
      return new Denial.Proven(around.lifetime.and(covering.lifetime));
    }
    return insufficient("no NSEC proves " + name + " " + Type.string(type) + " absent");
  }

  @Override
  public Denial noName(Name name, int type) {
    Link exact = at(name);
    if (exact != null) {
      if (exact.types.has(TypeBitmap.NXNAME) && !exact.types.isDelegation()) {
        return new Denial.Proven(exact.lifetime); // RFC 9824 §3.1
      }
      return type != Type.DS && exact.types.isDelegation()
          ? exact.types.delegation(name, exact.lifetime, zone)
          : exists(name);
    }
    Link covering = covering(name);
    if (covering == null) {
      return insufficient("no NSEC covers " + name);
    }
    if (covering.hasBelow(name)) {
      return exists(name);
    }
    Name wildcard = Names.wildcardAt(closestEncloser(name, covering));
    Link around = covering(wildcard);
    if (at(wildcard) != null || (around != null && around.hasBelow(wildcard))) {
      return exists(wildcard);
    }
    if (around == null) {
      return insufficient("no NSEC covers the wildcard " + wildcard);
    }
    return new Denial.Proven(covering.lifetime.and(around.lifetime));
  }

  @Override
  public Denial noCloserName(Name name, Name closestEncloser) {
    Link covering = covering(name);
    if (covering == null || covering.hasBelow(name)) {
      return unproven(name);
    }
    // RFC 4592 §3.3.1: a wildcard isn't used past a closer encloser.
    if (!closestEncloser(name, covering).equals(closestEncloser)) {
      return unproven(name);
    }
    return new Denial.Proven(covering.lifetime);
  }

  private @Nullable Link at(Name name) {
    for (Link link : links) {
      if (link.owner().equals(name)) {
        return link;
      }
    }
    return null;
  }

  private @Nullable Link covering(Name name) {
    for (Link link : links) {
      if (covers(link, name)) {
        return link;
      }
    }
    return null;
  }

  /** RFC 4034 §6.1: the name sorts between owner and next; the last NSEC's next is the apex. */
  private boolean covers(Link link, Name name) {
    if (Names.isBelow(name, link.owner()) && link.types.hidesWhatIsBelow()) {
      return false;
    }
    if (link.owner().compareTo(name) >= 0 || !name.subdomain(zone)) {
      return false;
    }
    return link.next().equals(zone) || name.compareTo(link.next()) < 0;
  }

  /** The deepest ancestor of a missing name that its NSEC's two names prove to exist. */
  private static Name closestEncloser(Name name, Link covering) {
    Name before = Names.commonAncestor(name, covering.owner());
    Name after = Names.commonAncestor(name, covering.next());
    return before.labels() > after.labels() ? before : after;
  }

  private Denial exists(Name name) {
    return TypeBitmap.refuted(Reason.NAME_EXISTS, "an NSEC says that " + name + " exists", zone);
  }

  private Denial insufficient(String detail) {
    return TypeBitmap.refuted(Reason.DENIAL_INSUFFICIENT, detail, zone);
  }

  private Denial unproven(Name name) {
    return TypeBitmap.refuted(
        Reason.WILDCARD_UNPROVEN, "no NSEC proves that nothing is closer to " + name, zone);
  }
}
