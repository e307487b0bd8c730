package dev.trustconnect.gate;

import dev.trustconnect.policy.EndpointPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Creates the inspectors of a connection. Thread-safe. */
@FunctionalInterface
interface Inspectors {
  /**
   * One for each check that {@code policy} or the facts ask for. Each is made for this one check of
   * this one connection and holds what it needs, except the path.
   */
  List<Inspector<FoundPath>> of(EndpointPolicy policy, ConnectionFacts facts, Instant now);

  /** All of them, in the order in which evidence lists their findings. */
  static Inspectors all(NameGate names, PeerAddresses peers) {
    return (policy, facts, now) -> {
      List<Inspector<FoundPath>> all = new ArrayList<>();
      all.add(new NameInspector(names, facts.name(), policy));
      all.add(new AddressInspector(peers, facts.name(), facts.peer(), facts.routeProblem()));
      all.add(FoundPath::report);
      all.add(PinInspector.of(policy));
      if (facts.identity() != null || policy.identity().isPresent()) {
        all.add(new IdentityInspector(facts.identity(), policy, now));
      }
      return all;
    };
  }
}
