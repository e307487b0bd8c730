package dev.trustconnect.okhttp.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.backends.AnthropicBackend;
import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.ClientFinding;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.WithoutLibrary;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.ai.anthropic.http.okhttp.SpringAiAnthropicHttpClient;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;

/** The clients that Spring AI builds, as {@code inspect} sees them. */
class SpringAiClientTest {
  private final TrustConnect trust = TestInternet.usual().trust().build();

  @AfterEach
  void close() {
    trust.close();
  }

  private static OkHttpClient inside(SpringAiAnthropicHttpClient client) throws Exception {
    var accessor = SpringAiAnthropicHttpClient.class.getDeclaredMethod("getOkHttpClient");
    accessor.setAccessible(true); // not public there
    return (OkHttpClient) accessor.invoke(client);
  }

  private static SpringAiAnthropicHttpClient.Builder anthropic() {
    return SpringAiAnthropicHttpClient.builder()
        .backend(AnthropicBackend.builder().apiKey("key").build());
  }

  @Test
  void customizedClientsAreProtected() throws Exception {
    SpringAiOpenAiHttpClient.Builder openAi = SpringAiOpenAiHttpClient.builder();
    TrustedSpringAi.openAi(trust).customize(openAi);
    SpringAiAnthropicHttpClient.Builder anthropic = anthropic();
    TrustedSpringAi.anthropic(trust).customize(anthropic);

    assertThat(TrustConnectOkHttp.inspect(trust, openAi.build().getOkHttpClient()).findings())
        .isEmpty();
    assertThat(TrustConnectOkHttp.inspect(trust, inside(anthropic.build())).findings()).isEmpty();
  }

  /** Such as one that was built by hand, past the customizers. */
  @Test
  void clientWithoutTheCustomizerIsnt() throws Exception {
    OkHttpClient plain = SpringAiOpenAiHttpClient.builder().build().getOkHttpClient();
    assertThat(TrustConnectOkHttp.inspect(trust, plain).findings())
        .extracting(ClientFinding::code)
        .contains(
            ClientFinding.Code.FOLLOWS_TO_CLEARTEXT,
            ClientFinding.Code.NO_EXCHANGE_GATE,
            ClientFinding.Code.FOREIGN_DNS);
    assertThat(TrustConnectOkHttp.inspect(trust, inside(anthropic().build())).isProtected())
        .isFalse();
  }

  /** README says so; {@code inspect} of the SDK's OkHttp client shows it. */
  @Test
  void modelOfAnSdksClientBypassesTheCustomizer() {
    ClientOptions sdk =
        ClientOptions.builder()
            .apiKey("key")
            .httpClient(SpringAiOpenAiHttpClient.builder().build())
            .build();
    AtomicBoolean called = new AtomicBoolean();
    assertThat(
            OpenAiChatModel.builder()
                .openAiClient(new OpenAIClientImpl(sdk))
                .openAiClientAsync(new OpenAIClientAsyncImpl(sdk))
                .options(OpenAiChatOptions.builder().model("m").apiKey("key").build())
                .httpClientBuilderCustomizer(builder -> called.set(true))
                .build())
        .isNotNull();
    assertThat(called).isFalse();
  }

  /** Compiled against the library, as an application's code is. */
  private static final class Application implements Consumer<TrustConnect> {
    @Override
    public void accept(TrustConnect trust) {
      TrustedSpringAi.openAi(trust);
    }
  }

  @Test
  @SuppressWarnings("unchecked") // the class is the application's, of another class loader
  void absentLibraryIsNamedWithItsPlace() throws Exception {
    var constructor =
        new WithoutLibrary("org.springframework.ai.openai.", "dev.trustconnect.okhttp.springai.")
            .loadClass(Application.class.getName())
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    var application = (Consumer<TrustConnect>) constructor.newInstance();
    assertThatThrownBy(() -> application.accept(trust))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "TrustedSpringAi needs org.springframework.ai:spring-ai-openai on the class path, or on"
                + " the module path with --add-modules spring.ai.openai");
  }
}
