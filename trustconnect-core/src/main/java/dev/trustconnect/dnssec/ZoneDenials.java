package dev.trustconnect.dnssec;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** The denials of one zone, sorted by owner: NSEC by name, NSEC3 by hash. Thread-safe. */
final class ZoneDenials {
  private static final int MAX_SETS = 1_000;
  private static final int MAX_PARAMETERS = 2;
  private static final int MAX_ITERATIONS =
      10; // a hash is computed for every name that is looked up
  private static final int SET_BYTES = 250; // beside the bytes on the wire

  private final Name apex;
  private final long epoch;
  private final String keys; // their fingerprint; the keys themselves aren't kept

  @GuardedBy("this")
  private final NavigableMap<Name, Stored> nsec = new TreeMap<>(); // in canonical order

  @GuardedBy("this")
  private final Map<Nsec3Link.Parameters, NavigableMap<Name, Stored>> nsec3 = new HashMap<>();

  @GuardedBy("this")
  private final Map<RrsetKey, Wildcard> wildcards = new HashMap<>();

  @GuardedBy("this")
  private int sets;

  @GuardedBy("this")
  private int bytes = SET_BYTES;

  /**
   * The time from receiving an entry until it expires. At an earlier moment the clock must have
   * been set back, so the entry isn't valid then.
   */
  private record Span(Instant from, Instant end) {
    boolean holdsAt(Instant now) {
      return !now.isBefore(from) && now.isBefore(end);
    }
  }

  /** An entry with a time and a size. */
  private interface Expiring {
    Span span();

    int bytes();
  }

  /**
   * A denial in its wire form, with its owner. Parsed, its bitmap would take several times as much
   * memory.
   */
  private static final class Stored implements Expiring {
    private final byte[] wire;
    private final Span span;

    Stored(Record record, Span span) {
      this.wire = record.toWire(Section.ANSWER);
      this.span = span;
    }

    @Override
    public Span span() {
      return span;
    }

    @Override
    public int bytes() {
      return SET_BYTES + wire.length;
    }

    ProvenRecord proven() {
      try {
        Lifetime lifetime = new Lifetime(span.end, span.end);
        return new ProvenRecord(Record.fromWire(wire, Section.ANSWER), lifetime);
      } catch (IOException e) {
        throw new IllegalStateException("a record that was written can't be read", e);
      }
    }
  }

  /** An RRset at a wildcard, as it was expanded for some name. */
  private record Wildcard(RrsetCheck.Proven set, Span span) implements Expiring {
    @Override
    public int bytes() {
      int bytes = SET_BYTES + set.signature().toWire(Section.ANSWER).length;
      for (Record record : set.rrset().rrs(false)) {
        bytes += SET_BYTES + record.toWire(Section.ANSWER).length;
      }
      return bytes;
    }
  }

  /** None yet; {@code epoch} is the memory's when the validation began that learns the first. */
  ZoneDenials(ZoneKeys zone, long epoch) {
    this.apex = zone.apex();
    this.epoch = epoch;
    this.keys = zone.fingerprint();
  }

  /** Whether these denials are of {@code since} and were signed with the keys of {@code other}. */
  boolean isOf(ZoneKeys other, long since) {
    return epoch == since && keys.equals(other.fingerprint());
  }

  /** Keeps {@code set}; false if it can't be used for other names, or there is no room. */
  synchronized boolean learn(RrsetCheck.Proven set, Instant end, Instant now) {
    if (sets >= MAX_SETS) {
      forgetEnded(now);
    }
    Span span = new Span(now, end);
    int type = set.rrset().getType();
    if (set.wildcard()) {
      return isLeaf(type)
          && keep(
              wildcards,
              new RrsetKey(Names.wildcardAt(set.wildcardEncloser()), type),
              new Wildcard(lean(set), span));
    }
    for (ProvenRecord proven : ProvenRecord.of(List.of(set))) {
      if (type == Type.NSEC) {
        return keep(nsec, proven.record().getName(), new Stored(proven.record(), span));
      }
      for (Nsec3Link link : Nsec3Link.usable(apex, List.of(proven))) {
        return learn(link, proven.record(), span);
      }
    }
    return false;
  }

  /** Drops all signatures but the valid one: an attacker may have added a hundred. */
  private static RrsetCheck.Proven lean(RrsetCheck.Proven set) {
    RRset records = new RRset();
    set.rrset().rrs(false).forEach(records::addRR);
    return new RrsetCheck.Proven(records, set.signature(), set.wildcard(), set.lifetime());
  }

