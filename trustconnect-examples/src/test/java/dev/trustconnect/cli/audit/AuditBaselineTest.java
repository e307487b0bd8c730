package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.testing.Harm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** What an earlier run had found doesn't fail this one, within limits. */
class AuditBaselineTest {
  private static final String UNSIGNED = AuditLab.UNSIGNED;

  private final AuditLab lab = new AuditLab();

  @AfterEach
  void stop() {
    lab.close();
  }

  private Ran audit(String... more) {
    String[] all = new String[more.length + 4];
    System.arraycopy(
        new String[] {"--fail-on", "low", "--list", lab.list(lab.endpoint(UNSIGNED)).toString()},
        0,
        all,
        0,
        4);
    System.arraycopy(more, 0, all, 4, more.length);
    return lab.audit(lab.policyFor(UNSIGNED), all);
  }

  private String known(String format) {
    String file = lab.folder.resolve("known." + format).toString();
    assertThat(audit("--format", format, "-o", file).status()).isEqualTo(1);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "sarif"})
  void knownRemarkDoesNotFailAndIsCounted(String format) {
    Ran ran = audit("--baseline", known(format));

    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .contains("known     caa.absent  api.plain.test: low, known since 2026-06-01\n")
        .contains("; 2 suppressed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "sarif"})
  void remarkThatBecameMoreSevereCountsAgain(String format) throws IOException {
    Path file = Path.of(known(format));
    String before = Files.readString(file);
    Files.writeString(file, before.replaceAll("\"severity\" : \"low\"", "\"severity\" : \"info\""));

    Ran ran = audit("--baseline", file.toString());

    assertThat(before).contains("\"severity\" : \"low\"");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("LOW       caa.absent");
  }

  @Test
  void newRemarkFailsBesideKnownOnes() {
    String known = known("json");
    Ran ran =
        lab.audit(
            lab.policyFor(UNSIGNED),
            "--baseline",
            known,
            lab.endpoint(UNSIGNED),
            lab.endpoint("local.example.test"));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("1 high", "2 suppressed");
  }

  @Test
  void criticalRemarksAndBrokenSignaturesAreNeverKnown() {
    lab.harm(Harm.expire("api.example.test", Type.A));
    Path policy = lab.policyFor(UNSIGNED);
    String file = lab.folder.resolve("known.json").toString();
    String[] endpoints = {lab.endpoint("api.example.test"), lab.endpoint("twin.example.test")};
    Ran first = lab.audit(policy, "--format", "json", "-o", file, endpoints[0], endpoints[1]);

    Ran second = lab.audit(policy, "--baseline", file, endpoints[0], endpoints[1]);

    assertThat(first.status()).isEqualTo(1);
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.out())
        .contains("CRITICAL  dnssec.signature-expired", "CRITICAL  path.issuer-unknown");
  }

  @Test
  void knownRemarkCountsAgainAfterNinetyDaysAlsoThroughLaterBaselines() throws IOException {
    Path file = Path.of(known("json"));
    String first = "\"firstSeen\" : \"2026-03-03T12:00:00Z\""; // 90 days before
    Files.writeString(file, Files.readString(file).replaceAll("\"firstSeen\" : \"[^\"]*\"", first));
    Path later = lab.folder.resolve("later.json");
    Ran young = audit("--baseline", file.toString(), "--format", "json", "-o", later.toString());
    String kept = Files.readString(later);
    Files.writeString(later, kept.replace("2026-03-03T12:00:00Z", "2026-03-03T11:59:59Z"));

    Ran old = audit("--baseline", later.toString());

    assertThat(young.status()).isZero();
    assertThat(kept).contains(first);
    assertThat(old.status()).isEqualTo(1);
    assertThat(old.err()).contains("older than 90 days, and counted again");
  }

  @Test
  void suppressedResultStaysInSarif() throws IOException {
    String known = known("sarif");

    Ran ran = audit("--baseline", known, "--format", "sarif");

    JsonNode results = new ObjectMapper().readTree(ran.out()).path("runs").get(0).path("results");
    assertThat(results).hasSize(2);
    for (JsonNode result : results) {
      assertThat(result.path("baselineState").asText()).isEqualTo("unchanged");
      assertThat(result.path("suppressions").get(0).path("kind").asText()).isEqualTo("external");
      assertThat(result.path("suppressions").get(0).path("justification").asText()).isNotEmpty();
    }
    assertThat(ran.status()).isZero();
  }

  @Test
  void somethingElseIsNoBaseline() throws IOException {
    Path file = lab.folder.resolve("other.json");
    Files.writeString(file, "{\"runs\": []}");
    Ran other = audit("--baseline", file.toString());
    Files.writeString(file, "{\"schema\": ");
    Ran torn = audit("--baseline", file.toString());
    Files.writeString(file, "[".repeat(500));
    Ran deep = audit("--baseline", file.toString());

    assertThat(other.err()).contains("not the JSON or SARIF of an earlier 'trustconnect audit'");
    assertThat(torn.err()).contains("not JSON: line 1");
    assertThat(java.util.List.of(other.status(), torn.status(), deep.status())).containsOnly(2);
  }
}
