package dev.trustconnect.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The facts known about a host's name. Names are without their last dot.
 *
 * @param verdict whether its signatures lead to it
 * @param zones the zone that it is in; several if they differ by where one looks from
 * @param ds the algorithm and digest type of each DS record of the zone, such as {@code 13/2}; no
 *     key tags, which change at every rollover
 * @param aliases the domains that the aliases lead into, in the order of the hops, a set for each
 * @param operators the domains of the zone's name servers
 * @param networks where its addresses are
 */
public record LockedName(
    Proof verdict,
    Set<String> zones,
    Set<String> ds,
    List<Set<String>> aliases,
    Set<String> operators,
    Networks networks) {
  public LockedName {
    zones = InOrder.of(zones);
    ds = InOrder.of(ds);
    aliases = aliases.stream().map(InOrder::of).toList();
    operators = InOrder.of(operators);
  }

  /** What DNSSEC proves about the name. */
  public enum Proof {
    /** An unbroken chain of signatures. */
    SECURE,
    /** A signed proof that there is none. */
    INSECURE
  }

  /** Both: sets grow, and SECURE stays. */
  LockedName and(LockedName other) {
    return new LockedName(
        verdict == Proof.SECURE ? verdict : other.verdict,
        InOrder.union(zones, other.zones),
        InOrder.union(ds, other.ds),
        hops(other.aliases),
        InOrder.union(operators, other.operators),
        networks.and(other.networks));
  }

  /** This with one field as {@code seen} has it; DS records belong to the verdict. */
  LockedName with(Field field, LockedName seen) {
    return switch (field) {
      case VERDICT -> new LockedName(seen.verdict, zones, seen.ds, aliases, operators, networks);
      case ZONE -> new LockedName(verdict, seen.zones, ds, aliases, operators, networks);
      case DS -> new LockedName(verdict, zones, seen.ds, aliases, operators, networks);
      case ALIASES -> new LockedName(verdict, zones, ds, hops(seen.aliases), operators, networks);
      case OPERATORS ->
          new LockedName(
              verdict, zones, ds, aliases, InOrder.union(operators, seen.operators), networks);
      case NETWORKS ->
          new LockedName(verdict, zones, ds, aliases, operators, networks.and(seen.networks));
      default -> this;
    };
  }

  private List<Set<String>> hops(List<Set<String>> others) {
    return byHop(aliases, others);
  }

  /** Where either leads, hop by hop. */
  static List<Set<String>> byHop(List<Set<String>> some, List<Set<String>> others) {
    List<Set<String>> all = new ArrayList<>();
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      all.add(InOrder.union(hop(some, i), hop(others, i)));
    }
    return all;
  }

  private static Set<String> hop(List<Set<String>> hops, int i) {
    return i < hops.size() ? hops.get(i) : Set.of();
  }

  /** Whether {@code name} is one of these domains or below one. */
  static boolean isBelow(Collection<String> domains, String name) {
    return domains.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
  }
}
