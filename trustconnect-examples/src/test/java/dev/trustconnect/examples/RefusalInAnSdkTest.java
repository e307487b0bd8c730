package dev.trustconnect.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a refusal looks like in an SDK, word for word as README shows it. */
class RefusalInAnSdkTest {
  @Test
  void openAiThrowsWhatReadmeShows() throws IOException {
    try (TestInternet internet = TestInternet.serving("api.openai.com");
        TrustConnect trust = internet.trust().build()) {
      internet.poison("api.openai.com");
      OpenAIClient openai =
          OpenAIOkHttpClient.builder()
              .apiKey("key")
              .baseUrl("https://api.openai.com/v1")
              .okHttpClient(TrustConnectOkHttp.newSdkClient(trust))
              .maxRetries(0)
              .build();

      Throwable thrown = catchThrowable(() -> openai.models().list());

      assertThat(masked(thrown + "\nCaused by: " + thrown.getCause()))
          .isEqualTo(masked(Documents.blocks("README.md", "text").get(0)));
    }
  }

  /** Keys are made for each run. */
  private static String masked(String trace) {
    return trace.replaceAll("key \\d+", "key N").strip();
  }
}
