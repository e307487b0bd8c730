package dev.trustconnect.zone;

import java.util.ArrayList;
import java.util.List;

/**
 * The DS records that a parent may have for the zone, and how those that it has differ.
 *
 * @param ready keys whose signature over the DNSKEY set holds now, each with its DS
 * @param withheld keys with the SEP flag that don't, which no DS may lead to
 * @param keep DS records of the parent that match a key of the zone
 * @param add DS records that it lacks
 * @param remove DS records that match no key of the zone, or have a digest by SHA-1; a DS that
 *     stands by for a rollover is among them. Additions come first
 */
public record DelegationPlan(
    List<Ready> ready,
    List<PublishedKey> withheld,
    List<DsLine> keep,
    List<DsLine> add,
    List<DsLine> remove) {
  public DelegationPlan {
    ready = List.copyOf(ready);
    withheld = List.copyOf(withheld);
    keep = List.copyOf(keep);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  /**
   * A key that a DS may lead to.
   *
   * @param key the key
   * @param ds its DS data, with the digest asked for
   */
  public record Ready(PublishedKey key, DsLine ds) {}

  /** The digest of DS data (RFC 4509, RFC 6605). SHA-1 isn't offered. */
  public enum Digest {
    /** Number 2, which every validator has to know. */
    SHA256(DsLine.SHA256),
    /** Number 4. */
    SHA384(DsLine.SHA384);

    private final int number;

    Digest(int number) {
      this.number = number;
    }
  }

  static DelegationPlan of(ZoneView zone, Digest digest) {
    List<Ready> ready = new ArrayList<>();
    List<PublishedKey> withheld = new ArrayList<>();
    for (PublishedKey key : candidates(zone)) {
      if (key.signsKeys()) {
        key.ds(digest.number).ifPresent(line -> ready.add(new Ready(key, line)));
      } else {
        withheld.add(key);
      }
    }
    List<DsLine> keep = new ArrayList<>();
    List<DsLine> remove = new ArrayList<>();
    for (DsLine line : zone.ds()) {
      boolean leads = zone.usableKeys().stream().anyMatch(key -> key.matches(line));
      boolean isWeak = line.digestType() == DsLine.SHA1;
      (leads && !isWeak ? keep : remove).add(line);
    }
    List<DsLine> add = new ArrayList<>();
    for (Ready one : ready) {
      if (keep.stream().noneMatch(line -> line.isStrong() && one.key().matches(line))) {
        add.add(one.ds());
      }
    }
    return new DelegationPlan(ready, withheld, keep, add, remove);
  }

  /**
   * Keys with the SEP flag; if there are none, those that sign the DNSKEY set (RFC 4034 §2.1.1).
   */
  private static List<PublishedKey> candidates(ZoneView zone) {
    List<PublishedKey> entry = zone.entryKeys();
    return entry.isEmpty()
        ? zone.usableKeys().stream().filter(PublishedKey::signsKeys).toList()
        : entry;
  }
}
