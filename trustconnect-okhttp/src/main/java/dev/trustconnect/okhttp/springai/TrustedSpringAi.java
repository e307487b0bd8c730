package dev.trustconnect.okhttp.springai;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.adapter.OptionalLibrary;
import okhttp3.Interceptor;
import org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;

/**
 * Sends the requests of Spring AI's OpenAI and Anthropic models through a TrustConnect client,
 * streaming ones and tool calls too. For Spring AI 2.0, on its own OkHttp 4.12 and on 5.x.
 *
 * <p>A bean of the customizer's type is enough with Spring Boot: every model that it configures
 * uses it. For a model that is built by hand, pass it to {@code httpClientBuilderCustomizer(…)} of
 * the model's builder. Models that are built from an SDK's client don't use it: {@link
 * TrustConnectOkHttp#inspect} shows that.
 *
 * <p>A refusal reaches the caller as the SDK's exception for a failed connection, which the SDK
 * retries; {@link dev.trustconnect.finding.TrustRefusal#in} finds the reason in it. The customizer
 * must be the last: OkHttp interceptors that later customizers add aren't called.
 */
@SuppressWarnings("exports") // its callers require Spring AI themselves: it is optional
public final class TrustedSpringAi {
  private static final OptionalLibrary OPENAI =
      new OptionalLibrary(
          "org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer",
          "org.springframework.ai:spring-ai-openai",
          "spring.ai.openai");
  private static final OptionalLibrary ANTHROPIC =
      new OptionalLibrary(
          "org.springframework.ai.anthropic.http.okhttp.AnthropicHttpClientBuilderCustomizer",
          "org.springframework.ai:spring-ai-anthropic",
          "spring.ai.anthropic");

  private TrustedSpringAi() {}

  /**
   * For OpenAI's models, and those of other providers with OpenAI's API. Models that share the
   * customizer share connections. The caller must close {@code trust}, after the last call.
   *
   * @throws IllegalStateException if {@code spring-ai-openai} is absent, or if two OkHttps are on
   *     the class path
   */
  public static OpenAiHttpClientBuilderCustomizer openAi(TrustConnect trust) {
    OPENAI.require(TrustedSpringAi.class);
    Interceptor forwarding = TrustConnectOkHttp.forwardingInterceptor(trust);
    return builder -> builder.interceptor(forwarding);
  }

  /**
   * For Anthropic's models. Models that share the customizer share connections. The caller must
   * close {@code trust}, after the last call.
   *
   * @throws IllegalStateException if {@code spring-ai-anthropic} is absent, or if two OkHttps are
   *     on the class path
   */
  public static AnthropicHttpClientBuilderCustomizer anthropic(TrustConnect trust) {
    ANTHROPIC.require(TrustedSpringAi.class);
    Interceptor forwarding = TrustConnectOkHttp.forwardingInterceptor(trust);
    return builder -> builder.interceptor(forwarding);
  }
}
