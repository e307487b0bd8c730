package dev.trustconnect.okhttp.sdk;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/** openai-java. */
final class OpenAiSdk implements Sdk {
  @Override
  public String messagePath() {
    return "/chat/completions";
  }

  @Override
  public String streamPath() {
    return "/chat/completions";
  }

  @Override
  public Reason whatARedirectWouldTakeAlong() {
    return Reason.REQUEST_BODY_ELSEWHERE;
  }

  @Override
  public String message(String text) {
    return """
    {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
    "finish_reason":"stop","logprobs":null,\
    "message":{"role":"assistant","content":"%s","refusal":null}}]}\
    """
        .formatted(text);
  }

  @Override
  public String event(String text) {
    return """
    data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":\
    [{"index":0,"delta":{"content":"%s"},"finish_reason":null}]}

    """
        .formatted(text);
  }

  /** A message that calls the tool {@code weather} with the city Bern. */
  String toolCall() {
    return """
    {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
    "finish_reason":"tool_calls","logprobs":null,"message":{"role":"assistant","content":null,\
    "refusal":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"weather",\
    "arguments":"{\\"city\\":\\"Bern\\"}"}}]}}]}\
    """;
  }

  @Override
  public Chat client(TrustConnect trust, String baseUrl, Settings settings) {
    OkHttpClient http = TrustConnectOkHttp.newSdkClient(trust);
    OpenAIOkHttpClient.Builder builder =
        OpenAIOkHttpClient.builder().apiKey(settings.key()).baseUrl(baseUrl).okHttpClient(http);
    if (settings.retries() != null) {
      builder.maxRetries(settings.retries());
    }
    if (settings.timeout() != null) {
      builder.timeout(settings.timeout());
    }
    return new Asking(builder.build(), http);
  }

  private record Asking(OpenAIClient client, OkHttpClient http) implements Chat {
    private static ChatCompletionCreateParams params(String prompt) {
      return ChatCompletionCreateParams.builder().model("m").addUserMessage(prompt).build();
    }

    private static String text(ChatCompletion completion) {
      return completion.choices().get(0).message().content().orElse("");
    }

    @Override
    public String ask(String prompt) {
      return text(client.chat().completions().create(params(prompt)));
    }

    @Override
    public CompletableFuture<String> askLater(String prompt) {
      CompletableFuture<ChatCompletion> asked =
          client.async().chat().completions().create(params(prompt));
      return Futures.following(asked, asked.thenApply(Asking::text));
    }

    @Override
    public void stream(String prompt, Consumer<String> text) {
      try (StreamResponse<ChatCompletionChunk> chunks =
          client.chat().completions().createStreaming(params(prompt))) {
        chunks.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .flatMap(choice -> choice.delta().content().stream())
            .forEach(text);
      }
    }

    @Override
    public void close() {
      client.close();
      http.connectionPool().evictAll(); // the application's own, which the SDK leaves alone
      http.dispatcher().executorService().shutdown();
    }
  }
}
