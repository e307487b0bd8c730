package dev.trustconnect.dnssec;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;

/**
 * One step of an answer: an alias that was followed, or the final data or its absence.
 *
 * <p>Only this package can make one. Immutable.
 */
public final class Hop {
  private final Kind kind;
  private final Name name;
  private final Name zone;
  private final Verdict verdict;
  private final List<RRset> sets;

  Hop(Kind kind, Name name, Name zone, Verdict verdict, List<RRset> sets) {
    this.kind = kind;
    this.name = name;
    this.zone = zone;
    this.verdict = verdict;
    this.sets = List.copyOf(sets);
  }

  /** The kind of answer that was found there. */
  public Kind kind() {
    return kind;
  }

  /** The name that this hop answers, without its last dot; {@code .} for the root. */
  public String owner() {
    return name.toString(true);
  }

  /**
   * The zone whose keys signed it, or the deepest zone known on the way to it; as in {@link
   * ZoneLink#zone()}.
   */
  public String zone() {
    return zone.toString();
  }

  /** {@link #owner()} as a name. */
  Name name() {
    return name;
  }

  /** {@link #zone()} as a name. */
  Name apex() {
    return zone;
  }

  /** The verdict on this hop alone. */
  public Verdict verdict() {
    return verdict;
  }

  /**
   * The records of this hop; empty for an absence. Those of a BOGUS hop are shown for diagnosis and
   * must not be used.
   */
  public List<DnsRecord> records() {
    return DnsRecord.dataOf(sets);
  }

  /** The RRSIG records over {@link #records()}, used or not. */
  public List<DnsRecord> signatures() {
    return DnsRecord.signaturesOf(sets);
  }

  /** {@link #records()} with their RRSIGs, as dnsjava keeps them. */
  List<RRset> sets() {
    return sets;
  }

  /** The same hop under another verdict. */
  Hop withVerdict(Verdict other) {
    return new Hop(kind, name, zone, other, sets);
  }

  /** The same hop; TTLs above {@code seconds} become that. */
  Hop endingWithin(long seconds) {
    boolean within = true;
    List<RRset> capped = new ArrayList<>(sets.size());
    for (RRset set : sets) {
      boolean setWithin = Ttls.areWithin(set, seconds);
      within &= setWithin;
      capped.add(setWithin ? set : Ttls.cap(set, seconds));
    }
    return within ? this : new Hop(kind, name, zone, verdict, capped);
  }

  @Override
  public String toString() {
    return kind + " " + name + " in " + zone + ": " + verdict + ", " + sets;
  }

  /** The kind of answer that a hop has. */
  public enum Kind {
    /** The RRset asked for. */
    POSITIVE,
    /** A CNAME to the next hop's name. */
    CNAME,
    /** A DNAME above this hop's name, and the CNAME synthesised from it (RFC 6672). */
    DNAME,
    /** The name exists, the type doesn't. */
    NODATA,
    /** The name doesn't exist. */
    NXDOMAIN,
    /** There was no usable answer. */
    UNANSWERED
  }
}
