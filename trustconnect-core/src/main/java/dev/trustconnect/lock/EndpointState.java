package dev.trustconnect.lock;

import dev.trustconnect.lock.LockedName.Proof;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.survey.Endpoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The facts that this machine has seen of one endpoint: DNS and certificates don't keep their
 * history, so we record it.
 *
 * @param firstSeen the first look
 * @param lastChanged the last look that saw something new
 * @param verdict what DNSSEC proved
 * @param leaves its own certificates, the last of each key
 * @param waiting certificates that came early and may be an interceptor's
 * @param looks in how many looks in a row only those were seen
 * @param networks where its addresses were
 * @param intermediates the authorities between leaf and root
 */
record EndpointState(
    Endpoint endpoint,
    Instant firstSeen,
    Instant lastChanged,
    Proof verdict,
    List<Leaf> leaves,
    List<Leaf> waiting,
    int looks,
    Set<AddressRange> networks,
    Set<SpkiPin> intermediates) {
  EndpointState {
    leaves = sorted(leaves);
    waiting = sorted(waiting);
    networks = InOrder.of(networks);
    intermediates = InOrder.of(intermediates);
  }

  private static List<Leaf> sorted(List<Leaf> leaves) {
    return leaves.stream()
        .distinct()
        .sorted(Comparator.comparing(Leaf::from).thenComparing(leaf -> leaf.key().base64()))
        .toList();
  }

  /** Whether the same is known, apart from the time. */
  boolean isAs(EndpointState other) {
    return at(other.firstSeen, other.lastChanged).equals(other);
  }

  private EndpointState at(Instant first, Instant last) {
    return new EndpointState(
        endpoint, first, last, verdict, leaves, waiting, looks, networks, intermediates);
  }
}
