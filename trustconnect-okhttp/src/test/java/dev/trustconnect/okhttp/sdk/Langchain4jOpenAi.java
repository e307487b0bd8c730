package dev.trustconnect.okhttp.sdk;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import org.jspecify.annotations.Nullable;

/** langchain4j with a model of OpenAI. */
final class Langchain4jOpenAi implements Framework {
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
  public Asking client(TrustConnect trust, String baseUrl, Settings settings) {
    var model =
        OpenAiChatModel.builder()
            .httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust))
            .baseUrl(baseUrl)
            .apiKey(settings.key())
            .modelName("m")
            .maxRetries(settings.retries());
    var streaming =
        OpenAiStreamingChatModel.builder()
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
