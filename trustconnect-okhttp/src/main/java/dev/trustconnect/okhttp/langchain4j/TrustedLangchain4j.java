package dev.trustconnect.okhttp.langchain4j;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.ClientReport;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.okhttp.adapter.OptionalLibrary;

/**
 * Sends langchain4j's requests through a TrustConnect client, streaming ones too. For {@code
 * dev.langchain4j:langchain4j-http-client} 1.10 and later.
 *
 * <pre>{@code
 * ChatModel model =
 *     OpenAiChatModel.builder()
 *         .httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust))
 *         .apiKey(key)
 *         .modelName("gpt-5-mini")
 *         .build();
 * }</pre>
 *
 * <p>A refusal reaches the caller as a {@code NonRetriableException}, which langchain4j doesn't
 * retry; {@link dev.trustconnect.finding.TrustRefusal#in} finds the reason in it. A {@linkplain
 * dev.trustconnect.finding.TrustRefusal#isTemporary() temporary} refusal is a {@code
 * RetriableException}. As with langchain4j's own client, another status than 2xx is an {@code
 * HttpException}, a timeout a {@code TimeoutException}, and redirects aren't followed: they end in
 * an {@code HttpException}.
 */
@SuppressWarnings("exports") // its callers require langchain4j.http.client themselves: optional
public final class TrustedLangchain4j {
  private static final OptionalLibrary LIBRARY =
      new OptionalLibrary(
          "dev.langchain4j.http.client.HttpClientBuilder",
          "dev.langchain4j:langchain4j-http-client",
          "langchain4j.http.client");

  private TrustedLangchain4j() {}

  /**
   * A builder for {@code httpClientBuilder(…)} of a model. A model sets its {@code timeout} in it
   * when it is built, so use one builder for each model. Its clients share connections. The caller
   * must close {@code trust}, after the last call.
   *
   * @throws IllegalStateException if langchain4j's HTTP client is absent, or if two OkHttps are on
   *     the class path
   */
  public static HttpClientBuilder httpClientBuilder(TrustConnect trust) {
    LIBRARY.require(TrustedLangchain4j.class);
    return TrustedHttpClientBuilder.over(trust);
  }

  /**
   * Reports which protections by {@code trust} a client of langchain4j lacks, as {@link
   * TrustConnectOkHttp#inspect} does for OkHttp's. Clients of others, langchain4j's own included,
   * don't show what is in them, so they lack at least two.
   *
   * @throws IllegalStateException if langchain4j's HTTP client is absent
   */
  public static ClientReport inspect(TrustConnect trust, HttpClient client) {
    LIBRARY.require(TrustedLangchain4j.class);
    return Inspection.of(trust, client);
  }

  /** Reports the same of the client that a builder builds. One is built. */
  public static ClientReport inspect(TrustConnect trust, HttpClientBuilder builder) {
    return inspect(trust, builder.build());
  }
}
