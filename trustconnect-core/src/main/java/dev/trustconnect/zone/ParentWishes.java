package dev.trustconnect.zone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Type;

/** The requests of a zone to its parent by CDS and CDNSKEY records (RFC 7344, RFC 8078). */
final class ParentWishes {
  private static final String CDS = "CDS";
  private static final String CDNSKEY = "CDNSKEY";

  /** RFC 8078 §4: the one form of a CDNSKEY that asks for removal. */
  private static final String NO_KEY = "0 3 0 AA==";

  private final ZoneView zone;
  private final List<DsLine> cds;
  private final List<String> cdnskeys;

  ParentWishes(ZoneView zone) {
    this.zone = zone;
    this.cds = zone.cds();
    this.cdnskeys = zone.cdnskeys();
  }

  private boolean isEmpty() {
    return cds.isEmpty() && cdnskeys.isEmpty();
  }

  private boolean asksForRemoval() {
    return cds.stream().anyMatch(DsLine::asksForRemoval)
        || cdnskeys.stream().anyMatch(ParentWishes::isRemoval);
  }

  private static boolean isRemoval(String cdnskey) {
    return cdnskey.split(" ", -1)[2].equals("0");
  }

  /**
   * Whether the zone asks for a DS for this key. If it doesn't, the key may still be on its way in:
   * signers publish CDS records for a key only once every cache has it.
   */
  boolean wants(PublishedKey key) {
    return !asksForRemoval() && isWanted(key);
  }

  private boolean isWanted(PublishedKey key) {
    return cds.stream().anyMatch(key::matches) || cdnskeys.contains(key.rdata());
  }

  /** Those of {@code keys} that the zone doesn't want a DS for any more. */
  List<PublishedKey> leaving(List<PublishedKey> keys) {
    return isEmpty() || asksForRemoval()
        ? List.of()
        : keys.stream().filter(key -> !isWanted(key)).toList();
  }

  List<ZoneStage> stages() {
    if (isEmpty()) {
      return List.of();
    }
    if (asksForRemoval()) {
      return List.of(removal());
    }
    return isGranted() ? List.of() : List.of(pending());
  }

  private ZoneStage removal() {
    String seen = "CDS or CDNSKEY ask the parent to remove the DS (RFC 8078 section 4)";
    if (zone.ds().isEmpty()) {
      return ZoneStage.of(
          ZoneState.DELETE_ASKED,
          seen + ", and there is none",
          ZoneStep.now("remove these CDS and CDNSKEY records before a DS is to come back"));
    }
    return ZoneStage.of(
        ZoneState.DELETE_ASKED,
        seen + ": DNSSEC ends for this zone",
        ZoneStep.now("if that isn't intended, remove these CDS and CDNSKEY records"),
        ZoneStep.notBefore(
            zone.waits().dsKnown(),
            "if it is, keep signing until the DS has been gone for "
                + Waits.text(zone.waits().dsTtl())
                + " (its TTL)"));
  }

  private boolean isGranted() {
    if (!cds.isEmpty()) {
      return new HashSet<>(cds).equals(new HashSet<>(zone.ds()));
    }
    return zone.orphans().isEmpty()
        && zone.usableKeys().stream().allMatch(key -> isWanted(key) == zone.isLinked(key))
        && cdnskeys.stream().allMatch(this::isPublished);
  }

  private boolean isPublished(String cdnskey) {
    return zone.keys().stream().anyMatch(key -> key.rdata().equals(cdnskey));
  }

  private ZoneStage pending() {
    Set<Integer> wanted = new HashSet<>();
    cds.forEach(line -> wanted.add(line.keyTag()));
    zone.usableKeys().stream().filter(this::isWanted).forEach(key -> wanted.add(key.keyTag()));
    return ZoneStage.of(
        ZoneState.CDS_PENDING,
        (cds.isEmpty() ? CDNSKEY : CDS)
            + " asks for the DS of "
            + tags(wanted)
            + "; the parent has that of "
            + tags(new HashSet<>(zone.ds().stream().map(DsLine::keyTag).toList())),
        ZoneStep.notBefore(
            zone.waits().allKnown(),
            "change the DS at the registrar, unless the parent looks for these records itself"));
  }

  private static String tags(Set<Integer> tags) {
    return tags.isEmpty()
        ? "no key"
        : (tags.size() == 1 ? "key " : "keys ")
            + String.join(" and ", tags.stream().sorted().map(String::valueOf).toList());
  }

