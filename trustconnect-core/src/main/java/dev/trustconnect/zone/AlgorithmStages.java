package dev.trustconnect.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A zone with several algorithms: a roll from one to another (RFC 6781 §4.1.4). */
final class AlgorithmStages {
  private final ZoneView zone;

  AlgorithmStages(ZoneView zone) {
    this.zone = zone;
  }

  List<ZoneStage> all() {
    Set<Integer> all = new TreeSet<>(zone.keyAlgorithms());
    all.addAll(zone.dsAlgorithms());
    if (all.size() < 2) {
      return List.of();
    }
    List<ZoneStep> steps = new ArrayList<>();
    for (int algorithm : all) {
      steps.addAll(stepsFor(algorithm));
    }
    if (zone.dsAlgorithms().size() > 1 && zone.dsAlgorithms().equals(zone.keyAlgorithms())) {
      steps.addAll(end());
    }
    return List.of(
        new ZoneStage(
            ZoneState.ALGORITHM_ROLL,
            "keys of " + listed(zone.keyAlgorithms()) + ", DS of " + listed(zone.dsAlgorithms()),
            steps));
  }

  private List<ZoneStep> stepsFor(int algorithm) {
    if (!zone.keyAlgorithms().contains(algorithm)) {
      return List.of(
          ZoneStep.now(
              "remove the DS of algorithm "
                  + algorithm
                  + ", or publish its keys and sign with them: the zone has none"));
    }
    List<String> missing = unsignedBy(algorithm);
    if (!missing.isEmpty()) {
      return List.of(
          ZoneStep.now(
              "sign "
                  + String.join(", ", missing)
                  + " with algorithm "
                  + algorithm
                  + " too: every set needs a signature of each algorithm"));
    }
    if (zone.dsAlgorithms().contains(algorithm)) {
      return List.of();
    }
    Waits waits = zone.waits();
    return List.of(
        ZoneStep.notBefore(
            waits.allKnown(), "add the DS of algorithm " + algorithm + ", if it comes"),
        ZoneStep.notBefore(
            waits.dsKnown(), "or remove the keys of algorithm " + algorithm + ", if it leaves"),
        ZoneStep.notBefore(
            waits.dsKnown().plusSeconds(waits.keyTtl()),
            "and then, "
                + Waits.text(waits.keyTtl())
                + " (the DNSKEY TTL) after the keys, its signatures"));
  }

  private List<ZoneStep> end() {
    Waits waits = zone.waits();
    return List.of(
        ZoneStep.notBefore(waits.allKnown(), "remove the DS of the algorithm that leaves"),
        ZoneStep.notBefore(
            waits.allKnown().plusSeconds(waits.dsTtl()),
            "then, " + Waits.text(waits.dsTtl()) + " (the DS TTL) later, its keys"),
        ZoneStep.notBefore(
            waits.allKnown().plusSeconds(waits.dsTtl() + waits.keyTtl()),
            "then, " + Waits.text(waits.keyTtl()) + " (the DNSKEY TTL) later, its signatures"));
  }

  /** Sets without a signature of this algorithm; a signature that can't be verified here counts. */
  private List<String> unsignedBy(int algorithm) {
    List<PublishedKey> keys =
        zone.usableKeys().stream().filter(key -> key.algorithm() == algorithm).toList();
    boolean verifies = keys.stream().anyMatch(key -> !key.signs().isEmpty());
    List<String> missing = new ArrayList<>();
    for (ApexSet set : zone.ownSets()) {
      boolean signed =
          verifies
              ? keys.stream().anyMatch(key -> key.signs().contains(set.name()))
              : set.claims(algorithm);
      if (!signed) {
        missing.add(set.name());
      }
    }
    return missing;
  }

  private static String listed(Set<Integer> algorithms) {
    if (algorithms.isEmpty()) {
      return "no algorithm";
    }
    return (algorithms.size() == 1 ? "algorithm " : "algorithms ")
        + String.join(" and ", algorithms.stream().map(String::valueOf).toList());
  }
}
