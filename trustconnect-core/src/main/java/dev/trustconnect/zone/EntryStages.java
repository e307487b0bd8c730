package dev.trustconnect.zone;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The stages of the keys that DS records lead to (RFC 7583 §3.3). */
final class EntryStages {
  private final ZoneView zone;
  private final ParentWishes wishes;

  EntryStages(ZoneView zone, ParentWishes wishes) {
    this.zone = zone;
    this.wishes = wishes;
  }

  /** The stages of a zone that a chain of trust leads into. */
  List<ZoneStage> ofLinkedZone() {
    List<ZoneStage> stages = new ArrayList<>();
    for (int algorithm : zone.keyAlgorithms()) {
      List<PublishedKey> working =
          zone.workingKeys().stream().filter(key -> key.algorithm() == algorithm).toList();
      if (working.size() > 1) {
        stages.add(several(working));
      }
    }
    for (PublishedKey key : zone.entryKeys()) {
      if (!zone.isLinked(key) && zone.dsAlgorithms().contains(key.algorithm())) {
        stages.add(withoutDs(key));
      }
    }
    for (DsLine line : zone.orphans()) {
      if (zone.keyAlgorithms().contains(line.algorithm())) {
        stages.add(withoutKey(line));
      }
    }
    for (PublishedKey key : zone.entryKeys()) {
      if (zone.isLinked(key) && !key.signsKeys()) {
        stages.add(withoutSignature(key));
      }
    }
    return stages;
  }

  private ZoneStage several(List<PublishedKey> working) {
    List<PublishedKey> leaving = wishes.leaving(working);
    String which = leaving.size() == 1 ? leaving.get(0).toString() : "the key that leaves";
    long dsTtl = zone.waits().dsTtl();
    return ZoneStage.of(
        ZoneState.KSK_DOUBLE,
        listed(working) + " have a DS each, and all of them sign the DNSKEY set",
        ZoneStep.notBefore(
            zone.waits().keysKnown(), "remove the DS of " + which + ", if this is a rollover"),
        ZoneStep.notBefore(
            zone.waits().keysKnown().plusSeconds(dsTtl),
            "then, "
                + Waits.text(dsTtl)
                + " (the DS TTL) after that DS is gone, remove its key from the DNSKEY set"));
  }

  /**
   * A key that is being added looks like a key that is being removed, unless CDS records ask for
   * its DS.
   */
  private ZoneStage withoutDs(PublishedKey key) {
    List<ZoneStep> steps = new ArrayList<>();
    if (!key.signsKeys()) {
      steps.add(ZoneStep.now("to use it, let it sign the DNSKEY set"));
    }
    steps.add(
        ZoneStep.notBefore(
            zone.waits().keysKnown(),
            "add the DS of key " + key.keyTag() + ", if it is to come into use"));
    if (!wishes.wants(key)) {
      steps.add(
          ZoneStep.notBefore(
              zone.waits().dsKnown(),
              "or remove key " + key.keyTag() + ", if its DS was removed and it leaves"));
    }
    return new ZoneStage(
        ZoneState.KSK_WAITING,
        key
            + " has the SEP flag and no DS, and "
            + (key.signsKeys() ? "signs" : "doesn't sign")
            + " the DNSKEY set; as a standby key it may stay so",
        steps);
  }

  private ZoneStage withoutKey(DsLine line) {
    return ZoneStage.of(
        ZoneState.DS_WAITING,
        "the DS of key " + line.keyTag() + " (algorithm " + line.algorithm() + ") matches no key",
        ZoneStep.notBefore(
            zone.waits().dsKnown(),
            "publish key " + line.keyTag() + " and let it sign, if it stands by for a rollover"),
        ZoneStep.now("or remove this DS, if its key won't come"));
  }

  private ZoneStage withoutSignature(PublishedKey key) {
    return ZoneStage.of(
        ZoneState.DS_WAITING,
        key + " has a DS and doesn't sign the DNSKEY set: " + key.whyNot().orElse(""),
        ZoneStep.notBefore(
            zone.waits().dsKnown(), "let key " + key.keyTag() + " sign, if it is to come into use"),
        ZoneStep.now("or remove its DS"));
  }

  /** {@code keys 1 and 2}. */
  static String listed(List<PublishedKey> keys) {
    Set<String> tags = new LinkedHashSet<>();
    keys.forEach(key -> tags.add(String.valueOf(key.keyTag())));
    return "keys " + String.join(" and ", tags);
  }
}
