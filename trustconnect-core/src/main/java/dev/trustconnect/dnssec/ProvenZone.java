package dev.trustconnect.dnssec;

import java.time.Instant;
import org.xbill.DNS.Name;

/** What is proven about one zone cut: its keys, or that everything at and below it is unsigned. Immutable, thread-safe. */
public abstract sealed class ProvenZone permits ZoneKeys, UnsignedBelow {
  private final Name apex;
  private final ZoneLink link;

  ProvenZone(Name apex, ZoneLink link) {
    this.apex = apex;
    this.link = link;
  }

  /** The zone's apex. */
  public Name apex() {
    return apex;
  }

  /** The link as it is shown. */
  public ZoneLink link() {
    return link;
  }

  /** When this must be proven anew. */
  public Instant validUntil() {
    return link.validUntil();
  }

  /** A rough size in bytes, for a cache that is bounded by weight. */
  public abstract int weightBytes();
}
