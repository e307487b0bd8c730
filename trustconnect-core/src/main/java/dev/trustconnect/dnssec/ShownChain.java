package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lays out the zones that an answer rests on, root first, and the link where a chain breaks last.
 */
final class ShownChain {
  private ShownChain() {}

  static List<ZoneLink> of(Set<ProvenZone> zones, List<Hop> hops) {
    List<ZoneLink> breaks = new ArrayList<>(0);
    for (Hop hop : hops) {
      if (!hop.verdict().isProven()) {
        breakOf(hop).ifPresent(breaks::add);
      }
    }
    if (zones.size() == 1 && breaks.isEmpty()) {
      return zones.iterator().next().chain(); // the same list for every name of a zone
    }
    Map<String, ZoneLink> links = new LinkedHashMap<>();
    for (ProvenZone zone : zones) {
      for (ZoneLink link : zone.chain()) {
        links.putIfAbsent(link.zone(), link);
      }
    }
    for (ZoneLink link : breaks) {
      links.putIfAbsent(link.zone(), link);
    }
    return new ArrayList<>(links.values());
  }

  /** Where the chain of a refused hop breaks, if it is the chain that does. */
  private static Optional<ZoneLink> breakOf(Hop hop) {
    return hop.verdict()
        .link()
        .filter(link -> isPartOfTheChain(link.part()))
        .map(
            link ->
                new ZoneLink(
                    link.zone(),
                    ZoneLink.State.BROKEN,
                    hop.verdict().reason(),
                    List.of(),
                    List.of(),
                    List.of(),
                    hop.verdict().validUntil()));
  }

  private static boolean isPartOfTheChain(FailingLink.Part part) {
    return part == FailingLink.Part.ANCHOR
        || part == FailingLink.Part.DS
        || part == FailingLink.Part.DNSKEY;
  }
}
