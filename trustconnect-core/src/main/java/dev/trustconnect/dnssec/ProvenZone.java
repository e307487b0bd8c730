package dev.trustconnect.dnssec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The proof about one possible zone cut: the zone's keys, that everything at and below it is
 * unsigned, or that no zone begins there. Immutable, thread-safe.
 */
abstract sealed class ProvenZone permits ZoneKeys, UnsignedBelow, NoCut {
  private static final int LINK_BYTES = 128;
  private static final int PART_BYTES = 40; // a DS or a key as it is shown
  private static final int SIGNATURE_BYTES = 96; // with its two times

  private final Name apex;
  private final List<ZoneLink>
      above; // not the ProvenZones themselves: their keys would stay in memory as long as this
  private final ZoneLink link;
  private final Instant signatureEnd;
  private volatile @Nullable List<ZoneLink> chain;

  ProvenZone(Name apex, @Nullable ProvenZone parent, ZoneLink link, Instant signatureEnd) {
    this.apex = apex;
    this.above = parent == null ? List.of() : parent.chain();
    this.link = link;
    this.signatureEnd = signatureEnd;
  }

  /** The name of the possible cut: a zone's apex, or a name where no zone begins. */
  Name apex() {
    return apex;
  }

  /** The link as it is shown. */
  ZoneLink link() {
    return link;
  }

  /** The links from the anchor down to this one. */
  List<ZoneLink> chain() {
    List<ZoneLink> known = chain;
    if (known == null) {
      List<ZoneLink> links = new ArrayList<>(above);
      links.add(link);
      known = List.copyOf(links);
      chain = known; // two threads may both compute it, and get the same
    }
    return known;
  }

  /** When this must be proven again. */
  Instant validUntil() {
    return link.validUntil();
  }

  /** When the first signature between the anchor and this zone ends. */
  Instant signatureEnd() {
    return signatureEnd;
  }

  /** The approximate size in bytes, for a cache that is bounded by weight. */
  abstract int weightBytes();

  /** The size of its chain. Zones share the links above them; each counts them in full. */
  final int chainBytes() {
    int bytes = bytesOf(link);
    for (ZoneLink each : above) {
      bytes += bytesOf(each);
    }
    return bytes;
  }

  private static int bytesOf(ZoneLink link) {
    return LINK_BYTES
        + PART_BYTES * (link.ds().size() + link.keys().size())
        + SIGNATURE_BYTES * link.signatures().size();
  }
}
