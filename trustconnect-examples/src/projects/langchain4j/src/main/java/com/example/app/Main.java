package com.example.app;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import java.io.IOException;
import java.nio.file.Path;

/** Sends its arguments to a model and prints the answer. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    try (TrustConnect trust = TrustConnect.fromFile(Path.of("policies.yaml"))) {
      ChatModel model = model(trust, "https://api.example.com/v1", System.getenv("API_KEY"));
      System.out.println(model.chat(String.join(" ", arguments)));
    }
  }

  /** A model whose requests pass through TrustConnect. */
  public static ChatModel model(TrustConnect trust, String url, String key) {
    return OpenAiChatModel.builder()
        .httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust))
        .baseUrl(url)
        .apiKey(key)
        .modelName("gpt-5-mini")
        .build();
  }
}
