package dev.trustconnect.testing;

import dev.trustconnect.dnssec.KnownZones;
import dev.trustconnect.dnssec.ProvenZone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** Remembers every zone and the order in which they were learned. Not thread-safe. */
public final class LearnedZones implements KnownZones {
  private final Map<Name, ProvenZone> zones = new HashMap<>();
  private final List<Name> order = new ArrayList<>();

  @Override
  public @Nullable ProvenZone at(Name apex) {
    return zones.get(apex);
  }

  @Override
  public void learn(ProvenZone zone) {
    zones.put(zone.apex(), zone);
    order.add(zone.apex());
  }

  /** What was learned last of each zone. */
  public Map<Name, ProvenZone> zones() {
    return zones;
  }

  /** Whose keys were learned, as often as they were. */
  public List<Name> order() {
    return order;
  }
}
