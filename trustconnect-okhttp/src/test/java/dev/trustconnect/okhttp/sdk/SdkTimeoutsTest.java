package dev.trustconnect.okhttp.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.HttpOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.anthropic.TimedAnthropic;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long the calls of SDKs may be silent: as long as over the SDK's own client. */
class SdkTimeoutsTest {
  private static final String NOWHERE = "https://api.example.test:1";

  private final TrustConnect trust = TestInternet.usual().trust().build();
  private OkHttpClient sdkClient = TrustConnectOkHttp.newSdkClient(trust);
  private final List<Limits> seen = new ArrayList<>();

  /** Of one call, as its interceptors see them. */
  private record Limits(Duration connect, Duration read, Duration write, Duration call) {}

  /** Notes the limits; the call ends here. */
  private final class Noting implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      seen.add(
          new Limits(
              Duration.ofMillis(chain.connectTimeoutMillis()),
              Duration.ofMillis(chain.readTimeoutMillis()),
              Duration.ofMillis(chain.writeTimeoutMillis()),
              Duration.ofNanos(chain.call().timeout().timeoutNanos())));
      throw new IOException("noted");
    }
  }

  @AfterEach
  void close() {
    trust.close();
  }

  private OkHttpClient noting() {
    return sdkClient.newBuilder().addInterceptor(new Noting()).build();
  }

  private void askOpenAi(OpenAIOkHttpClient.Builder builder) {
    OpenAIClient client =
        builder.apiKey("key").baseUrl(NOWHERE).okHttpClient(noting()).maxRetries(0).build();
    fails(
        () ->
            client
                .chat()
                .completions()
                .create(
                    ChatCompletionCreateParams.builder().model("m").addUserMessage("hi").build()));
    client.close();
  }

  private void askGoogle(HttpOptions.Builder http) {
    try (Client client =
        Client.builder()
            .apiKey("key")
            .httpOptions(http.baseUrl(NOWHERE).build())
            .clientOptions(ClientOptions.builder().customHttpClient(noting()).build())
            .build()) {
      fails(() -> client.models.generateContent("m", "hi", null));
    }
  }

  private void askAnthropic(AnthropicOkHttpClient.Builder builder) {
    AnthropicClient client =
        builder
            .apiKey("key")
            .baseUrl(NOWHERE)
            .addInterceptor(replaced -> TimedAnthropic.over(trust, new Noting()))
            .maxRetries(0)
            .build();
    fails(
        () ->
            client
                .messages()
                .create(
                    MessageCreateParams.builder()
                        .model("m")
                        .maxTokens(16)
                        .addUserMessage("hi")
                        .build()));
    client.close();
  }

  private static void fails(Runnable call) {
    assertThat(catchThrowable(call::run)).isNotNull();
  }

  private static Limits limits(int connectMinutes, int minutes, Duration call) {
    return new Limits(
        Duration.ofMinutes(connectMinutes),
        Duration.ofMinutes(minutes),
        Duration.ofMinutes(minutes),
        call);
  }

  @Test
  void openAiWaitsAsLongAsOverItsOwnClient() {
    askOpenAi(OpenAIOkHttpClient.builder());
    assertThat(seen).containsOnly(limits(1, 10, Duration.ZERO));
  }

  @Test
  void googleWaitsForAModelThatThinks() {
    askGoogle(HttpOptions.builder());
    assertThat(seen).isNotEmpty().containsOnly(limits(1, 10, Duration.ZERO));
  }

  @Test
  void anthropicWaitsAsLongAsOverItsOwnClient() {
    askAnthropic(AnthropicOkHttpClient.builder());
    assertThat(seen).containsOnly(limits(1, 10, Duration.ofMinutes(10)));
  }

  @Test
  void timeoutSetInAnSdkApplies() {
    Duration limit = Duration.ofSeconds(7);
    askOpenAi(OpenAIOkHttpClient.builder().timeout(limit));
    askAnthropic(AnthropicOkHttpClient.builder().timeout(limit));
    assertThat(seen).hasSize(2).map(Limits::call).containsOnly(limit);
  }

  /** As README says: with the application's client, the SDK doesn't apply its own timeout. */
  @Test
  void googleTakesItsLimitFromTheClient() {
    askGoogle(HttpOptions.builder().timeout(7_000));
    assertThat(seen).map(Limits::call).containsOnly(Duration.ZERO);
    seen.clear();
    sdkClient = sdkClient.newBuilder().callTimeout(Duration.ofSeconds(7)).build();
    askGoogle(HttpOptions.builder());
    assertThat(seen).map(Limits::call).containsOnly(Duration.ofSeconds(7));
  }

  /** What an application asks for itself isn't an answer that is thought about. */
  @Test
  void ordinaryClientKeepsTheDefaultsOfOkHttp() {
    OkHttpClient plain = new OkHttpClient();
    OkHttpClient ours = TrustConnectOkHttp.newClient(trust);
    assertThat(ours.readTimeoutMillis()).isEqualTo(plain.readTimeoutMillis());
    assertThat(ours.connectTimeoutMillis()).isEqualTo(plain.connectTimeoutMillis());
  }
}
