package dev.trustconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.interop.PrometheusServer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a Spring Boot application. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ActuatorInteropTest {
  @TempDir private Path folder;

  @Test
  void prometheusHasTheDecisionsOfTheApplication() throws Exception {
    assumeTrue(PrometheusServer.installed(), "not run: prometheus is missing");
    try (BootProcess application = ActuatorTest.serving();
        PrometheusServer prometheus =
            PrometheusServer.start(
                folder,
                "scrape_configs:",
                "  - job_name: application",
                "    scrape_interval: 1s",
                "    metrics_path: /actuator/prometheus",
                "    static_configs:",
                "      - targets: ['127.0.0.1:" + application.port() + "']")) {
      assertThat(prometheus.await("trustconnect_decisions_total{trustconnect_gate!=''}"))
          .contains("\"error_type\":\"request.cleartext\"")
          .contains("\"trustconnect_outcome\":\"refused\"")
          .contains("\"trustconnect_policy\":\"api.example.test\"");
    }
  }
}
