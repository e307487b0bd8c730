package dev.trustconnect.testing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** The NSEC3 chain of a zone (RFC 5155). */
final class WorldNsec3Denial implements WorldDenial {
  private static final base32 HEX = new base32(base32.Alphabet.BASE32HEX, false, true);

  private final ZoneTree tree;
  private final int iterations;
  private final byte[] salt;
  private final boolean optOut;
  private final NavigableMap<String, NSEC3Record> chain = new TreeMap<>();
  private final Map<Name, byte[]> hashes = new ConcurrentHashMap<>();

  WorldNsec3Denial(ZoneTree tree, long ttl, int iterations, byte[] salt, boolean optOut) {
    this.tree = tree;
    this.iterations = iterations;
    this.salt = salt.clone();
    this.optOut = optOut;
    NavigableMap<String, Name> byHash = new TreeMap<>();
    for (Name name : provenNames()) {
      byHash.put(HEX.toString(hash(name)), name);
    }
    List<String> order = new ArrayList<>(byHash.keySet());
    for (int i = 0; i < order.size(); i++) {
      String label = order.get(i);
      byte[] next = hash(byHash.get(order.get((i + 1) % order.size())));
      chain.put(
          label,
          new NSEC3Record(
              TestNames.below(label, tree.apex()),
              DClass.IN,
              ttl,
              NSEC3Record.Digest.SHA1,
              optOut ? NSEC3Record.Flags.OPT_OUT : 0,
              iterations,
              this.salt,
              next,
              bitmap(byHash.get(label))));
    }
  }

  /**
   * Names with an NSEC3: all, or under opt-out all but unsigned delegations and what only leads to
   * them.
   */
  private Set<Name> provenNames() {
    TreeSet<Name> names = new TreeSet<>();
    for (Name name : tree.names().keySet()) {
      if (optOut && tree.isCut(name) && !tree.has(name, Type.DS)) {
        continue;
      }
      for (Name up = name; names.add(up) && !up.equals(tree.apex()); ) {
        up = ZoneTree.parent(up);
      }
    }
    return names;
  }

  private int[] bitmap(Name name) {
    TreeSet<Integer> types = new TreeSet<>(tree.types(name));
    boolean signsNothing = types.isEmpty() || (tree.isCut(name) && !types.contains(Type.DS));
    if (!signsNothing) {
      types.add(Type.RRSIG);
    }
    return types.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public List<Record> noData(Name qname) {
    NSEC3Record matching = chain.get(label(qname));
    if (matching != null) {
      return List.of(matching);
    }
    // RFC 5155 §7.2.4: an unsigned delegation inside an opt-out span.
    Name encloser = provableEncloser(qname);
    return distinct(match(encloser), cover(nextCloser(qname, encloser)));
  }

  @Override
  public List<Record> nameError(Name qname) {
    Name encloser = provableEncloser(qname);
    return distinct(
        match(encloser),
        cover(nextCloser(qname, encloser)),
        cover(WorldNsecDenial.wildcardAt(encloser)));
  }

  @Override
  public List<Record> wildcardAnswer(Name qname) {
    return List.of(cover(nextCloser(qname, tree.closestEncloser(qname))));
  }

  @Override
  public List<Record> wildcardNoData(Name qname) {
    Name encloser = tree.closestEncloser(qname);
    return distinct(
        match(encloser),
        cover(nextCloser(qname, encloser)),
        match(WorldNsecDenial.wildcardAt(encloser)));
  }

  @Override
  public @Nullable Record nsecAt(Name name) {
    return null;
  }

  private Name provableEncloser(Name qname) {
    Name up = ZoneTree.parent(qname);
    while (!chain.containsKey(label(up))) {
      up = ZoneTree.parent(up);
    }
    return up;
  }

  private static Name nextCloser(Name qname, Name encloser) {
    return new Name(qname, qname.labels() - encloser.labels() - 1);
  }

  private Record match(Name name) {
    NSEC3Record record = chain.get(label(name));
    if (record == null) {
      throw new IllegalStateException(name + " has no NSEC3 in " + tree.apex());
    }
    return record;
  }

  private Record cover(Name name) {
    Map.Entry<String, NSEC3Record> before = chain.lowerEntry(label(name));
    return (before == null ? chain.lastEntry() : before).getValue();
  }

  private String label(Name name) {
    return HEX.toString(hash(name));
  }

  /** RFC 5155 §5. */
  private byte[] hash(Name name) {
    return hashes.computeIfAbsent(name, n -> hash(n, iterations, salt));
  }

  static byte[] hash(Name name, int iterations, byte[] salt) {
    byte[] digest = name.toWireCanonical();
    for (int i = 0; i <= iterations; i++) {
      digest = TestKeys.hash(new SHA1Digest(), Arrays.concatenate(digest, salt));
    }
    return digest;
  }

  private static List<Record> distinct(Record... records) {
    return List.copyOf(new LinkedHashSet<>(List.of(records)));
  }
}
