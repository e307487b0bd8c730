package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SIGRecord;
import org.xbill.DNS.Type;

/**
 * The RRsets of one section, each with the RRSIGs that cover it, however the records were ordered.
 */
final class ReceivedSets {
  private static final int MAX_RECORDS_OF_A_SECTION = 1024;
  private static final int MAX_RECORDS_OF_A_SET = 256;
  private static final int MAX_SIGNATURES_OF_A_NAME = 128;
  private static final int MAX_COMPARISONS =
      MAX_RECORDS_OF_A_SET * MAX_RECORDS_OF_A_SET
          + MAX_SIGNATURES_OF_A_NAME
              * MAX_SIGNATURES_OF_A_NAME; // one large set with all its signatures

  private final Map<RrsetKey, RRset> sets = new LinkedHashMap<>();
  private final Map<RrsetKey, RRset> signatures = new LinkedHashMap<>();

  private ReceivedSets() {}

  /**
   * Whether {@code section} is too large to be laid out: comparing the records of a set with each
   * other costs the square of their number.
   */
  static boolean isExcessive(List<Record> section) {
    Map<RrsetKey, Integer> sizes = new HashMap<>();
    int comparisons = 0;
    for (Record record : section) {
      boolean signature = record instanceof RRSIGRecord;
      RrsetKey key = new RrsetKey(record.getName(), record.getType());
      int size = 1 + sizes.getOrDefault(key, 0);
      sizes.put(key, size);
      comparisons += 2 * size - 1; // the difference of two squares
      if (size > (signature ? MAX_SIGNATURES_OF_A_NAME : MAX_RECORDS_OF_A_SET)
          || comparisons > MAX_COMPARISONS) {
        return true;
      }
    }
    return section.size() > MAX_RECORDS_OF_A_SECTION;
  }

  static ReceivedSets of(List<Record> section) {
    ReceivedSets received = new ReceivedSets();
    for (Record record : section) {
      if (record.getDClass() == DClass.IN && !isSignature(record)) {
        setOf(received.sets, new RrsetKey(record.getName(), record.getType())).addRR(record);
      }
    }
    for (Record record : section) {
      if (record.getDClass() == DClass.IN && record instanceof RRSIGRecord signature) {
        received.add(signature);
      }
    }
    return received;
  }

  /**
   * SIG is obsolete (RFC 3755 §3) and belongs to no RRset; dnsjava gives it the type that it
   * covers.
   */
  private static boolean isSignature(Record record) {
    return record instanceof RRSIGRecord || record instanceof SIGRecord;
  }

  private void add(RRSIGRecord signature) {
    int type = signature.getTypeCovered();
    if (type == 0) {
      return; // covers nothing: RFC 2931 signs transactions with it
    }
    RrsetKey covered = new RrsetKey(signature.getName(), type);
    setOf(signatures, covered).addRR(signature);
    RRset set = sets.get(covered);
    if (set != null) {
      set.addRR(signature);
    }
  }

  private static RRset setOf(Map<RrsetKey, RRset> sets, RrsetKey key) {
    RRset set = sets.get(key);
    if (set == null) {
      set = new RRset();
      sets.put(key, set);
    }
    return set;
  }

  /**
   * The RRsets at {@code name} that answer a question of {@code type}: all of them for ANY, the
   * signatures for RRSIG.
   */
  List<RRset> at(Name name, int type) {
    if (type == Type.ANY || type == Type.RRSIG) {
      return (type == Type.ANY ? sets : signatures)
          .values().stream().filter(set -> set.getName().equals(name)).toList();
    }
    RRset set = sets.get(new RrsetKey(name, type));
    return set == null ? List.of() : List.of(set);
  }

  /**
   * The DNAME that redirects {@code name}: a DNAME never applies to its own owner (RFC 6672 §2.3).
   */
  @Nullable RRset closestDnameAbove(Name name) {
    RRset closest = null;
    for (RRset set : ofType(Type.DNAME)) {
      if (Names.isBelow(name, set.getName())
          && (closest == null || set.getName().labels() > closest.getName().labels())) {
        closest = set;
      }
    }
    return closest;
  }

  List<RRset> ofType(int type) {
    List<RRset> found = new ArrayList<>();
    for (RRset set : sets.values()) {
      if (set.getType() == type) {
        found.add(set);
      }
    }
    return found;
  }

  /**
   * Whether anything here could deny {@code name}: the SOA or a denial record of a zone around it.
   */
  boolean mayDeny(Name name) {
    return sets.values().stream()
        .anyMatch(
            set ->
                switch (set.getType()) {
                  case Type.SOA -> name.subdomain(set.getName());
                  case Type.NSEC, Type.NSEC3 ->
                      set.sigs().stream().anyMatch(sig -> name.subdomain(sig.getSigner()));
                  default -> false;
                });
  }

  /**
   * The zones that these denials name as signers and that may deny {@code name}, deepest first.
   * Unverified.
   */
  List<Name> deniersOf(Name name, int type) {
    Set<Name> signers = new HashSet<>();
    for (RRset set : sets.values()) {
      if (isDenial(set)) {
        for (RRSIGRecord signature : set.sigs()) {
          if (mayDeny(signature.getSigner(), name, type)) {
            signers.add(signature.getSigner());
          }
        }
      }
    }
    return deepestFirst(signers);
  }

  private static boolean isDenial(RRset set) {
    return set.getType() == Type.NSEC || set.getType() == Type.NSEC3;
  }

  private static boolean mayDeny(Name signer, Name name, int type) {
    return Names.holderOf(name, type).subdomain(signer);
  }

  /**
   * The zones that {@code set} names as signers and that may sign it, deepest first. Unverified.
   */
  static List<Name> signersOf(RRset set) {
    Set<Name> signers = new HashSet<>();
    for (RRSIGRecord signature : set.sigs()) {
      if (RrsigRules.maySign(signature.getSigner(), set.getName(), set.getType())) {
        signers.add(signature.getSigner());
      }
    }
    return deepestFirst(signers);
  }

  private static List<Name> deepestFirst(Set<Name> names) {
    List<Name> sorted = new ArrayList<>(names);
    if (sorted.size() > 1) {
      sorted.sort(Comparator.comparingInt(Name::labels).reversed());
    }
    return sorted;
  }
}
