package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * The health contributor {@code trustConnect} of Spring Boot 3.5, as {@link
 * TrustConnectHealthAutoConfiguration} has it for Spring Boot 4, whose classes have other names.
 */
@AutoConfiguration(after = TrustConnectAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnMissingClass("org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnSingleCandidate(TrustConnect.class)
@ConditionalOnExpression(
    "${management.health.trustconnect.enabled:${management.health.defaults.enabled:true}}")
final class TrustConnectBoot3HealthAutoConfiguration {
  /**
   * Spring Boot names the contributor after the bean. A lambda: a class of ours that implements the
   * interface couldn't be loaded beside Spring Boot 4.
   */
  @Bean
  @ConditionalOnMissingBean(name = {"trustConnectHealthIndicator", "trustConnectHealthContributor"})
  HealthIndicator trustConnectHealthIndicator(TrustConnect trust) {
    return () -> Boot3Health.of(trust.health());
  }
}
