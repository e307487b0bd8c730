package dev.trustconnect.scope;

import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import java.util.List;

/**
 * A host to resolve.
 *
 * @param host its name
 * @param addresses the blocks that its policy allows; of these, the special-purpose ones are
 *     allowed in addition to the resolver's own rules
 */
public record HostScope(HostName host, List<AddressRange> addresses) {
  public HostScope {
    addresses = List.copyOf(addresses);
  }

  /** A host that no policy adds anything for. */
  public static HostScope of(HostName host) {
    return new HostScope(host, List.of());
  }
}
