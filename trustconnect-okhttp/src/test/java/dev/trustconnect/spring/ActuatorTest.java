package dev.trustconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications with Actuator and Micrometer, and without. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ActuatorTest {
  private static final String QUIET = "-Dorg.springframework.boot.logging.LoggingSystem=none";

  private static final String SHOWN =
      """
      import org.springframework.boot.CommandLineRunner;
      import org.springframework.boot.actuate.health.*;
      import org.springframework.context.annotation.Bean;
      class Shown {
        @Bean CommandLineRunner printed(HealthContributorRegistry all) {
          return given -> {
            HealthContributor ours = all.getContributor("trustConnect");
            System.out.println(
                ours == null ? "no trustConnect" : ((HealthIndicator) ours).health());
          };
        }
      }
      """;

  private final HttpClient client =
      HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

  @TempDir private Path folder;

  /** An application whose Actuator serves Prometheus and health on loopback. */
  static BootProcess serving() throws IOException {
    return BootProcess.onBoot4()
        .withJars("spring-boot-actuator")
        .option(QUIET)
        .start(
            "spring.main.web-application-type=reactive",
            "server.address=127.0.0.1",
            "server.port=0",
            "management.endpoints.web.exposure.include=health,prometheus",
            "management.endpoint.health.show-details=always",
            "management.endpoint.health.probes.enabled=true");
  }

  @Test
  void prometheusSeesDecisionsAndHealthSeesComponents() throws Exception {
    try (BootProcess application = serving()) {
      int port = application.port();
      assertThat(get(port, "/actuator/prometheus").lines())
          .contains(
              "trustconnect_decisions_total{error_type=\"request.cleartext\","
                  + "trustconnect_gate=\"exchange\",trustconnect_outcome=\"refused\","
                  + "trustconnect_policy=\"api.example.test\"} 1.0",
              "trustconnect_health{trustconnect_component=\"all\",trustconnect_status=\"up\"} 1.0");
      assertThat(get(port, "/actuator/health"))
          .contains("\"trustConnect\":{\"details\":{\"status\":\"UP\",\"upstreams\":{");
      assertThat(get(port, "/actuator/health/liveness")).doesNotContain("trustConnect");
      assertThat(get(port, "/actuator/health/readiness")).doesNotContain("trustConnect");
    }
  }

  @Test
  void startsWithoutMicrometer() throws Exception {
    try (BootProcess application =
        BootProcess.onBoot4()
            .without("/io/micrometer/micrometer-core/")
            .option(QUIET)
            .start("spring.main.web-application-type=none")) {
      assertThat(application.port()).isZero();
    }
  }

  @Test
  void startsWithoutActuator() throws Exception {
    try (BootProcess application =
        BootProcess.onBoot4()
            .without("/spring-boot-health/")
            .option(QUIET)
            .start("spring.main.web-application-type=none")) {
      assertThat(application.port()).isZero();
    }
  }

  private BootProcess onBoot3(String... properties) throws IOException {
    BootProcess.Setup setup = BootProcess.onBoot3();
    Path source = folder.resolve("Shown.java");
    Files.writeString(source, SHOWN);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                setup.path(),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(status).isZero();
    return setup
        .with(folder)
        .option(QUIET)
        .option("-Dalso=Shown")
        .start(
            Stream.concat(Stream.of("spring.main.web-application-type=none"), Stream.of(properties))
                .toArray(String[]::new));
  }

  @Test
  void healthOfSpringBoot3SeesComponents() throws Exception {
    try (BootProcess application = onBoot3()) {
      application.port();
      assertThat(application.end())
          .anySatisfy(
              line ->
                  assertThat(line).startsWith("UP {status=UP, upstreams={").contains("anchors={"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "management.health.trustconnect.enabled=false",
        "management.health.defaults.enabled=false"
      })
  void propertyTurnsTheHealthOfSpringBoot3Off(String property) throws Exception {
    try (BootProcess application = onBoot3(property)) {
      application.port();
      assertThat(application.end()).contains("no trustConnect");
    }
  }

  private String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }
}
