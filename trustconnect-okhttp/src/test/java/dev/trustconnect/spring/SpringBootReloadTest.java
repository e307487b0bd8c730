package dev.trustconnect.spring;

import static dev.trustconnect.spring.BootApplication.refused;
import static dev.trustconnect.spring.BootApplication.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.spring.BootApplication.Bean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;

/** A policy file that changes while an application of Spring Boot runs. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringBootReloadTest {
  private static final String ONE =
      "version: 1\nupstreams: [QUAD9]\nendpoints:\n  - host: api.example.test\n";
  private static final String TWO = ONE + "  - host: other.example.test\n";
  private static final HostName OTHER = HostName.parse("other.example.test");

  private final BlockingQueue<AuditEvent> events = new LinkedBlockingQueue<>();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(folder.resolve("policies.yaml"), ONE);
  }

  @AfterEach
  void forget() {
    KeptAnalyses.takeLast().ifPresent(last -> {});
  }

  private ConfigurableApplicationContext startWith(String... properties) {
    Bean<?> audit = new Bean<>(TrustConnectCustomizer.class, builder -> builder.audit(events::add));
    String[] all = List.of(properties).toArray(new String[properties.length + 1]);
    all[properties.length] = "trustconnect.policy-file=file:" + file;
    return start(List.of(audit), all);
  }

  private <T extends AuditEvent> T next(Class<T> type) throws InterruptedException {
    return type.cast(events.take());
  }

  @Test
  void changedFileTakesEffect() throws Exception {
    try (ConfigurableApplicationContext context = startWith("trustconnect.reload=1s")) {
      TrustConnect trust = context.getBean(TrustConnect.class);
      next(AuditEvent.PoliciesReplaced.class);
      assertThat(trust.policies().isWrittenFor(OTHER)).isFalse();

      Files.writeString(file, TWO);

      assertThat(next(AuditEvent.PoliciesReplaced.class).policies()).hasSize(2);
      assertThat(trust.policies().isWrittenFor(OTHER)).isTrue();
    }
  }

  @Test
  void fileThatBecomesBadLeavesTheLastGoodOneInForce() throws Exception {
    try (ConfigurableApplicationContext context = startWith("trustconnect.reload=PT1S")) {
      TrustConnect trust = context.getBean(TrustConnect.class);
      next(AuditEvent.PoliciesReplaced.class);
      PolicyBook before = trust.policies();

      Files.writeString(file, ONE + "  - hots: other.example.test\n");

      AuditEvent.PoliciesNotReplaced bad = next(AuditEvent.PoliciesNotReplaced.class);
      assertThat(bad.file()).isEqualTo(file.toString());
      assertThat(bad.message()).contains(file + ":5:").contains("hots");
      assertThat(trust.policies()).isSameAs(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"trustconnect.reload=0", "trustconnect.reload=0s", "trustconnect.reload="})
  void fileIsNotWatchedWithoutAnInterval(String property) throws Exception {
    try (ConfigurableApplicationContext context = startWith(property)) {
      // Only one watch is allowed: there is none yet.
      context.getBean(TrustConnect.class).watch(file).close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "soon", "30", "-30s", "30 s", "2d", "999999999999d", "30s;"})
  void whatIsNoIntervalEndsTheStart(String value) {
    FailureAnalysis analysis =
        refused("trustconnect.reload=" + value, "trustconnect.policy-file=file:" + file);

    assertThat(analysis.getDescription()).contains("trustconnect.reload isn't an interval");
    assertThat(analysis.getDescription()).contains(": " + value);
    assertThat(analysis.getAction()).contains("trustconnect.reload=30s");
  }
}
