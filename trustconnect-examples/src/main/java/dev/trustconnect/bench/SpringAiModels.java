package dev.trustconnect.bench;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.springai.TrustedSpringAi;
import dev.trustconnect.testing.TestCa;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;

/** Spring AI's model of OpenAI. Must not be loaded where Spring AI is absent. */
final class SpringAiModels {
  private SpringAiModels() {}

  /** Behind all gates. */
  static Frameworks.Model secured(TrustConnect trust, String url) {
    return over(TrustedSpringAi.openAi(trust), url);
  }

  /** As it comes, but trusting {@code ca}. */
  static Frameworks.Model plain(TestCa ca, String url) throws GeneralSecurityException {
    SSLSocketFactory factory = new Prompt(ca.clientContext().getSocketFactory());
    return over(builder -> builder.sslSocketFactory(factory).trustManager(ca.trustManager()), url);
  }

  private static Frameworks.Model over(OpenAiHttpClientBuilderCustomizer customizer, String url) {
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .options(
                OpenAiChatOptions.builder()
                    .baseUrl(url)
                    .apiKey("key")
                    .model("m")
                    .maxRetries(0)
                    .build())
            .httpClientBuilderCustomizer(customizer)
            .build();
    return model::call;
  }
}
