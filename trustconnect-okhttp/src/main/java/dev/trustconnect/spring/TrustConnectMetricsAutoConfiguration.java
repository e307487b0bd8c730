package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.micrometer.TrustConnectMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * A {@link TrustConnectMetrics} bean where the application has a {@link TrustConnect} and a {@link
 * MeterRegistry}, to which Spring Boot's Actuator binds it. The {@code TrustConnect} of {@code
 * trustconnect.policy-file} has it as its meter. An application with its own {@code TrustConnect}
 * bean passes it to {@code TrustConnect.Builder.meter} itself; without that, only the gauges have
 * values.
 *
 * <p>An application's own {@code TrustConnectMetrics} bean is used instead. {@code
 * trustconnect.metrics.enabled=false} turns this off.
 */
@AutoConfiguration(
    after = TrustConnectAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(TrustConnect.class)
@ConditionalOnProperty(name = "trustconnect.metrics.enabled", matchIfMissing = true)
final class TrustConnectMetricsAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  TrustConnectMetrics trustConnectMetrics(TrustConnectProperties properties) {
    return TrustConnectMetrics.builder().hosts(properties.metrics().hosts()).build();
  }

  /** Static, so that Spring needs nothing else to create it. */
  @Bean
  static ObservedTrust trustConnectObserved(ObjectProvider<TrustConnectMetrics> metrics) {
    return new ObservedTrust(metrics);
  }
}
