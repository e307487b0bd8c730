package dev.trustconnect.zone;

import java.util.ArrayList;
import java.util.List;

/** The stages of the keys that sign a zone's data (RFC 7583 §3.2). */
final class DataStages {
  private final ZoneView zone;

  DataStages(ZoneView zone) {
    this.zone = zone;
  }

  List<ZoneStage> all() {
    List<ZoneStage> stages = new ArrayList<>();
    for (int algorithm : zone.keyAlgorithms()) {
      List<PublishedKey> signers =
          zone.usableKeys().stream()
              .filter(key -> key.algorithm() == algorithm && !zone.dataSignedBy(key).isEmpty())
              .toList();
      if (signers.size() > 1) {
        stages.add(several(signers));
      }
    }
    for (PublishedKey key : zone.usableKeys()) {
      if (!key.isEntryPoint() && !zone.isLinked(key) && isIdle(key)) {
        stages.add(idle(key));
      }
    }
    return stages;
  }

  /** Signatures of algorithms that the validator doesn't know can't be tried, only seen. */
  private boolean isIdle(PublishedKey key) {
    return zone.dataSignedBy(key).isEmpty()
        && zone.ownSets().stream()
            .flatMap(set -> set.ends().stream())
            .noneMatch(end -> end.keyTag() == key.keyTag() && end.algorithm() == key.algorithm());
  }

  private ZoneStage idle(PublishedKey key) {
    return ZoneStage.of(
        ZoneState.ZSK_WAITING,
        key + " signs nothing here",
        ZoneStep.notBefore(
            zone.waits().keysKnown(), "sign with key " + key.keyTag() + ", if it comes"),
        ZoneStep.notBefore(
            zone.waits().dataKnown(),
            "or remove key " + key.keyTag() + ", if it leaves and signs no other name either"));
  }

  private ZoneStage several(List<PublishedKey> signers) {
    List<String> alone = new ArrayList<>();
    for (ApexSet set : zone.dataSets()) {
      List<PublishedKey> by =
          signers.stream().filter(key -> key.signs().contains(set.name())).toList();
      if (by.size() == 1) {
        alone.add(set.name() + " by " + by.get(0).keyTag());
      }
    }
    String seen = EntryStages.listed(signers) + " sign the zone's data";
    if (alone.isEmpty()) {
      return ZoneStage.of(
          ZoneState.ZSK_DOUBLE,
          seen + ", and every set here has a signature of each",
          ZoneStep.notBefore(
              zone.waits().dataKnown(),
              "remove the key that leaves and its signatures, if this is a rollover"));
    }
    return ZoneStage.of(
        ZoneState.ZSK_DOUBLE,
        seen + "; signed by one alone: " + String.join(", ", alone),
        ZoneStep.now("let the key that stays sign every set"),
        ZoneStep.notBefore(
            zone.waits().at().plusSeconds(zone.waits().zoneTtl()),
            "then, "
                + Waits.text(zone.waits().zoneTtl())
                + " (the largest TTL) after the last signature, remove the key that leaves"));
  }
}
