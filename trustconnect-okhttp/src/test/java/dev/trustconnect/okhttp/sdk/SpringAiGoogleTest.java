package dev.trustconnect.okhttp.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.genai.Client;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.sdk.Sdk.Settings;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * Spring AI's model of Google, over the client of the SDK's version that Spring AI names. Not all
 * of {@link FrameworkContract} holds: it hands the parts of a stream on late.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringAiGoogleTest {
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";
  private static final String ASK = "/v1beta/models/m:generateContent";
  private static final String STREAM = "/v1beta/models/m:streamGenerateContent";
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private final GoogleSdk provider = new GoogleSdk();
  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer honest = internet.server(API);

  @AfterEach
  void close() {
    internet.close();
  }

  private <T> T with(EndpointPolicy policy, String baseUrl, Function<SpringAiModel, T> use) {
    TrustConnect.Builder builder =
        internet.trust().policies(policy, TestInternet.policy(OTHER).build());
    try (TrustConnect trust = builder.build();
        Client client = GoogleSdk.open(trust, baseUrl, Settings.of(KEY))) {
      return use.apply(model(client));
    }
  }

  /** The model over this client, without retries. */
  static SpringAiModel model(Client client) {
    return new SpringAiModel(
        GoogleGenAiChatModel.builder()
            .genAiClient(client)
            .retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
            .options(
                GoogleGenAiChatOptions.builder()
                    .model("m")
                    .toolCallbacks(SpringAiModel.WEATHER)
                    .build())
            .build());
  }

  private <T> T with(Function<SpringAiModel, T> use) {
    return with(TestInternet.policy(API).build(), honest.url(API, ""), use);
  }

  private static List<String> stream(SpringAiModel model) {
    List<String> heard = new CopyOnWriteArrayList<>();
    model.stream(PROMPT, heard::add);
    return heard;
  }

  /** Asked for a message and for a stream. */
  private void refused(Reason reason, EndpointPolicy policy, String baseUrl) {
    for (Throwable thrown :
        List.of(
            catchThrowable(() -> with(policy, baseUrl, model -> model.ask(PROMPT))),
            catchThrowable(() -> with(policy, baseUrl, SpringAiGoogleTest::stream)))) {
      assertThat(TrustRefusal.in(thrown))
          .as("%s", thrown)
          .map(TrustRefusal::reason)
          .contains(reason);
      assertThat(thrown.toString()).doesNotContain(KEY).doesNotContain(PROMPT);
    }
  }

  @Test
  void messageIsAnswered() {
    honest.answer(ASK, 200, JSON, provider.message("hi"));

    assertThat(this.<String>with(model -> model.ask(PROMPT))).isEqualTo("hi");

    assertThat(honest.received(KEY)).isTrue();
    assertThat(honest.received(PROMPT)).isTrue();
  }

  @Test
  void streamIsReadToItsEnd() {
    Map<String, String> events = Map.of("Content-Type", "text/event-stream");
    honest.answer(STREAM, 200, events, provider.event("one") + provider.event("two"));

    assertThat(String.join("", this.<List<String>>with(SpringAiGoogleTest::stream)))
        .isEqualTo("onetwo");
  }

  @Test
  void toolIsCalledAndItsResultSent() {
    honest.answer(
        ASK,
        200,
        JSON,
        """
        {"candidates":[{"content":{"role":"model","parts":[\
        {"functionCall":{"name":"weather","args":{"city":"Bern"}}}]}}],"modelVersion":"m"}\
        """);

    String answer =
        with(
            model ->
                model.askWithTool(
                    PROMPT,
                    arguments -> {
                      assertThat(arguments).contains("Bern");
                      honest.answer(ASK, 200, JSON, provider.message("take a hat"));
                      return "{\"weather\":\"sunny in Bern\"}";
                    }));

    assertThat(answer).isEqualTo("take a hat");
    assertThat(honest.received("sunny in Bern")).isTrue();
  }

  @Test
  void poisonedAddressIsRefusedWithNoByte() {
    TlsPeer rogue = internet.poison(API);

    refused(Reason.SIGNATURE_INVALID, TestInternet.policy(API).build(), honest.url(API, ""));

    assertThat(rogue.connections()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
  }

  @Test
  void misissuedCertificateIsRefusedBeforeTheRequest() {
    TlsPeer rogue = internet.hijack(API);

    refused(
        Reason.PIN_NOT_IN_PATH,
        TestInternet.policyWithUnmatchedPins(API).build(),
        honest.url(API, ""));

    assertThat(rogue.requestBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void redirectToAnotherHostTakesNothingAlong(int status) {
    TlsPeer other = internet.server(OTHER);
    honest.redirect(ASK, status, other.url(OTHER, "/collect"));
    honest.redirect(STREAM, status, other.url(OTHER, "/collect"));

    refused(
        Reason.REQUEST_CREDENTIAL_ELSEWHERE, TestInternet.policy(API).build(), honest.url(API, ""));

    assertThat(other.requestBytes()).isZero();
  }

  @Test
  void redirectToCleartextTakesNothingAlong() {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start()) {
      String url = "http://" + API + ":" + cleartext.port();
      honest.redirect(ASK, 307, url + "/collect");
      honest.redirect(STREAM, 307, url + "/collect");

      refused(Reason.REQUEST_CLEARTEXT, TestInternet.policy(API).build(), honest.url(API, ""));

      assertThat(cleartext.requestBytes()).isZero();
    }
  }

  @Test
  void cleartextBaseUrlIsRefused() {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start()) {
      refused(
          Reason.REQUEST_CLEARTEXT,
          TestInternet.policy(API).build(),
          "http://" + API + ":" + cleartext.port());

      assertThat(cleartext.connections()).isZero();
    }
  }
}
