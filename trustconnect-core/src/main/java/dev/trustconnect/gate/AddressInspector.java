package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.resolve.Resolution;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the peer is an address of its name, by a known route.
 *
 * @param peer null if it isn't visible
 * @param routeProblem null if there is none
 */
record AddressInspector(
    PeerAddresses peers,
    Resolution name,
    @Nullable InetSocketAddress peer,
    Finding.@Nullable Violated routeProblem)
    implements Inspector<FoundPath> {
  @Override
  public void inspect(FoundPath unused, List<Finding> findings) {
    Finding bound = peers.bound(name, peer);
    findings.add(routeProblem == null || bound instanceof Finding.Violated ? bound : routeProblem);
  }
}
