package dev.trustconnect.spring;

import static dev.trustconnect.spring.BootApplication.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.spring.BootApplication.Bean;
import dev.trustconnect.testing.TestInternet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ConfigurableApplicationContext;

/** The health contributor of Spring Boot 4. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BootHealthTest {
  private static final String HOST = "api.example.test";

  @Test
  void isUpWhileDegradedAndDownWhenNothingCanBeResolved() throws Exception {
    try (TestInternet internet = TestInternet.usual()) {
      TrustConnect trust = internet.trust().policy(TestInternet.policy(HOST).build()).build();
      try (ConfigurableApplicationContext context =
          start(List.of(new Bean<>(TrustConnect.class, trust)))) {
        trust.names().resolve(HOST);
        Health up = health(context);
        assertThat(up.getStatus()).isEqualTo(Status.UP);
        assertThat(up.getDetails()).containsEntry("status", "UP");
        assertThat(up.getDetails().keySet())
            .containsExactly(
                "status", "upstreams", "anchors", "clock", "policy", "sinks", "memory", "files");

        internet.down(true);
        internet.now(internet.now().plus(Duration.ofHours(2)));
        trust.names().resolve(HOST);
        Health stale = health(context);
        assertThat(stale.getStatus()).isEqualTo(Status.UP);
        assertThat(stale.getDetails()).containsEntry("status", "DEGRADED");
        assertThat(stale.getDetails().get("upstreams"))
            .asInstanceOf(InstanceOfAssertFactories.MAP)
            .containsEntry("status", "DEGRADED")
            .hasEntrySatisfying(
                "detail", line -> assertThat((String) line).contains("stale answers are in use"));

        internet.now(internet.now().plus(Duration.ofDays(2)));
        assertThat(catchThrowable(() -> trust.names().resolve(HOST))).isNotNull();
        Health down = health(context);
        assertThat(down.getStatus()).isEqualTo(Status.DOWN);
        assertThat(down.getDetails()).containsEntry("status", "DOWN");
      }
    }
  }

  @Test
  void isNamedAfterTrustConnectInTheRegistry() {
    try (ConfigurableApplicationContext context =
        start("trustconnect.policy-file=classpath:spring-boot-policies.yaml")) {
      assertThat(context.getBean(HealthContributorRegistry.class).getContributor("trustConnect"))
          .isInstanceOf(TrustConnectHealthIndicator.class);
    }
  }

  @Test
  void propertyTurnsItOff() {
    try (ConfigurableApplicationContext context =
        start(
            "trustconnect.policy-file=classpath:spring-boot-policies.yaml",
            "management.health.trustconnect.enabled=false")) {
      assertThat(context.getBeansOfType(TrustConnectHealthIndicator.class)).isEmpty();
      assertThat(context.getBeansOfType(TrustConnect.class)).hasSize(1);
    }
  }

  @Test
  void withoutATrustConnectThereIsNone() {
    try (ConfigurableApplicationContext context = start()) {
      Map<String, HealthIndicator> all = context.getBeansOfType(HealthIndicator.class);
      assertThat(all).doesNotContainKey("trustConnectHealthIndicator");
    }
  }

  private static Health health(ConfigurableApplicationContext context) {
    return Objects.requireNonNull(
        context.getBean("trustConnectHealthIndicator", HealthIndicator.class).health());
  }
}
