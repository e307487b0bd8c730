package dev.trustconnect.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.EndpointLab;
import dev.trustconnect.interop.PrometheusServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Prometheus scrapes a watch. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WatchInteropTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;
  private WatchLab lab;
  private PrometheusServer prometheus;

  @BeforeEach
  void open() throws Exception {
    for (String program : List.of("prometheus", "promtool")) {
      assumeTrue(
          Stream.of(System.getenv("PATH").split(":"))
              .anyMatch(place -> Files.isExecutable(Path.of(place, program))),
          program + " isn't installed: apt-get install prometheus");
    }
    lab = new WatchLab(folder);
  }

  @AfterEach
  void close() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
    lab.close();
  }

  /** The value of a query once there is one. */
  private String await(String query) throws Exception {
    JsonNode answer = MAPPER.readTree(prometheus.await(query));
    return answer.path("data").path("result").path(0).path("value").path(1).asText();
  }

  @Test
  void prometheusHasTheSeriesOfAWatchAndItsProbes() throws Exception {
    lab.start("--list", lab.list().toString());
    lab.err.await(line -> line.contains("the first round is done"));
    String target = "127.0.0.1:" + lab.watch().port();
    prometheus =
        PrometheusServer.start(
            folder,
            "global: {scrape_interval: 1s, scrape_timeout: 1s}",
            "scrape_configs:",
            "  - job_name: watch",
            "    static_configs: [{targets: ['" + target + "']}]",
            "  - job_name: probe",
            "    metrics_path: /probe",
            "    static_configs:",
            "      - targets: ['" + lab.endpoint() + "', '" + EndpointLab.OTHER + "']",
            "    relabel_configs:",
            "      - {source_labels: [__address__], target_label: __param_target}",
            "      - {source_labels: [__param_target], target_label: instance}",
            "      - {target_label: __address__, replacement: '" + target + "'}");

    assertThat(await("up{job=\"watch\"} == 1")).isEqualTo("1");
    assertThat(await("trustconnect_watch_file_usable{trustconnect_file=\"list\"}")).isEqualTo("1");
    assertThat(await("trustconnect_watch_up{server_address=\"" + WatchLab.HOST + "\"}"))
        .isEqualTo("1");
    assertThat(await("trustconnect_watch_blind")).isEqualTo("0");
    assertThat(await("trustconnect_lookups_total")).isNotEmpty();
    assertThat(await("probe_success{instance=\"" + lab.endpoint() + "\"}")).isEqualTo("1");
    assertThat(await("up{job=\"probe\",instance=\"" + EndpointLab.OTHER + "\"}"))
        .as("not in the list")
        .isEqualTo("0");
  }

  @Test
  void promtoolAcceptsTheMetrics() throws Exception {
    lab.start("--list", lab.list().toString());
    lab.err.await(line -> line.contains("the first round is done"));
    Path metrics = Files.writeString(folder.resolve("metrics"), lab.get("/metrics").body());
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(metrics.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    promtool.waitFor();
    assertThat(output.lines())
        .as("Micrometer's own meters of caches have no help text")
        .filteredOn(line -> !line.matches("cache_\\w+ no help text"))
        .isEmpty();
  }
}
