package dev.trustconnect.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import dev.trustconnect.micrometer.WatcherMetrics;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.ResolverMeter.Source;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.watch.WatchSchedule;
import dev.trustconnect.watch.Watcher;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alerts and the dashboard use metrics and labels that there are. */
@Timeout(120)
class MonitoringTest {
  private static final Path RULES = Path.of("monitoring", "rules.yaml");
  private static final Path DASHBOARD = Path.of("monitoring", "grafana.json");
  private static final String HOST = "api.example.test";

  /** A metric and the labels that are selected. */
  private static final Pattern SELECTED =
      Pattern.compile("\\b((?:trustconnect|dns|cache)_[a-z_]+)(?:\\{([^}]*)})?");

  private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
  private static final Pattern GROUPED =
      Pattern.compile(
          "\\b(?:by|without)\\s*\\(([^)]*)\\)|\\{\\{\\s*\\$?(?:labels\\.)?(\\w+)\\s*}}");

  @TempDir Path folder;

  /** Each metric with its labels, as one scrape has them after everything has happened once. */
  private static Map<String, Set<String>> scraped() throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    TrustConnectMetrics metrics = TrustConnectMetrics.create();
    try (TestInternet internet = TestInternet.usual();
        TrustConnect trust = internet.trust().policy(policy(internet)).meter(metrics).build()) {
      metrics.observe(trust).bindTo(registry);
      connect(internet, trust);
      HostName host = HostName.parse(HOST);
      metrics.lookedUp(host, null, Source.STALE, Reason.UPSTREAM_TIMEOUT, Duration.ofMillis(1));
      metrics.judged(Gate.NAME, null, Outcome.REFUSED, Reason.PIN_NOT_IN_PATH);
      metrics.revoked(host, Reason.PIN_NOT_IN_PATH);
      int port = internet.server(HOST).port();
      try (Watcher watcher =
          Watcher.start(
              trust,
              List.of(Endpoint.parse(HOST + ":" + port)),
              WatchSchedule.standard(),
              event -> {})) {
        WatcherMetrics watched = new WatcherMetrics(watcher);
        watched.bindTo(registry);
        String text = registry.scrape();
        while (!text.contains("trustconnect_remarks{")) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // until the first look ended
          watched.refresh();
          text = registry.scrape();
        }
        return labels(text);
      }
    }
  }

  private static EndpointPolicy policy(TestInternet internet) {
    return TestInternet.policy(HOST)
        .pins(internet.pin(HOST), TestInternet.SPARE_PIN)
        .pinsExpire(LocalDate.of(2030, 1, 1))
        .build();
  }

  private static void connect(TestInternet internet, TrustConnect trust) throws IOException {
    int port = internet.server(HOST).port();
    try (SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, port)) {
      socket.startHandshake();
    }
  }

  private static Map<String, Set<String>> labels(String text) {
    Map<String, Set<String>> metrics = new TreeMap<>();
    for (String line : text.split("\n")) {
      Matcher metric = Pattern.compile("^(\\w+)(?:\\{(.*)})? ").matcher(line);
      if (metric.find()) {
        Set<String> labels = metrics.computeIfAbsent(metric.group(1), name -> new TreeSet<>());
        if (metric.group(2) != null) {
          labels.addAll(found(LABEL, metric.group(2)));
        }
      }
    }
    return metrics;
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new LinkedHashSet<>();
    for (Matcher next = pattern.matcher(text); next.find(); ) {
      String group = next.group(1) != null ? next.group(1) : next.group(2);
      found.addAll(List.of(group.trim().split("\\s*,\\s*")));
    }
    return found;
  }

  private static void areKnown(List<String> expressions) throws IOException {
    Map<String, Set<String>> known = scraped();
    assertThat(expressions).isNotEmpty();
    for (String expression : expressions) {
      Set<String> labels = new TreeSet<>(Set.of("instance", "job"));
      Matcher selected = SELECTED.matcher(expression);
      while (selected.find()) {
        if (isLabel(selected.group(1), known, labels)) {
          continue;
        }
        assertThat(known).as(expression).containsKey(selected.group(1));
        labels.addAll(known.getOrDefault(selected.group(1), Set.of()));
        if (selected.group(2) != null) {
          assertThat(known.get(selected.group(1)))
              .as(expression)
              .containsAll(found(LABEL, selected.group(2)));
        }
      }
      assertThat(labels).as(expression).containsAll(found(GROUPED, expression));
    }
  }

  /** A name in by(…) or without(…), before the metric that has it. */
  private static boolean isLabel(String name, Map<String, Set<String>> known, Set<String> labels) {
    return !known.containsKey(name)
        && (labels.contains(name) || known.values().stream().anyMatch(all -> all.contains(name)));
  }

  @SuppressWarnings("unchecked") // the shape of a rules file
  private static List<Map<String, Object>> rules() throws IOException {
    Map<String, Object> file =
        (Map<String, Object>)
            new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Map<String, Object> group : (List<Map<String, Object>>) file.get("groups")) {
      rules.addAll((List<Map<String, Object>>) group.get("rules"));
    }
    return rules;
  }

  @Test
  void alertsUseMetricsAndLabelsThatThereAre() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (Map<String, Object> rule : rules()) {
      expressions.add(rule.get("expr") + " " + rule.get("annotations"));
    }

    areKnown(expressions);
  }

  @Test
  void everyAlertSaysWhatToDo() throws IOException {
    assertThat(rules())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            rule -> {
              assertThat(rule).containsKeys("alert", "expr", "labels", "annotations");
              assertThat((Map<?, ?>) rule.get("annotations")).hasSize(2);
            });
  }

  @Test
  void dashboardUsesMetricsAndLabelsThatThereAre() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels")) {
      for (JsonNode target : panel.get("targets")) {
        expressions.add(target.get("expr").asText() + " " + target.get("legendFormat").asText());
      }
    }

    areKnown(expressions);
  }

  @Test
  void promtoolAcceptsTheRulesAndEachAlertFires() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool isn't installed: skipped");
    Files.copy(RULES, folder.resolve("rules.yaml"));
    Files.copy(
        Path.of("src/test/resources/monitoring/rules-test.yaml"),
        folder.resolve("rules-test.yaml"));

    assertThat(promtool("check", "rules", "rules.yaml")).contains("SUCCESS");
    assertThat(promtool("test", "rules", "rules-test.yaml")).contains("SUCCESS");
  }

  private String promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
