package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.context.annotation.Bean;

/**
 * Guards the {@code RestClient.Builder} and {@code RestTemplateBuilder} of Spring Boot: it takes
 * this request factory instead of a client that it finds on the class path.
 */
@AutoConfiguration(
    after = TrustConnectAutoConfiguration.class,
    beforeName = {
      "org.springframework.boot.http.client.autoconfigure.imperative"
          + ".ImperativeHttpClientAutoConfiguration", // 4.0
      "org.springframework.boot.autoconfigure.http.client.HttpClientAutoConfiguration" // 3.5
    })
@ConditionalOnClass(
    name = {
      "org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder",
      "org.springframework.http.client.ClientHttpRequestFactory"
    })
@ConditionalOnBean(TrustConnect.class)
final class TrustConnectRestClientAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  ClientHttpRequestFactoryBuilder<?> trustConnectRequestFactoryBuilder(TrustConnect trust) {
    return TrustedRequestFactoryBuilder.over(trust);
  }
}
