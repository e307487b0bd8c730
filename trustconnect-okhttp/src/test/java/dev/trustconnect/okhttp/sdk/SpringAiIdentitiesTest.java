package dev.trustconnect.okhttp.sdk;

import com.google.genai.Client;
import java.util.stream.Stream;

/**
 * Client certificates of Spring AI's models. Runs by itself, with the versions of the SDKs that
 * Spring AI names.
 */
class SpringAiIdentitiesTest extends SdkIdentityContract {
  static Stream<Row> rows() {
    return Stream.of(
        row("Anthropic", new SpringAiAnthropic()),
        row("OpenAI", new SpringAiOpenAi()),
        Row.whole(
            "Google",
            (trust, base) -> {
              Client client = GoogleSdk.open(trust, base, SETTINGS);
              SpringAiModel model = SpringAiGoogleTest.model(client);
              return caller(new GoogleSdk().messagePath(), model::ask, client::close);
            }));
  }
}
