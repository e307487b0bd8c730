package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.remark.Remark;
import dev.trustconnect.remark.Rules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our remarks on zones with one fault each beside what DNSViz and Zonemaster say about them. {@link
 * FaultyZones} has the table.
 */
@Timeout(600)
class ZoneOpinionInteropTest {
  private static final List<String> PROGRAMS =
      List.of(
          "named",
          "dnssec-keygen",
          "dnssec-dsfromkey",
          "dnssec-signzone",
          "dnsviz",
          "zonemaster-cli");

  @TempDir private Path folder;

  /** What is said about one zone. */
  private record Opinions(List<String> ours, List<String> dnsviz, List<String> zonemaster) {
    static Opinions expected(FaultyZones.Row row) {
      return new Opinions(row.ours(), row.dnsviz(), row.zonemaster());
    }

    /** Whether some see a fault where others don't. Ours is a fault above INFO. */
    boolean differ() {
      boolean we = ours.stream().anyMatch(id -> !id.startsWith("INFO "));
      boolean zone = zonemaster.stream().anyMatch(tag -> !tag.startsWith("NOTICE "));
      return we == dnsviz.isEmpty() || we != zone;
    }

    @Override
    public String toString() {
      return "we %s, DNSViz %s, Zonemaster %s".formatted(ours, dnsviz, zonemaster);
    }
  }

  @Test
  void weRemarkOnWhatDnsvizAndZonemasterRemarkOnOrARowSaysWhyNot() throws Exception {
    InteropLab.require(PROGRAMS);
    if (!FaultyInternet.mayListen()) {
      InteropLab.skip("port 53 of " + FaultyInternet.ADDRESS + " isn't free for it");
    }
    try (FaultyInternet internet = FaultyInternet.start(folder)) {
      Map<String, Opinions> opinions = opinions(internet);
      List<String> differences = new ArrayList<>();
      for (FaultyZones.Row row : FaultyZones.rows()) {
        Opinions seen = opinions.get(row.origin());
        Opinions expected = Opinions.expected(row);
        System.out.printf("interop: %s %s %s%n", row.origin(), seen, row.why());
        if (!expected.equals(seen)) {
          differences.add(row.origin() + ": expected " + expected + "; seen " + seen);
        }
        if (expected.differ() == row.why().isEmpty()) {
          differences.add(row.origin() + ": a row says why exactly if the three differ");
        }
      }
      assertThat(differences).isEmpty();
    }
  }

  private Map<String, Opinions> opinions(FaultyInternet internet) throws Exception {
    List<String> zones = FaultyZones.rows().stream().map(FaultyZones.Row::origin).toList();
    ZoneCritics critics = new ZoneCritics(folder, FaultyInternet.ADDRESS, internet.hints());
    Map<String, List<String>> dnsviz = critics.dnsviz(zones);
    List<List<String>> zonemaster = zones.parallelStream().map(critics::zonemaster).toList();
    Map<String, Opinions> all = new TreeMap<>();
    try (TrustConnect trust =
        TrustConnect.builder()
            .upstreams(internet.upstream())
            .anchors(internet.anchors())
            .logAudit(false)
            .build()) {
      for (int i = 0; i < zones.size(); i++) {
        String zone = zones.get(i);
        all.put(
            zone,
            new Opinions(
                ours(trust, zone), dnsviz.getOrDefault(zone, List.of()), zonemaster.get(i)));
      }
    }
    return all;
  }

  private static List<String> ours(TrustConnect trust, String zone) {
    Endpoint endpoint = Endpoint.parse(zone.substring(0, zone.length() - 1));
    Survey survey = trust.surveyor().survey(endpoint, SurveyPlan.standard().passive());
    return Rules.standard().assess(survey, null).remarks().stream()
        .filter(remark -> remark.id().startsWith("dnssec."))
        .map(ZoneOpinionInteropTest::shown)
        .distinct()
        .sorted()
        .toList();
  }

  private static String shown(Remark remark) {
    return remark.severity() + " " + remark.id();
  }
}
