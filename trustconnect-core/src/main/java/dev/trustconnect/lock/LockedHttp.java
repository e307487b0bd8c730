package dev.trustconnect.lock;

import java.util.Set;

/**
 * What is known of the answer to an HTTP request.
 *
 * @param statuses classes of status codes, such as {@code 4xx}
 * @param types media types without parameters; empty for none
 * @param servers products of the {@code Server} header without their versions; empty for none
 */
public record LockedHttp(Set<String> statuses, Set<String> types, Set<String> servers) {
  public LockedHttp {
    statuses = InOrder.of(statuses);
    types = InOrder.of(types);
    servers = InOrder.of(servers);
  }

  LockedHttp and(LockedHttp other) {
    return new LockedHttp(
        InOrder.union(statuses, other.statuses),
        InOrder.union(types, other.types),
        InOrder.union(servers, other.servers));
  }
}
