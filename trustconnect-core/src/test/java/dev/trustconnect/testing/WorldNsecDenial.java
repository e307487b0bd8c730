package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The NSEC chain of a zone (RFC 4034 §4). */
final class WorldNsecDenial implements WorldDenial {
  private final ZoneTree tree;
  private final NavigableMap<Name, Record> chain = new TreeMap<>();

  WorldNsecDenial(ZoneTree tree, long ttl) {
    this.tree = tree;
    List<Name> names = new ArrayList<>(tree.names().keySet());
    for (int i = 0; i < names.size(); i++) {
      Name name = names.get(i);
      Name next = names.get((i + 1) % names.size());
      chain.put(name, new NSECRecord(name, DClass.IN, ttl, next, bitmap(tree.types(name))));
    }
  }

  static int[] bitmap(List<Integer> types) {
    TreeSet<Integer> all = new TreeSet<>(types);
    all.add(Type.NSEC);
    all.add(Type.RRSIG);
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public List<Record> noData(Name qname) {
    // An empty non-terminal has no NSEC of its own; the one before it shows a next name below it.
    return List.of(matchingOrCovering(qname));
  }

  @Override
  public List<Record> nameError(Name qname) {
    return distinct(
        matchingOrCovering(qname), matchingOrCovering(wildcardAt(tree.closestEncloser(qname))));
  }

  @Override
  public List<Record> wildcardAnswer(Name qname) {
    return List.of(matchingOrCovering(qname));
  }

  @Override
  public List<Record> wildcardNoData(Name qname) {
    return nameError(qname);
  }

  @Override
  public @Nullable Record nsecAt(Name name) {
    return chain.get(name);
  }

  private Record matchingOrCovering(Name name) {
    return chain.floorEntry(name).getValue();
  }

  static Name wildcardAt(Name encloser) {
    return TestNames.below("*", encloser);
  }

  private static List<Record> distinct(Record... records) {
    Set<Record> set = new LinkedHashSet<>(List.of(records));
    return List.copyOf(set);
  }
}
