package dev.trustconnect.spring;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.springai.TrustedSpringAi;
import org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Guards the models that Spring AI configures, if it is present. */
@AutoConfiguration(after = TrustConnectAutoConfiguration.class)
@ConditionalOnBean(TrustConnect.class)
final class TrustConnectSpringAiAutoConfiguration {
  // A class for each: one of the two libraries may be absent.

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer")
  static final class OpenAi {
    @Bean
    OpenAiHttpClientBuilderCustomizer trustConnectOpenAi(TrustConnect trust) {
      return TrustedSpringAi.openAi(trust);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer")
  static final class Anthropic {
    @Bean
    AnthropicHttpClientBuilderCustomizer trustConnectAnthropic(TrustConnect trust) {
      return TrustedSpringAi.anthropic(trust);
    }
  }
}
