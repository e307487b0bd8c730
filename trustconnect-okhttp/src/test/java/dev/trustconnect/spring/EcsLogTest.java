package dev.trustconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The audit log of an application with Logback and Spring Boot's structured logging. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class EcsLogTest {
  private static final String EXPECTED =
      """
      {
        "log": {"level": "WARN", "logger": "dev.trustconnect.audit"},
        "process": {"thread": {"name": "trustconnect-audit"}},
        "service": {"node": {}},
        "message": "refused api.example.test:80 [request.cleartext]: seen an http: URL; wanted https:, which can be proven",
        "event": {
          "kind": "alert",
          "category": ["network"],
          "type": ["connection", "denied"],
          "action": "exchange-judged",
          "outcome": "failure",
          "dataset": "trustconnect.audit",
          "severity": 3,
          "code": "request.cleartext",
          "reason": "refused api.example.test:80 [request.cleartext]: seen an http: URL; wanted https:, which can be proven"
        },
        "rule": {"name": "api.example.test"},
        "server": {"address": "api.example.test", "domain": "api.example.test", "port": 80},
        "trustconnect": {
          "subject": "api.example.test:80",
          "gate": "exchange",
          "outcome": "refused",
          "findings": [
            {"check": "encrypted", "reason": "request.cleartext", "state": "violated",
             "seen": "an http: URL", "wanted": "https:, which can be proven"},
            {"check": "secrets in scope", "state": "satisfied",
             "seen": "no secret of api.example.test away from home"}
          ]
        },
        "ecs": {"version": "8.11"}
      }
      """;

  /** Finds a field that is there twice. */
  private final ObjectMapper json =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  @Test
  void refusalIsNestedEcsOnSpringBoot4() throws Exception {
    isExactlyTheRefusal(BootProcess.onBoot4());
  }

  @Test
  void refusalIsNestedEcsOnSpringBoot3() throws Exception {
    isExactlyTheRefusal(BootProcess.onBoot3());
  }

  private void isExactlyTheRefusal(BootProcess.Setup setup) throws Exception {
    try (BootProcess application =
        setup
            .withJars("logback")
            .start(
                "spring.main.web-application-type=none", "logging.structured.format.console=ecs")) {
      application.port();
      List<String> lines = application.end();
      assertThat(lines).noneMatch(line -> line.contains("BeanPostProcessorChecker"));
      List<String> events =
          lines.stream()
              .filter(line -> line.contains("\"logger\":\"dev.trustconnect.audit\""))
              .toList();
      assertThat(events).hasSize(1);
      ObjectNode event = (ObjectNode) json.readTree(events.get(0));

      assertThat(remove(event, "@timestamp").asText()).endsWith("Z");
      assertThat(remove(event, "process", "pid").isInt()).isTrue();
      assertThat(remove(event, "event", "start").asText()).endsWith("Z");
      assertThat(remove(event, "rule", "id").asText()).matches("[0-9a-f]{64}");
      assertThat(event).isEqualTo(json.readTree(EXPECTED));
    }
  }

  private static JsonNode remove(ObjectNode node, String... path) {
    ObjectNode parent = node;
    for (int i = 0; i < path.length - 1; i++) {
      parent = (ObjectNode) parent.get(path[i]);
    }
    return parent.remove(path[path.length - 1]);
  }
}
