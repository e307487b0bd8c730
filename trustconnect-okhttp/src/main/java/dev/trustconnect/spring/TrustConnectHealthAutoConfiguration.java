package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * The health contributor {@code trustConnect} of Spring Boot 4. It is in no group unless the
 * application puts it into one. {@code management.health.trustconnect.enabled=false} turns it off.
 */
@AutoConfiguration(after = TrustConnectAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnSingleCandidate(TrustConnect.class)
@ConditionalOnEnabledHealthIndicator("trustconnect")
final class TrustConnectHealthAutoConfiguration {
  /** Spring Boot names the contributor after the bean. */
  @Bean
  @ConditionalOnMissingBean(name = {"trustConnectHealthIndicator", "trustConnectHealthContributor"})
  HealthIndicator trustConnectHealthIndicator(TrustConnect trust) {
    return new TrustConnectHealthIndicator(trust);
  }
}
