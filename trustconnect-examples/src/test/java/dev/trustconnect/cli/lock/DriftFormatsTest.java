package dev.trustconnect.cli.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.cli.lab.SarifSchema;
import dev.trustconnect.cli.list.Place;
import dev.trustconnect.cli.terminal.Style;
import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.Drift;
import dev.trustconnect.lock.Field;
import dev.trustconnect.lock.NotJudged;
import dev.trustconnect.lock.Vantage;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TlsPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents that {@code trustconnect lock --check} writes, read by those they are for. */
class DriftFormatsTest {
  private static final String HOST = EndpointLab.HOST;
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Endpoint ONE = Endpoint.parse("api.example.test");
  private static final Endpoint TWO = Endpoint.parse("twin.example.test");

  private Path folder;
  private EndpointLab lab;
  private Path file;
  private String endpoint;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createTempDirectory(Path.of("target"), "lock"); // below the working folder
    lab = new EndpointLab(folder);
    file = folder.resolve("trustconnect.lock");
    endpoint = HOST + ":" + lab.peer.port();
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              one -> {
                try {
                  Files.delete(one);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private Ran lock(String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("--file", file.toString(), "--timeout", "1m"));
    all.addAll(List.of(more));
    return lab.run("lock", lab.policy(), all.toArray(String[]::new));
  }

  private Ran check(String format, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("--check", "--confirm-after", "1ms"));
    all.addAll(List.of("--format", format));
    all.addAll(List.of(more));
    return lock(all.toArray(String[]::new));
  }

  private TlsPeer interceptor() {
    lab.peer.close();
    return TlsPeer.builder(TestCa.create("Proxy Root,O=Proxy Maker").server(HOST))
        .address("127.0.1.10")
        .port(lab.peer.port())
        .protocols("TLSv1.3")
        .start();
  }

  private static JsonNode run(String sarif) throws IOException {
    assertThat(SarifSchema.problems(sarif)).isEmpty();
    return new ObjectMapper().readTree(sarif).path("runs").get(0);
  }

  private static List<ReportTestSuite> suites(String xml) {
    InputStream bytes = new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
    try (InputStreamReader in = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
      return new TestSuiteXmlParser(new NullConsoleLogger()).parse(in);
    } catch (Exception e) {
      throw new AssertionError(xml, e);
    }
  }

  @Test
  void unchangedEndpointHasNoResultAndOneTestThatPasses() throws IOException {
    assertThat(lock(endpoint).status()).isZero();

    Ran sarif = check("sarif");
    Ran junit = check("junit");

    assertThat(sarif.status()).isZero();
    JsonNode run = run(sarif.out());
    assertThat(run.path("results")).isEmpty();
    assertThat(run.path("invocations").get(0).path("executionSuccessful").asBoolean()).isTrue();
    assertThat(run.path("invocations").get(0).path("exitCode").asInt()).isZero();
    assertThat(junit.status()).isZero();
    assertThat(suites(junit.out())).hasSize(1);
    ReportTestSuite suite = suites(junit.out()).get(0);
    assertThat(suite.getTestCases())
        .extracting(ReportTestCase::getName)
        .containsExactly("compared");
    assertThat(suite.getNumberOfFailures() + suite.getNumberOfErrors()).isZero();
  }

