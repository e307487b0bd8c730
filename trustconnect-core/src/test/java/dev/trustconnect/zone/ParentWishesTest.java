package dev.trustconnect.zone;

import static dev.trustconnect.zone.ZoneLook.KSK;
import static dev.trustconnect.zone.ZoneLook.NEXT_KSK;
import static dev.trustconnect.zone.ZoneLook.ZONE;
import static dev.trustconnect.zone.ZoneLook.ZSK;
import static dev.trustconnect.zone.ZoneLook.report;
import static dev.trustconnect.zone.ZoneLook.stage;
import static dev.trustconnect.zone.ZoneLook.states;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestKey;
import dev.trustconnect.testing.ZoneBuilder;
import dev.trustconnect.zone.ZoneNote.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What CDS and CDNSKEY ask for, and what is wrong with them (RFC 7344, RFC 8078). */
class ParentWishesTest {
  private static final String NO_DS = "@ CDS 0 0 0 00";
  private static final String NO_KEY = "@ CDNSKEY 0 3 0 AA==";

  private static String cds(TestKey key) {
    return "@ CDS " + key.ds(Name.fromConstantString(ZONE + "."), 0, 2).rdataToString();
  }

  private static String cdnskey(TestKey key) {
    return "@ CDNSKEY " + key.dnskey(Name.root, 0).rdataToString();
  }

  private static ZoneBuilder rolling(ZoneBuilder zone) {
    return zone.ownKeys(KSK, NEXT_KSK, ZSK).dsOf(KSK);
  }

  private static List<String> errors(ZoneReport report) {
    return report.notes().stream()
        .filter(note -> note.weight() == Weight.ERROR)
        .map(ZoneNote::text)
        .toList();
  }

  @Test
  void whatTheParentHasAlreadyIsNoWish() {
    ZoneReport report = report(zone -> zone.ownKeys(KSK, ZSK).records(cds(KSK), cdnskey(KSK)));
    assertThat(states(report)).containsExactly(ZoneState.STABLE);
    assertThat(errors(report)).isEmpty();
    assertThat(report.needsAction()).isFalse();
  }

  @Test
  void anotherDsIsPending() {
    ZoneReport report = report(zone -> rolling(zone).records(cds(NEXT_KSK), cdnskey(NEXT_KSK)));
    assertThat(states(report)).containsExactly(ZoneState.KSK_WAITING, ZoneState.CDS_PENDING);
    assertThat(stage(report, ZoneState.CDS_PENDING).seen())
        .contains("the DS of key " + NEXT_KSK.tag(), "has that of key " + KSK.tag());
    assertThat(errors(report)).isEmpty();
    assertThat(report.needsAction()).isFalse();
  }

  @Test
  void keysAloneAskAsWell() {
    assertThat(states(report(zone -> rolling(zone).record(cdnskey(NEXT_KSK)))))
        .contains(ZoneState.CDS_PENDING);
    assertThat(states(report(zone -> zone.ownKeys(KSK, ZSK).record(cdnskey(KSK)))))
        .containsExactly(ZoneState.STABLE);
  }

  /**
   * Without CDS a key that comes and one that leaves look alike; with them only one step is left.
   */
  @Test
  void theyTellWhichKeyComes() {
    assertThat(waiting(report(zone -> rolling(zone)))).hasSize(2);
    assertThat(waiting(report(zone -> rolling(zone).record(cds(NEXT_KSK)))))
        .singleElement()
        .satisfies(step -> assertThat(step.what()).startsWith("add the DS"));
    // A signer adds a key to CDS only once caches have it: without it, a key may come or leave.
    assertThat(waiting(report(zone -> rolling(zone).record(cds(KSK))))).hasSize(2);
    ZoneReport both = report(zone -> zone.ownKeys(KSK, NEXT_KSK, ZSK).record(cds(NEXT_KSK)));
    assertThat(stage(both, ZoneState.KSK_DOUBLE).steps().get(0).what())
        .startsWith("remove the DS of key " + KSK.tag() + " (algorithm 13),");
  }

  private static List<ZoneStep> waiting(ZoneReport report) {
    return stage(report, ZoneState.KSK_WAITING).steps();
  }

  @Test
  void aRequestToEndDnssecAlerts() {
    ZoneReport report = report(zone -> zone.records(NO_DS, NO_KEY));
    assertThat(states(report)).containsExactly(ZoneState.DELETE_ASKED);
    assertThat(report.needsAction()).isTrue();
    assertThat(errors(report)).isEmpty();
  }

  @Test
  void aRequestThatWasGrantedIsOnlyNamed() {
    ZoneReport report = report(zone -> zone.island().records(NO_DS, NO_KEY));
    assertThat(states(report)).containsExactly(ZoneState.DELETE_ASKED, ZoneState.ISLAND);
    assertThat(report.needsAction()).isFalse();
  }

  @Test
  void aRequestToEndDnssecStandsAlone() {
    ZoneReport report = report(zone -> zone.ownKeys(KSK, ZSK).records(NO_DS, NO_KEY, cds(KSK)));
    assertThat(errors(report)).singleElement().asString().contains("beside others");
  }

  @Test
  void bothRecordTypesAskForTheSame() {
    ZoneReport report = report(zone -> rolling(zone).records(cds(NEXT_KSK), cdnskey(KSK)));
    assertThat(errors(report)).singleElement().asString().contains("ask for different keys");
  }

  @Test
  void aDsOfNoKeyThatSignsWouldBreakTheZone() {
    ZoneReport report =
        report(zone -> zone.ownKeys(KSK, ZSK).records(cds(NEXT_KSK), cdnskey(NEXT_KSK)));
    assertThat(errors(report)).singleElement().asString().contains("such a DS breaks the zone");
    assertThat(report.needsAction()).isTrue();
  }

  @Test
  void aRequestSignedByAKeyWithoutDsIsIgnored() {
    ZoneReport report =
        report(
            zone -> zone.ownKeys(KSK, ZSK).record(cds(KSK)),
            Harm.resignWith(ZONE, Type.CDS, fields -> fields.withKey(ZSK)));
    assertThat(errors(report)).singleElement().asString().contains("no key that has a DS signs it");
  }

  @Test
  void aRequestWithAWrongSignatureIsIgnoredAndBreaksItsAnswer() {
    ZoneReport report =
        report(
            zone -> zone.ownKeys(KSK, ZSK).record(cds(KSK)),
            Harm.flipSignatureByte(ZONE, Type.CDS));
    assertThat(errors(report)).singleElement().asString().contains("no key of the zone signs it");
    assertThat(states(report)).containsExactly(ZoneState.BROKEN);
  }
}
