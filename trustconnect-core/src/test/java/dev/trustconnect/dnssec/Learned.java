package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** Remembers every zone for good, and the order in which they were learned. */
final class Learned implements KnownZones {
  final Map<Name, ProvenZone> zones = new HashMap<>();
  final List<Name> order = new ArrayList<>();

  @Override
  public @Nullable ProvenZone at(Name apex) {
    return zones.get(apex);
  }

  @Override
  public void learn(ProvenZone zone) {
    zones.put(zone.apex(), zone);
    order.add(zone.apex());
  }
}
