package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/**
 * What one zone said, in the order in which it denies: by owner, which for NSEC3 is by hash.
 * Thread-safe: guarded by itself.
 */
final class ZoneDenials {
  private static final int MAX_SETS = 1_000;
  private static final int MAX_PARAMETERS = 2;
  private static final int MAX_ITERATIONS = 10; // a hash is computed for every name that is asked
  private static final int SET_BYTES = 700;

  private final ZoneKeys zone;
  private final NavigableMap<Name, Remembered> nsec = new TreeMap<>(); // in canonical order
  private final Map<String, NavigableMap<Name, Remembered>> nsec3 = new HashMap<>();
  private final Map<Question, Remembered> wildcards = new HashMap<>();
  private int sets;

  private record Remembered(SetCheck.Proven set, Instant end) {
    SetCheck.Proven proven() {
      Lifetime whole = set.lifetime();
      return new SetCheck.Proven(
          set.set(),
          set.signature(),
          set.wildcard(),
          new Lifetime(Lifetime.earlier(whole.ttlEnd(), end), whole.signatureEnd()));
    }
  }

  ZoneDenials(ZoneKeys zone) {
    this.zone = zone;
  }

  /** Whether what is here was signed with the keys that {@code other} has. */
  boolean isOf(ZoneKeys other) {
    return zone == other || zone.hasKeysOf(other);
  }

  /** Remembers {@code set}; false if it is of no use here. */
  synchronized boolean learn(SetCheck.Proven set, Instant end, Instant now) {
    if (sets >= MAX_SETS) {
      forgetEnded(now);
    }
    Remembered remembered = new Remembered(set, end);
    int type = set.set().getType();
    if (set.wildcard()) {
      if (type == Type.NSEC || type == Type.NSEC3 || type == Type.CNAME || type == Type.DNAME) {
        return false;
      }
      Name owner = Names.wildcardAt(set.wildcardEncloser());
      return keep(wildcards, new Question(owner, type), remembered);
    }
    if (type == Type.NSEC) {
      return keep(nsec, set.set().getName(), remembered);
    }
    for (Nsec3Link link : Nsec3Link.usable(zone.apex(), List.of(set))) {
      String parameters = link.iterations() + " " + link.salt();
      if (link.iterations() > MAX_ITERATIONS
          || link.isOptOut() // RFC 8198 §5.4: it may hide a delegation
          || (nsec3.size() >= MAX_PARAMETERS && !nsec3.containsKey(parameters))) {
        return false;
      }
      return keep(
          nsec3.computeIfAbsent(parameters, unseen -> new TreeMap<>()),
          set.set().getName(),
          remembered);
    }
    return false;
  }

  private <K> boolean keep(Map<K, Remembered> where, K key, Remembered remembered) {
    if (sets >= MAX_SETS && !where.containsKey(key)) {
      return false; // full of what still holds
    }
    sets += where.put(key, remembered) == null ? 1 : 0;
    return true;
  }

  private void forgetEnded(Instant now) {
    nsec.values().removeIf(any -> !now.isBefore(any.end));
    nsec3.values().forEach(map -> map.values().removeIf(any -> !now.isBefore(any.end)));
    wildcards.values().removeIf(any -> !now.isBefore(any.end));
    sets = nsec.size() + wildcards.size();
    for (Map<Name, Remembered> map : nsec3.values()) {
      sets += map.size();
    }
  }

  /** The NSECs at or right before each of {@code names}. */
  synchronized List<SetCheck.Proven> nsecAround(List<Name> names, Instant now) {
    Set<SetCheck.Proven> found = new LinkedHashSet<>();
    for (Name name : names) {
      add(found, nsec.floorEntry(name), now);
    }
    return new ArrayList<>(found);
  }

  /**
   * The NSEC3s at or right before the hash of each of {@code names}, for each set of parameters.
   *
   * @param hash of a name, with the parameters of a link; null if it can't be afforded
   */
  synchronized List<SetCheck.Proven> nsec3Around(
      List<Name> names, Function<Nsec3Link, Function<Name, byte @Nullable []>> hash, Instant now) {
    Set<SetCheck.Proven> found = new LinkedHashSet<>();
    for (NavigableMap<Name, Remembered> links : nsec3.values()) {
      if (links.isEmpty()) {
        continue;
      }
      SetCheck.Proven any = links.firstEntry().getValue().set;
      Nsec3Link link = Nsec3Link.usable(zone.apex(), List.of(any)).get(0);
      for (Name name : names) {
        byte[] hashed = hash.apply(link).apply(name);
        if (hashed != null) {
          Map.Entry<Name, Remembered> before = links.floorEntry(owner(hashed));
          add(found, before != null ? before : links.lastEntry(), now); // the last wraps around
        }
      }
    }
    return new ArrayList<>(found);
  }

  private Name owner(byte[] hash) {
    String label = new base32(base32.Alphabet.BASE32HEX, false, true).toString(hash);
    return Names.below(label, zone.apex());
  }

  private static void add(
      Set<SetCheck.Proven> found, Map.@Nullable Entry<Name, Remembered> entry, Instant now) {
    if (entry != null && now.isBefore(entry.getValue().end)) {
      found.add(entry.getValue().proven());
    }
  }

  /** The RRset of this type at the wildcard {@code owner}, as it was expanded for some name. */
  synchronized SetCheck.@Nullable Proven wildcard(Name owner, int type, Instant now) {
    Remembered known = wildcards.get(new Question(owner, type));
    return known != null && now.isBefore(known.end) ? known.proven() : null;
  }

  synchronized int weightBytes() {
    return SET_BYTES * (1 + sets);
  }
}
