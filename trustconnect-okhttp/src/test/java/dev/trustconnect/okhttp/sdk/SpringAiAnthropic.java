package dev.trustconnect.okhttp.sdk;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.springai.TrustedSpringAi;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;

/** Spring AI with a model of Anthropic. */
final class SpringAiAnthropic implements Framework {
  private final AnthropicSdk provider = new AnthropicSdk();

  @Override
  public String messagePath() {
    return provider.messagePath();
  }

  @Override
  public String streamPath() {
    return provider.streamPath();
  }

  @Override
  public Reason whatARedirectWouldTakeAlong() {
    return Reason.REQUEST_CREDENTIAL_ELSEWHERE;
  }

  @Override
  public boolean retriesRefusals() {
    return true;
  }

  @Override
  public String message(String text) {
    return provider.message(text);
  }

  @Override
  public String event(String text) {
    return provider.event(text);
  }

  @Override
  public String opening() {
    return provider.opening();
  }

  @Override
  public String ending() {
    return provider.ending();
  }

  @Override
  public String toolCall() {
    return provider.toolCall();
  }

  @Override
  public Asking client(TrustConnect trust, String baseUrl, Settings settings) {
    var options =
        AnthropicChatOptions.builder()
            .baseUrl(baseUrl)
            .apiKey(settings.key())
            .model("m")
            .maxTokens(16)
            .maxRetries(settings.retries())
            .toolCallbacks(SpringAiModel.WEATHER);
    if (settings.timeout() != null) {
      options.timeout(settings.timeout());
    }
    return new SpringAiModel(
        AnthropicChatModel.builder()
            .options(options.build())
            .httpClientBuilderCustomizer(TrustedSpringAi.anthropic(trust))
            .build());
  }
}
