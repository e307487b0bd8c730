package dev.trustconnect.okhttp.sdk;

import java.util.stream.Stream;

/** Client certificates of the SDKs, as README protects them. */
class SdkIdentitiesTest extends SdkIdentityContract {
  static Stream<Row> rows() {
    return Stream.of(
        row("anthropic-java", new AnthropicSdk()),
        row("google-genai", new GoogleSdk()),
        row("openai-java", new OpenAiSdk()));
  }
}
