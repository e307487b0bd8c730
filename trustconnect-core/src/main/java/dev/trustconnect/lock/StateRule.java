package dev.trustconnect.lock;

import dev.trustconnect.name.AddressRange;
import dev.trustconnect.pin.SpkiPin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How a look becomes part of what is known. */
final class StateRule {
  private static final int MAX_LEAVES = 16;
  private static final int MAX_NETWORKS = 64;
  private static final int MAX_INTERMEDIATES = 64;

  private StateRule() {}

  /** The state as one look shows it. */
  static EndpointState first(Look look, NameLook name) {
    return new EndpointState(
        look.endpoint(),
        look.at(),
        look.at(),
        name.locked().verdict(),
        look.tls().map(TlsLook::leaves).orElse(List.of()),
        List.of(),
        0,
        both(name.blocks(), Set.<AddressRange>of(), MAX_NETWORKS),
        look.tls().map(TlsLook::intermediates).orElse(Set.<SpkiPin>of()));
  }

  /** The state after another look; {@code before} itself if nothing is new. */
  static EndpointState next(EndpointState before, EndpointState now, KeyRule keys) {
    EndpointState next =
        new EndpointState(
            before.endpoint(),
            before.firstSeen(),
            now.lastChanged(),
            now.verdict(),
            newest(before.leaves().isEmpty() ? now.leaves() : keys.known()),
            newest(keys.waiting()),
            keys.looks(),
            both(before.networks(), now.networks(), MAX_NETWORKS),
            both(before.intermediates(), now.intermediates(), MAX_INTERMEDIATES));
    return next.isAs(before) ? before : next;
  }

  private static List<Leaf> newest(List<Leaf> leaves) {
    List<Leaf> sorted = new ArrayList<>(leaves);
    sorted.sort(Comparator.comparing(Leaf::from).reversed());
    return sorted.subList(0, Math.min(MAX_LEAVES, sorted.size()));
  }

  /** Both; the known values stay if there is no room for all. */
  private static <T> Set<T> both(Set<T> known, Set<T> more, int max) {
    Set<T> all = new LinkedHashSet<>(known);
    more.stream().filter(one -> all.size() < max).forEach(all::add);
    return all;
  }
}
