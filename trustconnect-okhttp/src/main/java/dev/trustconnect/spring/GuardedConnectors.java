package dev.trustconnect.spring;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** The connectors of {@code WebClient} that TrustConnect guards. Thread-safe. */
final class GuardedConnectors {
  private final Set<Object> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  void add(Object connector) {
    known.add(connector);
  }

  boolean contains(Object connector) {
    return known.contains(connector);
  }
}
