package dev.trustconnect.spring;

import static dev.trustconnect.spring.BootApplication.refused;
import static dev.trustconnect.spring.BootApplication.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.audit.AuditEvent.Outcome;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TrustMeter;
import dev.trustconnect.jfr.JfrMeter;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import dev.trustconnect.name.HostName;
import dev.trustconnect.name.HostPattern;
import dev.trustconnect.resolve.ResolverMeter.Source;
import dev.trustconnect.spring.BootApplication.Bean;
import dev.trustconnect.testing.TestInternet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

/** The metrics of an application that has a Micrometer registry. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringBootMetricsTest {
  private static final String API = "api.example.test";
  private static final String GOOD = "trustconnect.policy-file=classpath:spring-boot-policies.yaml";

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Bean<MeterRegistry> micrometer = new Bean<>(MeterRegistry.class, registry);

  /** Counts what gates decide. */
  private static final class OwnMeter implements TrustMeter {
    private final AtomicInteger decisions = new AtomicInteger();

    @Override
    public void judged(
        Gate gate, @Nullable HostPattern policy, Outcome outcome, @Nullable Reason reason) {
      decisions.incrementAndGet();
    }
  }

  @AfterEach
  void forget() {
    registry.close();
    KeptAnalyses.takeLast().ifPresent(last -> {});
  }

  @Test
  void decisionsOfTheFilesPoliciesAreCounted() {
    try (ConfigurableApplicationContext context = start(List.of(micrometer), GOOD)) {
      context.getBean(TrustConnectMetrics.class).bindTo(registry);
      callWithoutTls(context);

      assertThat(refusedDecisions()).isEqualTo(1);
      assertThat(registry.get("trustconnect.health").gauges()).isNotEmpty();
    }
  }

  @Test
  void registryMayBeBoundBeforeTheTrustConnectExists() {
    try (ConfigurableApplicationContext context =
        start(List.of(micrometer), GOOD, "spring.main.lazy-initialization=true")) {
      context.getBean(TrustConnectMetrics.class).bindTo(registry);
      assertThat(registry.find("trustconnect.health").gauges()).isEmpty();
      callWithoutTls(context);

      assertThat(refusedDecisions()).isEqualTo(1);
      assertThat(registry.get("trustconnect.health").gauges()).isNotEmpty();
    }
  }

  @Test
  void withoutARegistryThereAreNone() {
    try (ConfigurableApplicationContext context = start(GOOD)) {
      assertThat(context.getBeansOfType(TrustMeter.class)).isEmpty();
      assertThat(context.getBeansOfType(TrustConnect.class)).hasSize(1);
    }
  }

  @Test
  void withoutATrustConnectThereAreNone() {
    try (ConfigurableApplicationContext context = start(List.of(micrometer))) {
      assertThat(context.getBeansOfType(TrustMeter.class)).isEmpty();
    }
  }

  @Test
  void propertyTurnsThemOff() {
    try (ConfigurableApplicationContext context =
        start(List.of(micrometer), GOOD, "trustconnect.metrics.enabled=false")) {
      assertThat(context.getBeansOfType(TrustMeter.class)).isEmpty();
      assertThat(context.getBeansOfType(TrustConnect.class)).hasSize(1);
    }
  }

  @Test
  void metersOfTheApplicationAreCombinedWithOurs() {
    OwnMeter own = new OwnMeter();
    List<Bean<?>> beans =
        List.of(
            micrometer,
            new Bean<>(TrustMeter.class, own),
            new Bean<>(JfrMeter.class, new JfrMeter()));
    try (ConfigurableApplicationContext context = start(beans, GOOD)) {
      context.getBean(TrustConnectMetrics.class).bindTo(registry);
      callWithoutTls(context);

      assertThat(own.decisions).hasValue(1);
      assertThat(refusedDecisions()).isEqualTo(1);
    }
  }

  @Test
  void metricsOfTheApplicationReplaceOurs() {
    TrustConnectMetrics own = TrustConnectMetrics.create();
    List<Bean<?>> beans = List.of(micrometer, new Bean<>(TrustConnectMetrics.class, own));
    try (ConfigurableApplicationContext context = start(beans, GOOD)) {
      assertThat(context.getBean(TrustConnectMetrics.class)).isSameAs(own);
      own.bindTo(registry);
      callWithoutTls(context);

      assertThat(refusedDecisions()).isEqualTo(1);
    }
  }

  @Test
  void trustConnectOfTheApplicationIsObserved() {
    try (TestInternet internet = TestInternet.usual()) {
      TrustConnect trust = internet.trust().policy(TestInternet.policy(API).build()).build();
      List<Bean<?>> beans = List.of(micrometer, new Bean<>(TrustConnect.class, trust));
      try (ConfigurableApplicationContext context = start(beans)) {
        context.getBean(TrustConnectMetrics.class).bindTo(registry);

        assertThat(
                registry
                    .get("trustconnect.health")
                    .tag("trustconnect.component", "all")
                    .tag("trustconnect.status", "up")
                    .gauge()
                    .value())
            .isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none, none, none",
    "listed, api.example.test, _OTHER",
    "all, api.example.test, other.example.test"
  })
  void propertySaysWhichHostsAreTags(String hosts, String listed, String other) {
    try (ConfigurableApplicationContext context =
        start(List.of(micrometer), GOOD, "trustconnect.metrics.hosts=" + hosts)) {
      TrustConnectMetrics metrics = context.getBean(TrustConnectMetrics.class);
      metrics.bindTo(registry);
      for (String host : List.of(API, "other.example.test")) {
        metrics.lookedUp(
            HostName.parse(host),
            null,
            Source.UPSTREAM,
            Reason.SIGNATURE_INVALID,
            Duration.ofMillis(1));
      }

      assertThat(registry.get("dns.lookup.duration").timers())
          .extracting(timer -> timer.getId().getTag("dns.question.name"))
          .containsOnly(listed, other);
    }
  }

  @Test
  void misspeltHostsEndTheStart() {
    FailureAnalysis analysis =
        refused(List.of(micrometer), GOOD, "trustconnect.metrics.hosts=some");
    assertThat(analysis.getDescription()).contains("trustconnect.metrics.hosts").contains("some");
    assertThat(analysis.getAction()).contains("LISTED");
  }

  @Test
  void misspeltPropertyOfMetricsEndsTheStart() {
    FailureAnalysis analysis = refused(GOOD, "trustconnect.metrics.host=none");
    assertThat(analysis.getDescription()).contains("trustconnect.metrics.host");
  }

  private double refusedDecisions() {
    return registry
        .get("trustconnect.decisions")
        .tag("trustconnect.gate", "exchange")
        .tag("trustconnect.outcome", "refused")
        .tag("trustconnect.policy", API)
        .functionCounter()
        .count();
  }

  /** Refused before anything is resolved. */
  private static void callWithoutTls(ConfigurableApplicationContext context) {
    RestClient client = context.getBean(RestClient.Builder.class).build();
    Throwable thrown =
        catchThrowable(() -> client.get().uri("http://" + API + "/").retrieve().toBodilessEntity());
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).isPresent();
  }
}
