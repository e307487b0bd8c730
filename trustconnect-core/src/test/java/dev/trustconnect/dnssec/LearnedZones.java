package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Remembers every zone for good, and the order in which they were learned; stands in for the zones
 * of a {@link ValidationMemory}. Not thread-safe.
 */
public class LearnedZones implements KnownZones {
  private final Map<Name, ProvenZone> zones = new HashMap<>();
  private final List<Name> order = new ArrayList<>();

  /** A validation that finds its zones here, and the rest in {@code memory}. */
  public Validation begin(
      TrustAnchors anchors,
      ValidatorSettings settings,
      ValidationMemory memory,
      Question question,
      Instant now) {
    return new Validator(anchors, settings, memory).begin(question, memory.viewAt(now, this));
  }

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
  Map<Name, ProvenZone> zones() {
    return zones;
  }

  /** Whose keys were learned, as often as they were. */
  List<Name> order() {
    return order;
  }
}
