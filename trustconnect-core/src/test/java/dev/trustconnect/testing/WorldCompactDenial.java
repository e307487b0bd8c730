package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Compact denial of existence, "black lies" (RFC 9824): one NSEC made for the question, NXNAME for
 * what isn't.
 */
final class WorldCompactDenial implements WorldDenial {
  /** The pseudo-type that says "this name does not exist" (RFC 9824 §3.5). */
  static final int NXNAME = 128;

  private final ZoneTree tree;
  private final long ttl;

  WorldCompactDenial(ZoneTree tree, long ttl) {
    this.tree = tree;
    this.ttl = ttl;
  }

  @Override
  public List<Record> noData(Name qname) {
    return List.of(nsecAt(qname));
  }

  @Override
  public List<Record> nameError(Name qname) {
    return List.of(nsecAt(qname));
  }

  @Override
  public List<Record> wildcardAnswer(Name qname) {
    return List.of(); // expanded and signed as if the name itself held the data
  }

  @Override
  public List<Record> wildcardNoData(Name qname) {
    List<Integer> types = tree.types(WorldNsecDenial.wildcardAt(tree.closestEncloser(qname)));
    return List.of(nsec(qname, types));
  }

  @Override
  public Record nsecAt(Name name) {
    List<Integer> types = new ArrayList<>(tree.types(name));
    if (!tree.exists(name)) {
      types.add(NXNAME);
    }
    return nsec(name, types);
  }

  @Override
  public boolean isCompact() {
    return true;
  }

  private Record nsec(Name name, List<Integer> types) {
    Name next = TestNames.below("\\000", name);
    return new NSECRecord(name, DClass.IN, ttl, next, WorldNsecDenial.bitmap(types));
  }
}