  /** Wildcard aliases would have to be followed, and wildcard denials deny nothing. */
  private static boolean isLeaf(int type) {
    return type != Type.NSEC && type != Type.NSEC3 && type != Type.CNAME && type != Type.DNAME;
  }

  @GuardedBy("this")
  private boolean learn(Nsec3Link link, Record record, Span span) {
    Nsec3Link.Parameters parameters = link.parameters();
    if (link.iterations() > MAX_ITERATIONS
        || link.isOptOut()) { // RFC 8198 §5.4: it may hide a delegation
      return false;
    }
    if (nsec3.size() >= MAX_PARAMETERS && !nsec3.containsKey(parameters)) {
      forgetEnded(span.from); // records with an old salt may have expired
      nsec3.values().removeIf(Map::isEmpty);
      if (nsec3.size() >= MAX_PARAMETERS) {
        return false;
      }
    }
    return keep(
        nsec3.computeIfAbsent(parameters, unseen -> new TreeMap<>()),
        record.getName(),
        new Stored(record, span));
  }

  @GuardedBy("this")
  private <K, V extends Expiring> boolean keep(Map<K, V> where, K key, V value) {
    if (sets >= MAX_SETS && !where.containsKey(key)) {
      return false; // full of entries that are still valid
    }
    V before = where.put(key, value);
    sets += before == null ? 1 : 0;
    bytes += value.bytes() - (before == null ? 0 : before.bytes());
    return true;
  }

  @GuardedBy("this")
  private <V extends Expiring> void forgetEnded(Map<?, V> where, Instant now) {
    for (Iterator<V> each = where.values().iterator(); each.hasNext(); ) {
      V kept = each.next();
      if (!kept.span().holdsAt(now)) {
        each.remove();
        sets--;
        bytes -= kept.bytes();
      }
    }
  }

  @GuardedBy("this")
  private void forgetEnded(Instant now) {
    forgetEnded(nsec, now);
    nsec3.values().forEach(links -> forgetEnded(links, now));
    forgetEnded(wildcards, now);
  }

  /** The NSECs at or right before each of {@code names}. */
  synchronized List<ProvenRecord> nsecAround(List<Name> names, Instant now) {
    Set<Stored> found = new LinkedHashSet<>();
    for (Name name : names) {
      add(found, nsec.floorEntry(name), now);
    }
    return found.stream().map(Stored::proven).toList();
  }

  /**
   * The NSEC3s at or right before the hash of each of {@code names}, for each set of parameters.
   *
   * @param hash of a name, with the parameters of a link; null if the budget is spent
   */
  synchronized List<ProvenRecord> nsec3Around(
      List<Name> names, Function<Nsec3Link, Function<Name, byte @Nullable []>> hash, Instant now) {
    Set<Stored> found = new LinkedHashSet<>();
    for (NavigableMap<Name, Stored> links : nsec3.values()) {
      if (links.isEmpty()) {
        continue;
      }
      ProvenRecord any = links.firstEntry().getValue().proven();
      Nsec3Link link = Nsec3Link.usable(apex, List.of(any)).get(0);
      for (Name name : names) {
        byte[] hashed = hash.apply(link).apply(name);
        if (hashed != null) {
          Map.Entry<Name, Stored> before = links.floorEntry(owner(hashed));
          add(found, before != null ? before : links.lastEntry(), now); // the last wraps around
        }
      }
    }
    return found.stream().map(Stored::proven).toList();
  }

  private Name owner(byte[] hash) {
    String label = new base32(base32.Alphabet.BASE32HEX, false, true).toString(hash);
    return Names.below(label, apex);
  }

  private static void add(Set<Stored> found, Map.@Nullable Entry<Name, Stored> entry, Instant now) {
    if (entry != null && entry.getValue().span.holdsAt(now)) {
      found.add(entry.getValue());
    }
  }

  /** The RRset of this type at the wildcard {@code owner}, as it was expanded for some name. */
  synchronized RrsetCheck.@Nullable Proven wildcard(Name owner, int type, Instant now) {
    Wildcard known = wildcards.get(new RrsetKey(owner, type));
    return known != null && known.span.holdsAt(now) ? known.set : null;
  }

  synchronized int weightBytes() {
    return bytes;
  }
}
