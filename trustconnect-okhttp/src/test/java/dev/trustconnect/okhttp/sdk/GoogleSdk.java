package dev.trustconnect.okhttp.sdk;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/** google-genai. */
final class GoogleSdk implements Sdk {
  @Override
  public String messagePath() {
    return "/v1beta/models/m:generateContent";
  }

  @Override
  public String streamPath() {
    return "/v1beta/models/m:streamGenerateContent";
  }

  @Override
  public Reason whatARedirectWouldTakeAlong() {
    return Reason.REQUEST_CREDENTIAL_ELSEWHERE;
  }

  @Override
  public String message(String text) {
    return """
    {"candidates":[{"content":{"role":"model","parts":[{"text":"%s"}]}}],"modelVersion":"m"}\
    """
        .formatted(text);
  }

  @Override
  public String event(String text) {
    return "data: " + message(text) + "\n\n";
  }

  @Override
  public Chat client(TrustConnect trust, String baseUrl, Settings settings) {
    return new Asking(open(trust, baseUrl, settings));
  }

  /** The SDK's own client. */
  static Client open(TrustConnect trust, String baseUrl, Settings settings) {
    HttpOptions.Builder http = HttpOptions.builder().baseUrl(baseUrl);
    if (settings.retries() != null) {
      http.retryOptions(HttpRetryOptions.builder().attempts(settings.retries() + 1));
    }
    OkHttpClient client = TrustConnectOkHttp.newSdkClient(trust);
    if (settings.timeout() != null) { // with a client of the application's, its timeouts hold
      client = client.newBuilder().callTimeout(settings.timeout()).build();
    }
    return Client.builder()
        .apiKey(settings.key())
        .httpOptions(http.build())
        .clientOptions(ClientOptions.builder().customHttpClient(client).build())
        .build();
  }

  private record Asking(Client client) implements Chat {
    @Override
    public String ask(String prompt) {
      return client.models.generateContent("m", prompt, null).text();
    }

    @Override
    public CompletableFuture<String> askLater(String prompt) {
      CompletableFuture<GenerateContentResponse> asked =
          client.async.models.generateContent("m", prompt, null);
      return Futures.following(asked, asked.thenApply(GenerateContentResponse::text));
    }

    @Override
    public void stream(String prompt, Consumer<String> text) {
      try (ResponseStream<GenerateContentResponse> parts =
          client.models.generateContentStream("m", prompt, null)) {
        parts.forEach(part -> text.accept(part.text()));
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
