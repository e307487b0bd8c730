package dev.trustconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a Spring Boot application. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ActuatorInteropTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:([0-9]+)");

  @TempDir private Path folder;

  @Test
  void prometheusHasTheDecisionsOfTheApplication() throws Exception {
    assumeTrue(Files.isExecutable(PROMETHEUS), "not run: " + PROMETHEUS + " is missing");
    try (BootProcess application = ActuatorTest.serving()) {
      Path config = folder.resolve("prometheus.yml");
      Files.writeString(
          config,
          """
          scrape_configs:
            - job_name: application
              scrape_interval: 1s
              metrics_path: /actuator/prometheus
              static_configs:
                - targets: ["127.0.0.1:%d"]
          """
              .formatted(application.port()));
      Process prometheus =
          new ProcessBuilder(
                  PROMETHEUS.toString(),
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:0")
              .redirectErrorStream(true)
              .start();
      try {
        BufferedReader log =
            prometheus.inputReader(StandardCharsets.UTF_8); // ends with the process
        int port = port(log);
        Thread rest = new Thread(() -> log.lines().forEach(line -> {}));
        rest.setDaemon(true); // a full pipe would stop Prometheus
        rest.start();
        String answer;
        do {
          answer = ActuatorTest.get(port, "/api/v1/query?query=trustconnect_decisions_total");
        } while (!answer.contains("trustconnect_gate")); // it scrapes each second
        assertThat(answer)
            .contains("\"error_type\":\"request.cleartext\"")
            .contains("\"trustconnect_outcome\":\"refused\"")
            .contains("\"trustconnect_policy\":\"api.example.test\"");
      } finally {
        prometheus.destroyForcibly().waitFor();
      }
    }
  }

  private static int port(BufferedReader log) throws Exception {
    StringBuilder seen = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return Integer.parseInt(listening.group(1));
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("Prometheus didn't start: " + seen);
  }
}
