package dev.trustconnect.lock;

import java.util.EnumSet;
import java.util.Set;

/**
 * The facts known about the answer to an HTTP request.
 *
 * @param statuses classes of status codes, such as {@code 4xx}
 * @param types media types without parameters; empty for none
 * @param servers products of the {@code Server} header without their versions; empty for none
 */
public record LockedHttp(Set<String> statuses, Set<String> types, Set<String> servers) {
  static final Set<Field> FIELDS = EnumSet.of(Field.STATUS, Field.TYPE, Field.SERVER);

  public LockedHttp {
    statuses = InOrder.of(statuses);
    types = InOrder.of(types);
    servers = InOrder.of(servers);
  }

  /** This with one field as {@code seen} has it. */
  LockedHttp with(Field field, LockedHttp seen) {
    return new LockedHttp(
        field == Field.STATUS ? InOrder.union(statuses, seen.statuses) : statuses,
        field == Field.TYPE ? InOrder.union(types, seen.types) : types,
        field == Field.SERVER ? InOrder.union(servers, seen.servers) : servers);
  }

  LockedHttp and(LockedHttp other) {
    return new LockedHttp(
        InOrder.union(statuses, other.statuses),
        InOrder.union(types, other.types),
        InOrder.union(servers, other.servers));
  }
}