  @Test
  void alertIsShownAtTheLineOfTheLockAndFailsItsTest() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    try (TlsPeer interceptor = interceptor()) {
      Ran sarif = check("sarif");
      Ran again = check("sarif");
      Ran junit = check("junit");

      assertThat(interceptor.connections()).isPositive();
      assertThat(sarif.status()).isEqualTo(1);
      JsonNode run = run(sarif.out());
      assertThat(ids(run.path("results"), "ruleId")).contains("drift.authority-new");
      for (JsonNode result : run.path("results")) {
        assertThat(result.path("level").asText()).isEqualTo("error");
        JsonNode place = result.path("locations").get(0).path("physicalLocation");
        assertThat(place.path("artifactLocation").path("uri").asText()).isEqualTo(file.toString());
        JsonNode region = place.path("region");
        String line = Files.readAllLines(file).get(region.path("startLine").asInt() - 1);
        assertThat(
                line.substring(
                    region.path("startColumn").asInt() - 1, region.path("endColumn").asInt() - 1))
            .isEqualTo(endpoint);
        assertThat(result.path("message").path("text").asText()).startsWith(endpoint + " drift.");
        JsonNode rule =
            run.path("tool").path("driver").path("rules").get(result.path("ruleIndex").asInt());
        assertThat(rule.path("id").asText()).isEqualTo(result.path("ruleId").asText());
        assertThat(rule.path("help").path("text").asText()).contains("lock --update HOST:");
        assertThat(rule.path("properties").path("security-severity").asText()).isEqualTo("8.0");
      }
      assertThat(fingerprints(run))
          .allMatch(one -> one.matches("[0-9a-f]{16}:1"))
          .isEqualTo(fingerprints(run(again.out())));
      assertThat(junit.status()).isEqualTo(1);
      ReportTestSuite suite = suites(junit.out()).get(0);
      assertThat(suite.getTestCases())
          .filteredOn(ReportTestCase::hasFailure)
          .extracting(ReportTestCase::getName)
          .contains("drift.authority-new");
      assertThat(suite.getNumberOfFailures()).isEqualTo(run.path("results").size());
    }
  }

  private static List<String> ids(JsonNode all, String key) {
    List<String> ids = new ArrayList<>();
    all.forEach(one -> ids.add(one.path(key).asText()));
    return ids;
  }

  private static Set<String> fingerprints(JsonNode run) {
    Set<String> all = new TreeSet<>();
    for (JsonNode result : run.path("results")) {
      all.add(result.path("partialFingerprints").path("primaryLocationLineHash").asText());
    }
    return all;
  }

  @Test
  void endpointThatDoesNotAnswerIsANotificationAndAnError() throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    lab.peer.close();

    Ran sarif = check("sarif");
    Ran junit = check("junit");

    assertThat(sarif.status()).isEqualTo(3);
    JsonNode invocation = run(sarif.out()).path("invocations").get(0);
    assertThat(invocation.path("executionSuccessful").asBoolean(true)).isFalse();
    JsonNode told = invocation.path("toolExecutionNotifications").get(0);
    assertThat(told.path("message").path("text").asText())
        .startsWith("not judged: " + endpoint + " tls: ");
    assertThat(told.path("locations")).hasSize(1);
    assertThat(junit.status()).isEqualTo(3);
    assertThat(suites(junit.out()).get(0).getNumberOfErrors()).isEqualTo(1);
  }

  @Test
  void lockOutsideTheWorkingFolderIsRefusedBeforeAnythingIsAsked(@TempDir Path elsewhere)
      throws IOException {
    assertThat(lock(endpoint).status()).isZero();
    file = Files.copy(file, elsewhere.resolve("trustconnect.lock"));
    int asked = lab.doh.questions().size();

    Ran ran = check("sarif");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("isn't below the working folder");
    assertThat(ran.out()).isEmpty();
    assertThat(lab.doh.questions()).hasSize(asked);
  }

  @Test
  void endpointIsFoundHoweverItsKeyIsWritten() throws IOException {
    Path written =
        Files.writeString(
            folder.resolve("by-hand.lock"),
            """
            # api.example.test:443: a comment
            lock: 1
            endpoints:
              "api.example.test:443":
                name: {verdict: SECURE, networks: ["2001:db8::/48"]}
              twin.example.test:443: {name: {verdict: INSECURE}}  # theirs
            """);

    LockedPlaces places = LockedPlaces.of(written);

    assertThat(places.find(ONE)).contains(new Place(written.toString(), 4, 4, 24));
    assertThat(places.find(TWO)).contains(new Place(written.toString(), 6, 3, 24));
    assertThat(places.find(Endpoint.parse("other.example.test"))).isEmpty();
  }

  private static Change change(Endpoint of, Change.Kind kind, Field field, String after) {
    return new Change(of, kind, field, "[old]", after, "A sentence\u001b[31m.");
  }

  private static Checked checked(boolean strict, Optional<Vantage> vantage) {
    List<Change> changes =
        List.of(
            change(ONE, Change.Kind.ROOT_NEW, Field.ROOTS, "[proxy]"),
            change(ONE, Change.Kind.INTERMEDIATE_NEW, Field.AUTHORITIES, "[silent]"),
            change(TWO, Change.Kind.OPERATOR_NEW, Field.OPERATORS, "[other]"));
    Drift drift = new Drift(2, changes, List.of(new NotJudged(TWO, "http", "no answer")), vantage);
    return new Checked(NOW, Set.of(ONE, TWO), drift, strict);
  }

  private static String rendered(DriftFormat format, Checked checked) {
    Map<Endpoint, Place> places =
        Map.of(ONE, new Place("a.lock", 4, 3, 9), TWO, new Place("a.lock", 9, 3, 9));
    return format.render(checked, new Style(false, false), places);
  }

  @Test
  void noticeFailsItsTestOnlyIfThatIsAskedFor() throws IOException {
    List<ReportTestSuite> usual = suites(rendered(DriftFormat.JUNIT, checked(false, empty())));
    List<ReportTestSuite> strict = suites(rendered(DriftFormat.JUNIT, checked(true, empty())));

    assertThat(usual).extracting(ReportTestSuite::getNumberOfFailures).containsExactly(1, 0);
    assertThat(strict).extracting(ReportTestSuite::getNumberOfFailures).containsExactly(1, 1);
    assertThat(rendered(DriftFormat.JUNIT, checked(true, empty())))
        .doesNotContain("silent", "\u001b");
    JsonNode results = run(rendered(DriftFormat.SARIF, checked(false, empty()))).path("results");
    assertThat(ids(results, "level")).containsExactly("error", "warning");
  }

  private static Optional<Vantage> empty() {
    return Optional.empty();
  }

  @Test
  void whatTheNetworkExplainsIsNoResultAndASkippedTest() throws IOException {
    Checked behindAProxy =
        checked(false, Optional.of(new Vantage(Change.Kind.ROOT_NEW, 7, 9, "[proxy]")));

    JsonNode run = run(rendered(DriftFormat.SARIF, behindAProxy));
    List<ReportTestSuite> suites = suites(rendered(DriftFormat.JUNIT, behindAProxy));

    assertThat(ids(run.path("results"), "ruleId")).containsExactly("drift.operator-new");
    JsonNode invocation = run.path("invocations").get(0);
    assertThat(invocation.path("exitCode").asInt()).isEqualTo(3);
    assertThat(
            invocation
                .path("toolExecutionNotifications")
                .get(0)
                .path("message")
                .path("text")
                .asText())
        .startsWith("7 of 9 endpoints show \\[proxy\\] \\[drift.root-new\\]: ");
    assertThat(suites).extracting(ReportTestSuite::getNumberOfFailures).containsOnly(0);
    assertThat(suites.get(0).getNumberOfSkipped()).isEqualTo(1);
  }

  /** Its exit status is 3, and a reader of the XML alone doesn't know that. */
  @Test
  void networkThatExplainsTheChangesIsAnErrorOfASuite() {
    Vantage proxy = new Vantage(Change.Kind.ROOT_NEW, 1, 1, "[proxy]");
    Change root = change(ONE, Change.Kind.ROOT_NEW, Field.ROOTS, "[proxy]");
    Drift behindAProxy = new Drift(1, List.of(root), List.of(), Optional.of(proxy));
    Drift healthy = new Drift(1, List.of(), List.of(), empty());

    List<ReportTestSuite> suites = suites(junit(behindAProxy));

    assertThat(suites).extracting(ReportTestSuite::getNumberOfErrors).containsExactly(0, 1);
    ReportTestSuite network = suites.get(1);
    assertThat(network.getFullClassName()).isEqualTo("network");
    assertThat(network.getTestCases()).hasSize(1);
    assertThat(network.getTestCases().get(0).hasError()).isTrue();
    assertThat(network.getTestCases().get(0).getFailureType()).isEqualTo("not-judged");
    assertThat(network.getTestCases().get(0).getFailureMessage()).isEqualTo(proxy.sentence());
    assertThat(suites(junit(healthy)))
        .extracting(ReportTestSuite::getNumberOfErrors)
        .containsExactly(0);
  }

  /** SARIF 2.1.0 §3.11.6: {@code [text](url)} in a message is shown as a link. */
  @Test
  void textFromOutsideIsNoLinkInSarif() throws IOException {
    String link = "[\"\\[How-to-fix](https://evil.example/)\"]";
    Change root = new Change(ONE, Change.Kind.ROOT_NEW, Field.ROOTS, "[]", link, "A sentence.");
    Drift drift = new Drift(1, List.of(root), List.of(new NotJudged(ONE, "http", link)), empty());

    JsonNode run = run(rendered(DriftFormat.SARIF, new Checked(NOW, Set.of(ONE), drift, false)));

    String escaped = "\\[\"\\\\\\[How-to-fix\\](https://evil.example/)\"\\]";
    JsonNode result = run.path("results").get(0);
    assertThat(result.path("message").path("text").asText())
        .endsWith("roots was \\[\\] and is " + escaped);
    assertThat(result.path("properties").path("after").asText()).isEqualTo(link);
    JsonNode invocation = run.path("invocations").get(0);
    assertThat(
            invocation
                .path("toolExecutionNotifications")
                .get(0)
                .path("message")
                .path("text")
                .asText())
        .endsWith(escaped);
  }

  @Test
  void lockThatHasBecomeTooLargeIsNotReadWhole() throws IOException {
    Path largest = Files.writeString(folder.resolve("a.lock"), lines(1 << 10));
    Path larger = Files.writeString(folder.resolve("b.lock"), lines((1 << 10) + 1));
    Path oneLine = Files.writeString(folder.resolve("c.lock"), "#".repeat((4 << 20) + 1));

    assertThat(LockedPlaces.of(largest).find(ONE)).isEmpty();
    assertThatThrownBy(() -> LockedPlaces.of(larger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(larger + ", line 1025: larger than 4 MiB up to here");
    assertThatThrownBy(() -> LockedPlaces.of(oneLine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(oneLine + ", line 1: longer than ");
  }

  /** A line has 4 KiB with its end. */
  private static String lines(int number) {
    return ("#".repeat((4 << 10) - 1) + "\n").repeat(number);
  }

  private static String junit(Drift drift) {
    return rendered(DriftFormat.JUNIT, new Checked(NOW, Set.of(ONE), drift, false));
  }
}
