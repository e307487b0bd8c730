package dev.trustconnect.dnssec;

import java.util.OptionalInt;

/**
 * Where a chain ends or breaks.
 *
 * @param zone the zone in which, or the name at which, it happened, absolute ({@code
 *     example.test.})
 * @param part which link of the chain
 * @param keyTag the key tag concerned (RFC 4034 appendix B), if one is
 * @param algorithm the DNSSEC algorithm number concerned, if one is
 */
public record FailingLink(String zone, Part part, OptionalInt keyTag, OptionalInt algorithm) {

  /** The kinds of links a chain has. */
  public enum Part {
    /** The trust anchor, or the lack of one. */
    ANCHOR,
    /** The DS RRset at a zone cut, or the proof that there is none. */
    DS,
    /** The zone's DNSKEY RRset. */
    DNSKEY,
    /** The RRset asked for. */
    ANSWER,
    /** The proof that a name or type does not exist. */
    DENIAL,
    /** A CNAME or DNAME on the way. */
    ALIAS,
    /** The exchange with the upstream. */
    FETCH
  }

  static FailingLink at(String zone, Part part) {
    return new FailingLink(zone, part, OptionalInt.empty(), OptionalInt.empty());
  }

  static FailingLink at(String zone, Part part, int keyTag, int algorithm) {
    return new FailingLink(zone, part, OptionalInt.of(keyTag), OptionalInt.of(algorithm));
  }

  @Override
  public String toString() {
    return zone
        + " "
        + part
        + (keyTag.isPresent() ? " key " + keyTag.getAsInt() : "")
        + (algorithm.isPresent() ? " algorithm " + algorithm.getAsInt() : "");
  }
}
