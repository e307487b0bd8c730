package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.SarifSchema;
import dev.trustconnect.cli.terminal.XmlLines;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The documents that {@code trustconnect audit} writes, read by those that they are for. */
class AuditFormatsTest {
  private static final String HOST = AuditLab.HOST;
  private static final String UNSIGNED = AuditLab.UNSIGNED;
  private static final String TWIN = "twin.example.test";

  private final AuditLab lab = new AuditLab();

  @AfterEach
  void stop() {
    lab.close();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(text, e);
    }
  }

  private Path threeEndpoints() {
    return lab.list(
        "# three", lab.endpoint(HOST), "  https://" + lab.endpoint(UNSIGNED), lab.endpoint(TWIN));
  }

  private Ran three(String... more) {
    List<String> all = new ArrayList<>(List.of("--list", threeEndpoints().toString()));
    all.addAll(List.of(more));
    return lab.audit(lab.policyFor(HOST, UNSIGNED), all.toArray(String[]::new));
  }

  /** The paths of all keys, with array indexes left out. */
  private static TreeSet<String> keys(JsonNode node, String path) {
    TreeSet<String> keys = new TreeSet<>();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              keys.add(path + "." + name);
              keys.addAll(keys(node.get(name), path + "." + name));
            });
    if (node.isArray()) {
      node.forEach(one -> keys.addAll(keys(one, path + "[]")));
    }
    return keys;
  }

  @Test
  void jsonHasTheAnswerForEachEndpointAndASummary() {
    Ran ran = three("--format", "json");

    JsonNode report = json(ran.out());
    assertThat(report.path("schema").asText()).isEqualTo("trustconnect.audit/1");
    assertThat(report.path("at").asText()).isEqualTo(SignedWorld.NOW.toString());
    assertThat(report.path("endpoints")).hasSize(3);
    JsonNode twin = report.path("endpoints").get(2);
    assertThat(twin.path("endpoint").asText()).isEqualTo(lab.endpoint(TWIN));
    assertThat(twin.path("mayBeCalled").asText()).isEqualTo("no");
    assertThat(twin.path("grade").asText()).isEqualTo("F");
    assertThat(twin.path("score").asInt()).isEqualTo(20);
    assertThat(report.path("endpoints").get(1).path("compensated")).hasSize(1);
    assertThat(report.path("summary").path("critical").asInt()).isEqualTo(1);
    assertThat(report.path("summary").path("exitStatus").asInt()).isEqualTo(ran.status());
    assertThat(ran.status()).isEqualTo(1);
  }

  /** What isn't known is null or empty; the key is there. */
  @Test
  void everyKeyIsThereInEveryEndpoint() {
    JsonNode report = json(three("--format", "json").out());
    JsonNode passive = json(three("--format", "json", "--passive").out());

    List<TreeSet<String>> keys = new ArrayList<>();
    for (JsonNode one : List.of(report, passive)) {
      for (JsonNode endpoint : one.path("endpoints")) {
        TreeSet<String> some = keys(endpoint, "");
        some.removeIf(key -> key.contains("[]"));
        keys.add(some);
      }
    }
    assertThat(keys).allMatch(keys.get(0)::equals);
    assertThat(keys.get(0)).contains(".survey.http", ".survey.link", ".notEvaluated", ".why");
  }

  @Test
  void linesAreOneForEachEndpoint() {
    Ran ran = three("--format", "json", "--lines");

    assertThat(ran.json()).hasSize(3);
    assertThat(ran.json())
        .allMatch(line -> line.path("schema").asText().equals("trustconnect.audit/1"));
  }

  @Test
  void sarifIsValidByTheSchemaOfItsStandard() {
    Ran ran = three("--format", "sarif");

    assertThat(SarifSchema.problems(ran.out())).isEmpty();
    assertThat(SarifSchema.problems(ran.out().replace("\"level\"", "\"levels\"")))
        .as("the schema refuses what it should")
        .isNotEmpty();
    assertThat(json(ran.out()).path("runs").get(0).path("results").size()).isGreaterThan(3);
  }

  /** https://docs.github.com/en/code-security/code-scanning: what it requires and uses. */
  @Test
  void sarifHasWhatGithubRequires() {
    JsonNode run = json(three("--format", "sarif").out()).path("runs").get(0);

    JsonNode driver = run.path("tool").path("driver");
    assertThat(driver.path("name").asText()).isEqualTo("TrustConnect audit");
    assertThat(run.path("automationDetails").path("id").asText())
        .isEqualTo("trustconnect/" + lab.folder + "/endpoints.txt/");
    for (JsonNode rule : driver.path("rules")) {
      for (String text : List.of("shortDescription", "fullDescription", "help")) {
        assertThat(rule.path(text).path("text").asText()).isNotEmpty();
      }
      assertThat(rule.path("properties").path("tags").size()).isBetween(1, 10);
      JsonNode severity = rule.path("properties").path("security-severity");
      if (!severity.isMissingNode()) {
        assertThat(Double.parseDouble(severity.asText())).isBetween(0.1, 10.0);
      }
    }
    for (JsonNode result : run.path("results")) {
      assertThat(result.path("message").path("text").asText()).contains(".test:");
      assertThat(driver.path("rules").get(result.path("ruleIndex").asInt()).path("id").asText())
          .isEqualTo(result.path("ruleId").asText());
      assertThat(result.path("partialFingerprints").path("primaryLocationLineHash").asText())
          .matches("[0-9a-f]{16}:1");
      JsonNode place = result.path("locations").get(0).path("physicalLocation");
      assertThat(place.path("artifactLocation").path("uri").asText())
          .isEqualTo(lab.folder + "/endpoints.txt");
      assertThat(keys(place.path("region"), ""))
          .containsExactly(".endColumn", ".endLine", ".startColumn", ".startLine");
    }
  }

  @Test
  void sarifShowsAResultAtTheLineThatNamesTheEndpoint() throws IOException {
    JsonNode run = json(three("--format", "sarif").out()).path("runs").get(0);

    List<String> lines = Files.readAllLines(lab.folder.resolve("endpoints.txt"));
    for (JsonNode result : run.path("results")) {
      JsonNode location = result.path("locations").get(0);
      JsonNode region = location.path("physicalLocation").path("region");
      String named =
          lines
              .get(region.path("startLine").asInt() - 1)
              .substring(
                  region.path("startColumn").asInt() - 1, region.path("endColumn").asInt() - 1);
      assertThat(named)
          .endsWith(location.path("logicalLocations").get(0).path("fullyQualifiedName").asText());
    }
  }

  @Test
  void sarifOfAHostThatOnlyThePolicyNamesIsShownThere() {
    Path policy = lab.policyFor("*.example.test", HOST);

    JsonNode results =
        json(lab.audit(policy, "--format", "sarif", lab.endpoint(HOST)).out())
            .path("runs")
            .get(0)
            .path("results");

    JsonNode place = results.get(0).path("locations").get(0).path("physicalLocation");
    assertThat(place.path("artifactLocation").path("uri").asText()).endsWith("/policy.yaml");
    assertThat(place.path("region").path("startLine").asInt()).isEqualTo(5);
    assertThat(SarifSchema.problems(results.toString())).isNotEmpty();
  }

  private static List<ReportTestSuite> suites(String xml) {
    Path file = null;
    try {
      file = Files.writeString(Files.createTempFile("junit", ".xml"), xml);
      try (InputStreamReader in =
          new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
        return new TestSuiteXmlParser(new NullConsoleLogger()).parse(in);
      }
    } catch (Exception e) {
      throw new AssertionError(xml, e);
    } finally {
      if (file != null) {
        file.toFile().deleteOnExit();
      }
    }
  }

  @Test
  void junitIsReadByMaven() {
    List<ReportTestSuite> suites = suites(three("--format", "junit").out());

    assertThat(suites).hasSize(3);
    assertThat(suites.get(0).getNumberOfFailures()).isZero();
    ReportTestSuite twin = suites.get(2);
    assertThat(twin.getNumberOfFailures()).isEqualTo(1);
    assertThat(twin.getNumberOfErrors()).isZero();
    assertThat(twin.getTestCases())
        .filteredOn(ReportTestCase::hasFailure)
        .extracting(ReportTestCase::getName)
        .containsExactly("path.issuer-unknown");
  }

  @Test
  void junitSkipsWhatCouldNotBeEvaluated() {
    List<ReportTestSuite> suites = suites(three("--format", "junit", "--passive").out());

    assertThat(suites.get(0).getNumberOfSkipped()).isPositive();
    assertThat(suites.get(0).getTestCases())
        .filteredOn(ReportTestCase::hasSkipped)
        .extracting(ReportTestCase::getName)
        .contains("path.issuer-unknown");
  }

  @Test
  void nagiosIsOneLineWithFiguresAndItsOwnStatuses() {
    Path policy = lab.policyFor(HOST, UNSIGNED);

    Ran ok = lab.audit(policy, "--format", "nagios", lab.endpoint(HOST));
    Ran warning =
        lab.audit(policy, "--format", "nagios", "--fail-on", "medium", lab.endpoint(UNSIGNED));
    Ran critical = lab.audit(policy, "--format", "nagios", lab.endpoint(TWIN));
    Ran unknown = lab.audit(policy, "--format", "nagios", HOST + ":1");

    assertThat(ok.out())
        .isEqualTo(
            "AUDIT OK - 1 endpoint | info=1 low=0 medium=0 high=0 critical=0 suppressed=0"
                + " not_judged=0\n");
    assertThat(warning.out()).startsWith("AUDIT WARNING - 1 endpoint: ").contains("caa.absent |");
    assertThat(critical.out()).startsWith("AUDIT CRITICAL - ").contains("path.issuer-unknown");
    assertThat(List.of(ok.status(), warning.status(), critical.status())).containsExactly(0, 1, 2);
    assertThat(unknown.out()).startsWith("AUDIT ");
    assertThat(unknown.status()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void formatsAndFilesPairUpAndFilesAppearWhole() {
    String sarif = lab.folder.resolve("a.sarif").toString();
    String xml = lab.folder.resolve("a.xml").toString();

    Ran ran =
        three(
            "--format",
            "sarif",
            "-o",
            sarif,
            "--format",
            "text",
            "-o",
            "-",
            "--format",
            "junit",
            "-o",
            xml);

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("3 endpoints: ");
    assertThat(SarifSchema.problems(lab.read("a.sarif"))).isEmpty();
    assertThat(suites(lab.read("a.xml"))).hasSize(3);
    assertThat(lab.folder.toFile().list()).noneMatch(name -> name.startsWith("."));
  }

  @Test
  void fileReplacesAnOlderOneInOneStep() throws IOException {
    Path file = Files.writeString(lab.folder.resolve("a.json"), "old");

    Ran ran = three("--format", "json", "-o", file.toString());

    assertThat(ran.out()).isEmpty();
    assertThat(json(Files.readString(file)).path("endpoints")).hasSize(3);
  }

  /** A subject with an escape, a bar, a control character and mark-up. */
  @Test
  void textsFromOutsideAreMadeSafeInEveryFormat() {
    String subject = "evil\u001b[31m|\u0001<x>&\u202e";
    try (AuditLab hostile =
            new AuditLab(
                SignedWorld.builder()
                    .zone(
                        "example.test",
                        zone -> zone.records("api A 127.0.1.11", "@ NS n\\027[31ms.example.test."))
                    .build());
        TlsPeer rogue =
            TlsPeer.builder(hostile.ca.commonNameOnly(subject)).address("127.0.1.11").start()) {
      Path policy = hostile.policyFor(HOST);
      Path list = hostile.list(HOST + ":" + rogue.port());
      for (String format : List.of("text", "json", "sarif", "junit", "nagios")) {
        Ran ran = hostile.audit(policy, "--format", format, "--list", list.toString());

        assertThat(ran.status()).as(format).isIn(1, 2);
        assertThat(ran.out())
            .as(format)
            .doesNotContain("\u001b", "\u0001", "\u202e", "\\u001b", "\\u0001", "\\u202E");
        if (format.equals("json")) {
          assertThat(json(ran.out()).toString()).contains("evil?[31m|?<x>&?");
        }
        if (format.equals("junit")) {
          assertThat(suites(ran.out())).hasSize(1);
        }
      }
    }
  }

  /** SARIF 2.1.0 §3.11.6: {@code [text](url)} in a message is shown as a link. */
  @Test
  void textFromOutsideIsNoLinkInSarif() {
    TestCa theirs = TestCa.create("[How-to-fix](https://evil.example/)");
    try (TlsPeer rogue = TlsPeer.builder(theirs.server(HOST)).address("127.0.1.10").start()) {
      Path list = lab.list(HOST + ":" + rogue.port());

      Ran ran = lab.audit(lab.policyFor(HOST), "--format", "sarif", "--list", list.toString());

      assertThat(ran.status()).isEqualTo(1);
      JsonNode results = json(ran.out()).path("runs").get(0).path("results");
      assertThat(results)
          .extracting(result -> result.path("message").path("text").asText())
          .anyMatch(text -> text.contains("\\[How-to-fix\\](https://evil.example/)"))
          .noneMatch(text -> text.matches("(?s).*(?<!\\\\)[\\[\\]].*"));
    }
  }

  @Test
  void endpointThatDoesNotAnswerIsANotificationInSarif() {
    Path list = lab.list(lab.endpoint(HOST), HOST + ":1");
    Path policy = lab.policyFor(HOST);
    String file = list.toString();

    Ran ran = lab.audit(policy, "--fail-on", "critical", "--format", "sarif", "--list", file);

    assertThat(ran.status()).isEqualTo(3);
    assertThat(SarifSchema.problems(ran.out())).isEmpty();
    JsonNode invocation = json(ran.out()).path("runs").get(0).path("invocations").get(0);
    assertThat(invocation.path("exitCode").asInt()).isEqualTo(3);
    assertThat(invocation.path("executionSuccessful").asBoolean(true)).isFalse();
    assertThat(invocation.path("toolExecutionNotifications")).hasSize(1);
    JsonNode open = invocation.path("toolExecutionNotifications").get(0);
    assertThat(open.path("descriptor").path("id").asText()).isEqualTo("not-judged");
    assertThat(open.path("message").path("text").asText()).startsWith(HOST + ":1: not judged: ");
    JsonNode place = open.path("locations").get(0).path("physicalLocation");
    assertThat(place.path("region").path("startLine").asInt()).isEqualTo(2);
    JsonNode healthy =
        json(lab.audit(policy, "--format", "sarif", lab.endpoint(HOST)).out())
            .path("runs")
            .get(0)
            .path("invocations")
            .get(0);
    assertThat(healthy.path("executionSuccessful").asBoolean()).isTrue();
    assertThat(healthy.path("toolExecutionNotifications")).isEmpty();
  }

  @Test
  void noIllegalCharacterGetsIntoXml() {
    assertThat(XmlLines.fit("a\u0000\u0008\uFFFE\uFFFF\uD800b\uD83D\uDE00"))
        .isEqualTo("a?????b\uD83D\uDE00");
  }
}
