package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * What is proven about one possible zone cut: the zone's keys, that everything at and below it is
 * unsigned, or that no zone begins there. Immutable, thread-safe.
 */
public abstract sealed class ProvenZone permits ZoneKeys, UnsignedBelow, NoCut {
  private final Name apex;
  private final @Nullable ProvenZone parent;
  private final ZoneLink link;
  private final Instant signatureEnd;
  private volatile @Nullable List<ZoneLink> chain;

  ProvenZone(Name apex, @Nullable ProvenZone parent, ZoneLink link, Instant signatureEnd) {
    this.apex = apex;
    this.parent = parent;
    this.link = link;
    this.signatureEnd = signatureEnd;
  }

  /** The name this is about: a zone's apex, or a name where no zone begins. */
  public Name apex() {
    return apex;
  }

  /** The zone above, whose keys prove this one; empty at a trust anchor. */
  public Optional<ProvenZone> parent() {
    return Optional.ofNullable(parent);
  }

  /** The link as it is shown. */
  public ZoneLink link() {
    return link;
  }

  /** The links from the anchor down to this one. */
  List<ZoneLink> chain() {
    List<ZoneLink> known = chain;
    if (known == null) {
      List<ZoneLink> links = new ArrayList<>(parent == null ? List.of() : parent.chain());
      links.add(link);
      known = List.copyOf(links);
      chain = known; // two threads that both make it at first make the same
    }
    return known;
  }

  /** When this must be proven anew. */
  public Instant validUntil() {
    return link.validUntil();
  }

  /** When the first signature between the anchor and this zone ends. */
  Instant signatureEnd() {
    return signatureEnd;
  }

  /** A rough size in bytes, for a cache that is bounded by weight. */
  public abstract int weightBytes();
}
