package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** Guards the {@code WebClient.Builder} of Spring Boot where it runs on Reactor Netty. */
@AutoConfiguration(after = TrustConnectAutoConfiguration.class)
@ConditionalOnClass(
    name = {
      "org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder",
      "org.springframework.http.client.reactive.ReactorClientHttpConnector",
      "reactor.netty.http.client.HttpClient"
    })
@ConditionalOnBean(TrustConnect.class)
final class TrustConnectWebClientAutoConfiguration {
  /** Of this role, since Spring would warn of a bean that it creates before its post-processors. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static GuardedConnectors trustConnectGuardedConnectors() {
    return new GuardedConnectors();
  }

  /** Static, since Spring creates it before other beans. */
  @Bean
  static ReactorConnectors trustConnectReactorConnectors(
      ObjectProvider<TrustConnect> trust, GuardedConnectors guarded) {
    return new ReactorConnectors(trust, guarded);
  }
}
