package dev.trustconnect.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustconnect.cli.lab.CommandLab;
import dev.trustconnect.cli.lab.CommandLab.Ran;
import dev.trustconnect.cli.lab.SarifSchema;
import dev.trustconnect.cli.list.Target;
import dev.trustconnect.remark.Assessment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A defect of this program that one endpoint of several brings to light. */
class AuditDefectTest {
  private static final String HOST = AuditLab.HOST;
  private static final String SICK = AuditLab.UNSIGNED;

  private final AuditLab lab = new AuditLab();

  @AfterEach
  void stop() {
    lab.close();
  }

  /** A rule that fails for one host. */
  private static Function<Target, Assessment> failing(Function<Target, Assessment> audit) {
    return target -> {
      if (target.endpoint().host().ascii().equals(SICK)) {
        throw new IllegalArgumentException("a rule\u001b[31m\nfailed");
      }
      return audit.apply(target);
    };
  }

  private Ran audit(UnaryOperator<Function<Target, Assessment>> around, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    var terminal = CommandLab.terminal(out, err);
    List<String> all = new ArrayList<>(List.of(lab.arguments(lab.policyFor(HOST, SICK))));
    all.remove(0); // the name of the command
    all.addAll(List.of(more));
    int status =
        new CommandLine(new AuditCommand(terminal, around)).execute(all.toArray(String[]::new));
    terminal.out().flush();
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Ran three(String... more) {
    Path list =
        lab.list(lab.endpoint(HOST), lab.endpoint(SICK), lab.endpoint("twin.example.test"), "");
    List<String> all = new ArrayList<>(List.of("--passive", "--list", list.toString()));
    all.addAll(List.of(more));
    return audit(AuditDefectTest::failing, all.toArray(String[]::new));
  }

  @Test
  void othersAreAuditedAndTheStatusIsThatOfAnEndpointThatWasNotJudged() {
    Ran ran = three();

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out())
        .contains(lab.endpoint(HOST) + "  may be called: not judged   1 info")
        .contains(
            lab.endpoint(SICK)
                + "  may be called: not judged   internal error\n"
                + "  -         not judged: internal error: java.lang.IllegalArgumentException:"
                + " a rule?[31m?failed\n")
        .contains(lab.endpoint("twin.example.test") + "  may be called: not judged")
        .contains("\n3 endpoints: ")
        .contains("; 1 not judged.  exit 3");
  }

  @Test
  void whatWasFoundElsewhereIsTheStatusAllTheSame() {
    Ran ran =
        audit(AuditDefectTest::failing, lab.endpoint(SICK), lab.endpoint("twin.example.test"));
    Ran healthy = audit(UnaryOperator.identity(), lab.endpoint(SICK), lab.endpoint(HOST));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(healthy.status()).isZero();
    assertThat(healthy.err()).isEmpty();
  }

  @Test
  void stackTraceIsOnStandardErrorOnce() {
    Ran ran =
        audit(
            audit ->
                target -> {
                  throw new IllegalStateException("of " + target.endpoint().host().ascii());
                },
            "--passive",
            "--jobs",
            "1",
            lab.endpoint(HOST),
            lab.endpoint(SICK));

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err())
        .startsWith(
            "trustconnect audit: "
                + lab.endpoint(HOST)
                + ": a defect of this program, please report it:\n"
                + "java.lang.IllegalStateException: of "
                + HOST
                + "\n    at "
                + getClass().getName())
        .contains("AuditRun.")
        .endsWith(
            "trustconnect audit: "
                + lab.endpoint(SICK)
                + ": internal error: java.lang.IllegalStateException: of "
                + SICK
                + "; the same stack trace as for "
                + lab.endpoint(HOST)
                + "\n");
    assertThat(ran.err().split("\n    at .*AuditRun\\.audited", -1)).hasSize(2);
  }

  @Test
  void jsonHasTheErrorAndNoFacts() throws IOException {
    JsonNode all = new ObjectMapper().readTree(three("--format", "json").out()).path("endpoints");
    List<JsonNode> lines = three("--format", "json", "--lines").json();

    for (JsonNode sick : List.of(all.get(1), lines.get(1))) {
      assertThat(sick.path("judged").asBoolean(true)).isFalse();
      assertThat(sick.path("mayBeCalled").asText()).isEqualTo("unknown");
      assertThat(sick.get("survey").isNull()).isTrue();
      assertThat(sick.get("score").isNull()).isTrue();
      assertThat(sick.path("remarks")).isEmpty();
      assertThat(sick.path("error").path("id").asText()).isEqualTo("internal-error");
      assertThat(sick.path("error").path("type").asText())
          .isEqualTo("java.lang.IllegalArgumentException");
      assertThat(sick.path("error").path("message").asText()).isEqualTo("a rule?[31m?failed");
    }
    assertThat(all.get(0).get("error").isNull()).isTrue();
    assertThat(all.get(0).path("survey").path("verdict").asText()).isEqualTo("SECURE");
  }

  @Test
  void sarifHasANotificationAtTheLineOfTheEndpoint() throws IOException {
    JsonNode run =
        new ObjectMapper().readTree(three("--format", "sarif").out()).path("runs").get(0);

    JsonNode invocation = run.path("invocations").get(0);
    assertThat(invocation.path("executionSuccessful").asBoolean(true)).isFalse();
    assertThat(invocation.path("exitCode").asInt()).isEqualTo(3);
    assertThat(invocation.path("toolExecutionNotifications")).hasSize(1);
    JsonNode told = invocation.path("toolExecutionNotifications").get(0);
    assertThat(told.path("descriptor").path("id").asText()).isEqualTo("internal-error");
    assertThat(told.path("message").path("text").asText())
        .startsWith(lab.endpoint(SICK) + ": not judged: internal error: ");
    JsonNode place = told.path("locations").get(0).path("physicalLocation");
    assertThat(place.path("region").path("startLine").asInt()).isEqualTo(2);
    assertThat(SarifSchema.problems(three("--format", "sarif").out())).isEmpty();
  }

  @Test
  void junitHasAnErrorAndNagiosIsUnknown() {
    assertThat(three("--format", "junit").out())
        .contains("<error message=\"internal error: java.lang.IllegalArgumentException: a rule")
        .contains("type=\"internal-error\"");
    Ran nagios = three("--format", "nagios");
    assertThat(nagios.status()).isEqualTo(3);
    assertThat(nagios.out()).startsWith("AUDIT UNKNOWN - 3 endpoints, 1 not judged");
  }
}
