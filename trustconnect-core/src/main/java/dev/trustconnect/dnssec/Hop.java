package dev.trustconnect.dnssec;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;

/**
 * One step of an answer: an alias that was followed, or the final data or its absence.
 *
 * @param kind what was found there
 * @param name the name this hop answers
 * @param zone the zone whose keys signed it, or the deepest zone known on the way to it
 * @param verdict what is proven about this hop alone
 * @param records the RRsets of this hop with their RRSIGs (dnsjava keeps both); empty for an
 *     absence. Of a BOGUS hop they are shown for diagnosis and must not be used
 */
public record Hop(Kind kind, Name name, Name zone, Verdict verdict, List<RRset> records) {
  public Hop {
    records = List.copyOf(records);
  }

  /** The same hop under another verdict. */
  Hop withVerdict(Verdict other) {
    return new Hop(kind, name, zone, other, records);
  }

  /** The same hop; TTLs above {@code seconds} become that. */
  Hop endingWithin(long seconds) {
    return records.stream().allMatch(set -> Ttls.areWithin(set, seconds))
        ? this
        : new Hop(
            kind,
            name,
            zone,
            verdict,
            records.stream().map(set -> Ttls.cap(set, seconds)).toList());
  }

  /** {@link #name()} as text, without the last dot. */
  public String owner() {
    return name.toString(true);
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
    /** No usable answer was had. */
    UNANSWERED
  }
}
