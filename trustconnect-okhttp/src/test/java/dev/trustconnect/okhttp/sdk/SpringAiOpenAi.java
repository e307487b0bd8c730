package dev.trustconnect.okhttp.sdk;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.springai.TrustedSpringAi;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Spring AI with a model of OpenAI. */
final class SpringAiOpenAi implements Framework {
  private final OpenAiSdk provider = new OpenAiSdk();

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
    return provider.whatARedirectWouldTakeAlong();
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
  public String ending() {
    return "data: [DONE]\n\n";
  }

  @Override
  public String toolCall() {
    return provider.toolCall();
  }

  @Override
  public Asking client(TrustConnect trust, String baseUrl, Settings settings) {
    var options =
        OpenAiChatOptions.builder()
            .baseUrl(baseUrl)
            .apiKey(settings.key())
            .model("m")
            .maxRetries(settings.retries())
            .toolCallbacks(SpringAiModel.WEATHER);
    if (settings.timeout() != null) {
      options.timeout(settings.timeout());
    }
    return new SpringAiModel(
        OpenAiChatModel.builder()
            .options(options.build())
            .httpClientBuilderCustomizer(TrustedSpringAi.openAi(trust))
            .build());
  }
}
