package dev.trustconnect.zone;

import dev.trustconnect.dnssec.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Notes on a zone beside its states. */
final class ZoneNotes {
  private static final Duration LONGEST_SIGNATURE = Duration.ofDays(180);

  /** RFC 9904 and RFC 9905: not to be signed with; unknown or broken to validators. */
  private static final List<Integer> OLD_ALGORITHMS = List.of(1, 3, 5, 6, 7, 12);

  private final ZoneView zone;
  private final List<ZoneNote> notes = new ArrayList<>();

  private ZoneNotes(ZoneView zone) {
    this.zone = zone;
  }

  static List<ZoneNote> of(ZoneView zone) {
    ZoneNotes all = new ZoneNotes(zone);
    all.addKeys();
    all.addDs();
    all.addSignatures();
    all.addDenial();
    all.addCaa();
    return all.notes;
  }

  private void addKeys() {
    for (int algorithm : zone.keyAlgorithms()) {
      if (OLD_ALGORITHMS.contains(algorithm)) {
        notes.add(
            ZoneNote.warning(
                "DNSKEY", "algorithm " + algorithm + " is no longer to be used; roll to 13 or 15"));
      }
    }
    boolean hasDataKey =
        zone.usableKeys().stream().anyMatch(key -> !key.isEntryPoint() && !zone.isLinked(key));
    if (!zone.usableKeys().isEmpty() && !hasDataKey) {
      notes.add(ZoneNote.note("DNSKEY", "one key signs keys and data (CSK), which is fine"));
    }
    if (zone.keys().size() == ZoneView.MAX_KEYS) {
      notes.add(
          ZoneNote.warning(
              "DNSKEY", "only the first " + ZoneView.MAX_KEYS + " keys were looked at"));
    }
  }

  private void addDs() {
    boolean weak = zone.ds().stream().anyMatch(line -> line.digestType() == DsLine.SHA1);
    if (weak) {
      boolean strong = zone.ds().stream().anyMatch(DsLine::isStrong);
      notes.add(
          strong
              ? ZoneNote.note("DS", "one with SHA-1 stands beside better ones; remove it")
              : ZoneNote.warning("DS", "its digest is SHA-1 alone; add one with SHA-256"));
    }
    zone.set(Type.DS)
        .map(ApexSet::verdict)
        .filter(verdict -> verdict instanceof Verdict.Insecure)
        .ifPresent(
            unsigned ->
                notes.add(
                    ZoneNote.warning(
                        "DS",
                        "a zone above isn't signed, so a DS proves nothing yet: "
                            + unsigned.detail())));
  }

  private void addSignatures() {
    for (ApexSet set : zone.ownSets()) {
      for (SignatureEnd end : set.ends()) {
        if (Duration.between(end.begins(), end.ends()).compareTo(LONGEST_SIGNATURE) > 0) {
          notes.add(
              ZoneNote.warning(
                  set.name(),
                  "a signature is valid for more than 180 days, in which it can be replayed"));
          break;
        }
      }
      if (set.originalTtl() > 0
          && set.ends().stream()
              .anyMatch(
                  end ->
                      end.restAt(zone.waits().at()).compareTo(Duration.ofSeconds(set.originalTtl()))
                          < 0)) {
        notes.add(ZoneNote.warning(set.name(), "its TTL is longer than its signature is valid"));
      }
    }
  }

  private void addDenial() {
    for (NSEC3PARAMRecord param : read(Type.NSEC3PARAM, NSEC3PARAMRecord.class)) {
      boolean plain = param.getIterations() == 0 && (param.getSalt() == null);
      String text = "NSEC3 with " + param.getIterations() + " iterations";
      if (plain) {
        notes.add(ZoneNote.note("NSEC3PARAM", text + " and no salt"));
      } else {
        notes.add(
            param.getIterations() > 100
                ? ZoneNote.error(
                    "NSEC3PARAM", text + ": validators treat the zone as unsigned (RFC 9276)")
                : ZoneNote.warning(
                    "NSEC3PARAM", text + ", or a salt; use 1 0 0 - (RFC 9276 section 3.1)"));
      }
    }
    for (NSECRecord nsec : read(Type.NSEC, NSECRecord.class)) {
      boolean onDemand = nsec.getNext().toString().startsWith("\\000.");
      notes.add(
          ZoneNote.note(
              "NSEC",
              onDemand
                  ? "denials are made on demand: compact denial (RFC 9824), or minimally covering"
                      + " NSEC (RFC 4470)"
                  : "denials by NSEC, which lists the zone's names to anyone"));
    }
  }

  private <T extends Record> List<T> read(int type, Class<T> as) {
    return zone.set(type).map(set -> set.read(as)).orElse(List.of());
  }

  private void addCaa() {
    zone.set(Type.CAA)
        .filter(set -> set.verdict().isProven())
        .ifPresent(
            set ->
                notes.add(
                    ZoneNote.note(
                        "CAA",
                        set.isPresent()
                            ? String.join(", ", caa(set))
                            : "none: any authority may issue certificates (RFC 8659)")));
  }

  private static List<String> caa(ApexSet set) {
    return set.records().stream().map(record -> record.rdata()).limit(8).toList();
  }
}
