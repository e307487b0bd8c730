package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.TrustMeter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;

/**
 * A {@link TrustConnect} bean for a Spring Boot application that sets {@code
 * trustconnect.policy-file}. It closes with the context. An application with its own bean of this
 * type doesn't set the property; both are refused.
 *
 * <p>A policy file with mistakes, a missing one, and an unknown property {@code trustconnect.*} end
 * the start with a message that says what to change. Without the property and without a bean of the
 * application nothing is configured.
 */
@AutoConfiguration
@EnableConfigurationProperties(TrustConnectProperties.class)
@SuppressWarnings("exports") // its callers require Spring themselves: it is optional
public final class TrustConnectAutoConfiguration {
  /** For Spring. */
  public TrustConnectAutoConfiguration() {}

  /** Spring reads a nested class first, so the bean seen here is the application's. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("trustconnect.policy-file")
  @ConditionalOnBean(TrustConnect.class)
  static final class TwoSources {
    TwoSources() {
      throw new StartRefusedException(
          "trustconnect.policy-file is set, but the application's own TrustConnect bean would"
              + " ignore it",
          "remove the property or the bean");
    }
  }

  /** The policies of the file, every {@link TrustMeter}, and what the application adds. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty("trustconnect.policy-file")
  TrustConnect trustConnect(
      TrustConnectProperties properties,
      ResourceLoader resources,
      ObjectProvider<TrustMeter> meters,
      ObjectProvider<TrustConnectCustomizer> customizers) {
    return ConfiguredPolicies.of(properties, resources)
        .open(
            builder -> {
              builder.meter(TrustMeter.of(meters.orderedStream().toArray(TrustMeter[]::new)));
              customizers.orderedStream().forEach(each -> each.customize(builder));
            });
  }

  @Bean
  @ConditionalOnProperty(name = "trustconnect.refuse-unguarded-clients", havingValue = "true")
  UnguardedClients trustConnectUnguardedClients(ConfigurableListableBeanFactory beans) {
    return new UnguardedClients(beans);
  }
}
