package dev.trustconnect.okhttp.sdk;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import org.jspecify.annotations.Nullable;

/** langchain4j with a model of Anthropic. */
final class Langchain4jAnthropic implements Framework {
  private final AnthropicSdk provider = new AnthropicSdk();

  @Override
  public String messagePath() {
    return "/messages"; // the base URL has the version
  }

  @Override
  public String streamPath() {
    return "/messages";
  }

  @Override
  public @Nullable Reason whatARedirectWouldTakeAlong() {
    return null;
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
  public String toolCall() {
    return provider.toolCall();
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
  public Asking client(TrustConnect trust, String baseUrl, Settings settings) {
    var model =
        AnthropicChatModel.builder()
            .httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust))
            .baseUrl(baseUrl)
            .apiKey(settings.key())
            .modelName("m")
            .maxRetries(settings.retries());
    var streaming =
        AnthropicStreamingChatModel.builder()
            .httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust))
            .baseUrl(baseUrl)
            .apiKey(settings.key())
            .modelName("m");
    if (settings.timeout() != null) {
      model.timeout(settings.timeout());
      streaming.timeout(settings.timeout());
    }
    return new Langchain4jModels(model.build(), streaming.build());
  }
}
