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
  private final List<RRset> records;

  Hop(Kind kind, Name name, Name zone, Verdict verdict, List<RRset> records) {
    this.kind = kind;
    this.name = name;
    this.zone = zone;
    this.verdict = verdict;
    this.records = List.copyOf(records);
  }

  /** What was found there. */
  public Kind kind() {
    return kind;
  }

  /** The name that this hop answers. */
  public Name name() {
    return name;
  }

  /** The zone whose keys signed it, or the deepest zone known on the way to it. */
  public Name zone() {
    return zone;
  }

  /** What is proven about this hop alone. */
  public Verdict verdict() {
    return verdict;
  }

  /**
   * The RRsets of this hop with their RRSIGs (dnsjava keeps both); empty for an absence. Those of a
   * BOGUS hop are shown for diagnosis and must not be used.
   */
  public List<RRset> records() {
    return records;
  }

  /** The same hop under another verdict. */
  Hop withVerdict(Verdict other) {
    return new Hop(kind, name, zone, other, records);
  }

  /** The same hop; TTLs above {@code seconds} become that. */
  Hop endingWithin(long seconds) {
    boolean within = true;
    List<RRset> capped = new ArrayList<>(records.size());
    for (RRset set : records) {
      boolean setWithin = Ttls.areWithin(set, seconds);
      within &= setWithin;
      capped.add(setWithin ? set : Ttls.cap(set, seconds));
    }
    return within ? this : new Hop(kind, name, zone, verdict, capped);
  }

  /** {@link #name()} as text, without the last dot. */
  public String owner() {
    return name.toString(true);
  }

  @Override
  public String toString() {
    return kind + " " + name + " in " + zone + ": " + verdict + ", " + records;
  }

  /** What a hop answers with. */
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
