package dev.trustconnect.dnssec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
    Map<String, ZoneLink> links = new LinkedHashMap<>();
    for (ProvenZone zone : zones) {
      for (ZoneLink link : fromAnchorTo(zone)) {
        links.putIfAbsent(link.zone(), link);
      }
    }
    for (Hop hop : hops) {
      breakOf(hop).ifPresent(link -> links.putIfAbsent(link.zone(), link));
    }
    return new ArrayList<>(links.values());
  }

  private static Deque<ZoneLink> fromAnchorTo(ProvenZone zone) {
    Deque<ZoneLink> links = new ArrayDeque<>();
    Optional<ProvenZone> next = Optional.of(zone);
    while (next.isPresent()) {
      links.addFirst(next.get().link());
      next = next.get().parent();
    }
    return links;
  }

  private static Optional<ZoneLink> breakOf(Hop hop) {
    boolean refused =
        hop.verdict() instanceof Verdict.Bogus || hop.verdict() instanceof Verdict.Indeterminate;
    return hop.verdict()
        .link()
        .filter(link -> refused && isPartOfTheChain(link.part()))
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
