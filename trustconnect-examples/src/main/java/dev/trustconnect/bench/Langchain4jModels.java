package dev.trustconnect.bench;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.langchain4j.TrustedLangchain4j;
import dev.trustconnect.testing.TestCa;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;

/** langchain4j's model of OpenAI. Must not be loaded where langchain4j is absent. */
final class Langchain4jModels {
  private Langchain4jModels() {}

  /** Behind all gates. */
  static Frameworks.Model secured(TrustConnect trust, String url) {
    return over(TrustedLangchain4j.httpClientBuilder(trust), url);
  }

  /** As it comes, but trusting {@code ca}. */
  static Frameworks.Model plain(TestCa ca, String url) throws GeneralSecurityException {
    HttpClient.Builder jdk = HttpClient.newBuilder().sslContext(ca.clientContext());
    return over(new JdkHttpClientBuilder().httpClientBuilder(jdk), url);
  }

  private static Frameworks.Model over(HttpClientBuilder http, String url) {
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(url)
            .apiKey("key")
            .modelName("m")
            .maxRetries(0)
            .build();
    return model::chat;
  }
}
