package dev.trustconnect.zone;

import dev.trustconnect.dnssec.FailingLink;
import dev.trustconnect.dnssec.Verdict;
import dev.trustconnect.finding.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why validators refuse a zone, and how to repair that. */
final class BrokenZone {
  private final ZoneView zone;

  BrokenZone(ZoneView zone) {
    this.zone = zone;
  }

  /** Empty if nothing is broken. */
  Optional<ZoneStage> stage() {
    for (ApexSet set : zone.sets()) {
      if (set.verdict() instanceof Verdict.Bogus bogus) {
        return Optional.of(broken(bogus));
      }
    }
    if (!zone.ds().isEmpty() && zone.workingKeys().isEmpty()) {
      return Optional.of(
          ZoneStage.of(
              ZoneState.BROKEN,
              "no key that the DS leads to signs the DNSKEY set",
              restore(),
              removal()));
    }
    return Optional.empty();
  }

  private ZoneStage broken(Verdict.Bogus bogus) {
    FailingLink link = bogus.link().orElseThrow();
    String seen = bogus.detail() + " [" + bogus.reason().code() + "], at " + link;
    if (isAbove(link)) {
      return ZoneStage.of(
          ZoneState.BROKEN,
          seen,
          ZoneStep.now("the zone above has to be repaired by its operator; change nothing here"));
    }
    List<ZoneStep> steps = new ArrayList<>();
    steps.add(repair(bogus.reason(), link));
    if (!zone.ds().isEmpty()) {
      steps.add(removal());
    }
    return new ZoneStage(ZoneState.BROKEN, seen, steps);
  }

  private boolean isAbove(FailingLink link) {
    String name = link.zone().endsWith(".") ? withoutDot(link.zone()) : link.zone();
    return link.part() == FailingLink.Part.DS || !name.equalsIgnoreCase(zone.apex());
  }

  private static String withoutDot(String name) {
    return name.substring(0, name.length() - 1);
  }

  private ZoneStep repair(Reason reason, FailingLink link) {
    return switch (reason) {
      case KEY_NOT_IN_DS, KEY_MISSING, KEY_REVOKED, KEY_NOT_A_ZONE_KEY -> restore();
      case SIGNATURE_EXPIRED, SIGNATURE_NOT_YET_VALID, SIGNATURE_MISSING, SIGNATURE_INVALID ->
          ZoneStep.now("sign the zone again, and find out why the signer has stopped");
      default -> ZoneStep.now("repair " + link);
    };
  }

  private static ZoneStep restore() {
    return ZoneStep.now(
        "let a key sign the DNSKEY set that the DS leads to, or replace the DS by those below");
  }

  private ZoneStep removal() {
    return ZoneStep.now(
        "if that takes long, remove the DS at the registrar: caches keep it for "
            + Waits.text(zone.waits().dsTtl())
            + " more, and then the zone is unsigned");
  }
}