  /** The inconsistencies; the checks are those of RFC 7344 §4.1 and §5, and RFC 8078 §4 and §5. */
  List<ZoneNote> notes() {
    List<ZoneNote> notes = new ArrayList<>();
    if (isEmpty()) {
      return notes;
    }
    if (asksForRemoval()) {
      addRemoval(notes);
    } else {
      addDifference(notes);
      addKeys(notes);
    }
    if (!zone.keys().isEmpty()) {
      addSignature(notes, Type.CDS, CDS);
      addSignature(notes, Type.CDNSKEY, CDNSKEY);
    }
    return notes;
  }

  private void addRemoval(List<ZoneNote> notes) {
    boolean all =
        cds.stream().allMatch(line -> line.toString().equals("0 0 0 00"))
            && cdnskeys.stream().allMatch(NO_KEY::equals)
            && cds.size() < 2
            && cdnskeys.size() < 2;
    if (!all) {
      notes.add(
          ZoneNote.error(
              CDS, "the request to remove the DS stands beside others, or isn't well-formed"));
    }
    if (cds.isEmpty() != cdnskeys.isEmpty()) {
      notes.add(ZoneNote.warning(CDS, "the request to remove the DS is in one of CDS and CDNSKEY"));
    }
  }

  private void addDifference(List<ZoneNote> notes) {
    if (cds.isEmpty() || cdnskeys.isEmpty()) {
      String there = cds.isEmpty() ? CDNSKEY : CDS;
      notes.add(
          ZoneNote.note(there, "only " + there + " is published: some parents read the other"));
      return;
    }
    boolean differ =
        zone.keys().stream()
                .anyMatch(
                    key -> cds.stream().anyMatch(key::matches) != cdnskeys.contains(key.rdata()))
            || cds.stream().anyMatch(line -> !isPublished(line) && !cdnskeysHave(line));
    if (differ) {
      notes.add(ZoneNote.error(CDS, "CDS and CDNSKEY ask for different keys (RFC 7344 section 4)"));
    }
  }

  private boolean isPublished(DsLine line) {
    return zone.keys().stream().anyMatch(key -> key.matches(line));
  }

  /** A key that isn't published can't be compared beyond its algorithm. */
  private boolean cdnskeysHave(DsLine line) {
    return cdnskeys.stream()
        .anyMatch(
            key ->
                !isPublished(key)
                    && key.split(" ", -1)[2].equals(String.valueOf(line.algorithm())));
  }

  private void addKeys(List<ZoneNote> notes) {
    for (DsLine line : cds) {
      if (!isPublished(line)) {
        notes.add(
            ZoneNote.warning(
                CDS, "it asks for the DS of key " + line.keyTag() + ", which isn't there"));
      }
      if (line.digestType() == DsLine.SHA1) {
        notes.add(
            ZoneNote.warning(CDS, "it asks for a DS with SHA-1, which is no longer to be used"));
      }
    }
    for (String key : cdnskeys) {
      if (!isPublished(key)) {
        notes.add(ZoneNote.warning(CDNSKEY, "it asks for the DS of a key that isn't in DNSKEY"));
      }
    }
    List<PublishedKey> wanted = zone.keys().stream().filter(this::isWanted).toList();
    for (PublishedKey key : wanted) {
      if (!key.isUsable()) {
        notes.add(ZoneNote.error(CDS, "key " + key.keyTag() + " is revoked or isn't a zone key"));
      } else if (!key.signsKeys()) {
        notes.add(
            ZoneNote.warning(
                CDS, "it asks for the DS of key " + key.keyTag() + ", which doesn't sign DNSKEY"));
      }
    }
    if (wanted.stream().noneMatch(key -> key.isUsable() && key.signsKeys())) {
      notes.add(
          ZoneNote.error(
              CDS, "none of the keys that it asks for signs DNSKEY: such a DS breaks the zone"));
    }
  }

  private void addSignature(List<ZoneNote> notes, int type, String name) {
    if (zone.set(type).map(ApexSet::isPresent).orElse(false)) {
      List<PublishedKey> signers =
          zone.usableKeys().stream().filter(key -> key.signs().contains(name)).toList();
      if (signers.isEmpty()) {
        notes.add(ZoneNote.error(name, "no key of the zone signs it, so a parent ignores it"));
      } else if (!zone.ds().isEmpty() && signers.stream().noneMatch(key -> zone.isLinked(key))) {
        notes.add(
            ZoneNote.error(
                name,
                "no key that has a DS signs it, so a parent ignores it (RFC 7344 section 4.1)"));
      }
    }
  }
}
