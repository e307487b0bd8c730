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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications with Actuator and Micrometer, and without. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ActuatorTest {
  private static final String QUIET = "-Dorg.springframework.boot.logging.LoggingSystem=none";

  private static final String IMPORTS =
      """
      import dev.trustconnect.TrustConnect;
      import org.springframework.boot.CommandLineRunner;
      import org.springframework.boot.actuate.health.*;
      import org.springframework.context.annotation.Bean;
      """;
  private static final String SHOWN =
      """
      @Bean CommandLineRunner shown(HealthContributorRegistry all) {
        return given ->
            System.out.println(((HealthIndicator) all.getContributor("trustConnect")).health());
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

  /** The code is the README's. */
  @Test
  void healthSnippetRunsOnSpringBoot3() throws Exception {
    BootProcess.Setup setup = BootProcess.onBoot3();
    Path source = folder.resolve("Snippet.java");
    Files.writeString(source, IMPORTS + "class Snippet {\n" + snippet() + SHOWN + "}\n");
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

    try (BootProcess application =
        setup
            .with(folder)
            .option(QUIET)
            .option("-Dalso=Snippet")
            .start("spring.main.web-application-type=none")) {
      application.port();
      assertThat(application.end())
          .anySatisfy(line -> assertThat(line).startsWith("UP {").contains("trustConnect=UP"));
    }
  }

  private static String snippet() throws IOException {
    Matcher matcher =
        Pattern.compile("```java\n(@Bean\nHealthIndicator .*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }
}
