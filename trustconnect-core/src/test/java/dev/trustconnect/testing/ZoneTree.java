package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The records of one zone by name, in canonical order, with its cuts and empty non-terminals.
 *
 * <p>What lies below a cut or a DNAME is occluded: kept out of {@link #names()}, never answered.
 */
final class ZoneTree {
  private final Name apex;
  private final NavigableMap<Name, SortedMap<Integer, List<Record>>> nodes = new TreeMap<>();
  private final Set<Name> emptyNonTerminals = new TreeSet<>();

  ZoneTree(Name apex, List<Record> records) {
    this.apex = apex;
    for (Record record : records) {
      if (!record.getName().subdomain(apex)) {
        throw new IllegalArgumentException(record.getName() + " is not in zone " + apex);
      }
      nodes
          .computeIfAbsent(record.getName(), name -> new TreeMap<>())
          .computeIfAbsent(record.getType(), type -> new ArrayList<>())
          .add(record);
    }
    nodes.keySet().removeIf(this::isOccluded);
    for (Name name : nodes.keySet()) {
      for (Name up = name; !up.equals(apex); up = parent(up)) {
        if (!nodes.containsKey(up)) {
          emptyNonTerminals.add(up);
        }
      }
    }
  }

  Name apex() {
    return apex;
  }

  /** Names with records that this zone answers for, delegation points included. */
  NavigableMap<Name, SortedMap<Integer, List<Record>>> names() {
    return nodes;
  }

  boolean exists(Name name) {
    return nodes.containsKey(name) || emptyNonTerminals.contains(name);
  }

  boolean has(Name name, int type) {
    return types(name).contains(type);
  }

  @Nullable RecordSet find(Name name, int type) {
    SortedMap<Integer, List<Record>> node = nodes.get(name);
    List<Record> records = node == null ? null : node.get(type);
    return records == null ? null : RecordSet.of(records);
  }

  /** The types at {@code name}, ascending; empty for a name that isn't there. */
  List<Integer> types(Name name) {
    SortedMap<Integer, List<Record>> node = nodes.get(name);
    return node == null ? List.of() : List.copyOf(node.keySet());
  }

  boolean isCut(Name name) {
    return !name.equals(apex) && has(name, Type.NS);
  }

  /** The deepest existing ancestor of {@code name}, or itself (RFC 4592 §3.3.1). */
  Name closestEncloser(Name name) {
    Name up = name;
    while (!exists(up)) {
      up = parent(up);
    }
    return up;
  }

  /**
   * The nearest name above {@code name}, apex included, at which a cut or a DNAME takes it out of
   * this zone.
   */
  @Nullable Name occluder(Name name) {
    if (name.equals(apex)) {
      return null;
    }
    for (int skip = name.labels() - apex.labels(); skip > 0; skip--) {
      Name above = new Name(name, skip);
      if (isCut(above) || has(above, Type.DNAME)) {
        return above;
      }
    }
    return null;
  }

  private boolean isOccluded(Name name) {
    return occluder(name) != null;
  }

  static Name parent(Name name) {
    return new Name(name, 1);
  }
}
