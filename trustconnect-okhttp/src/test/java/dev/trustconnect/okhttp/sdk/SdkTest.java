package dev.trustconnect.okhttp.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpMethod;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.anthropic.TrustedAnthropic;
import dev.trustconnect.okhttp.sdk.Sdk.Settings;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Real SDKs, unmodified, against a server that speaks their provider's language. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SdkTest {
  private static final String API = "api.example.test";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";
  private static final String SSE = "text/event-stream";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer honest = TlsPeer.start(internet.ca().server(API));
  private final TlsPeer rogue =
      TlsPeer.builder(internet.ca().server(API, "other.example.test"))
          .address("127.0.1.11")
          .port(honest.port())
          .start();
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private TrustConnect trust = trust(TestInternet.policy(API).build());

  @AfterEach
  void close() {
    trust.close();
    honest.close();
    rogue.close();
  }

  static Stream<Named<Sdk>> sdks() {
    return Stream.of(
        Named.of("anthropic", new AnthropicSdk()),
        Named.of("openai", new OpenAiSdk()),
        Named.of("google", new GoogleSdk()));
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet
        .trust()
        .policy(policy)
        .policy(TestInternet.policy("other.example.test").build())
        .audit(events::add)
        .build();
  }

  private void judgeBy(EndpointPolicy policy) {
    trust.close();
    trust = trust(policy);
  }

  private Sdk.Chat client(Sdk sdk) {
    return client(sdk, Settings.of(KEY));
  }

  private Sdk.Chat client(Sdk sdk, Settings settings) {
    return sdk.client(trust, honest.url(API, ""), settings);
  }

  private void refused(Sdk.Chat client, Reason reason) {
    Throwable thrown = catchThrowable(() -> client.ask(PROMPT));
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
    assertThat(thrown.toString()).doesNotContain(KEY).doesNotContain(PROMPT);
  }

  private void rogueGotNothing() {
    rogue.awaitNoConnection();
    assertThat(rogue.requests()).isEmpty();
    assertThat(rogue.received(KEY)).isFalse();
    assertThat(rogue.received(PROMPT)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void messageIsAnsweredOverAJudgedConnection(Sdk sdk) throws Exception {
    honest.answer(
        sdk.messagePath(), 200, Map.of("Content-Type", "application/json"), sdk.message("hi"));
    try (Sdk.Chat client = client(sdk)) {
      assertThat(client.ask(PROMPT)).isEqualTo("hi");
      assertThat(client.askLater(PROMPT).get(60, TimeUnit.SECONDS)).isEqualTo("hi");
    }
    assertThat(honest.requests()).hasSize(2);
    assertThat(honest.received(KEY)).as("at home").isTrue();
    assertThat(honest.received(PROMPT)).isTrue();
    trust.close();
    assertThat(events)
        .filteredOn(AuditEvent.Judged.class::isInstance)
        .map(event -> ((AuditEvent.Judged) event).gate())
        .contains(AuditEvent.Gate.NAME, AuditEvent.Gate.HANDSHAKE, AuditEvent.Gate.EXCHANGE);
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void streamIsReadAsItComesAndToItsEnd(Sdk sdk) throws Exception {
    LiveAnswer live = honest.live(sdk.streamPath(), SSE);
    List<String> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> first = new CompletableFuture<>();
    try (Sdk.Chat client = client(sdk)) {
      CompletableFuture<Void> streaming =
          CompletableFuture.runAsync(
              () ->
                  client.stream(
                      PROMPT,
                      text -> {
                        heard.add(text);
                        first.complete(null);
                      }),
              task -> new Thread(task).start());
      live.say(sdk.event("one"));
      live.say(sdk.event("two")); // google-genai reads one ahead
      first.get(60, TimeUnit.SECONDS); // while there is more to come
      assertThat(streaming).isNotDone();
      live.say(sdk.event("three"));
      live.end();
      streaming.get(60, TimeUnit.SECONDS);
    }
    assertThat(heard).containsExactly("one", "two", "three");
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void streamClosedEarlyIsCancelled(Sdk sdk) {
    LiveAnswer live = honest.live(sdk.streamPath(), SSE);
    try (Sdk.Chat client = client(sdk)) {
      CompletableFuture<Void> saying =
          CompletableFuture.runAsync(
              () -> live.say(sdk.event("one") + sdk.event("two")),
              task -> new Thread(task).start());
      assertThatThrownBy(
              () ->
                  client.stream(
                      PROMPT,
                      text -> {
                        throw new IllegalStateException("enough");
                      }))
          .hasMessage("enough");
      saying.join();
      live.awaitGivenUp();
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void errorOfTheProviderIsTheSdksOwn(Sdk sdk) {
    List<String> kinds = new ArrayList<>();
    try (Sdk.Chat client = client(sdk)) {
      for (int status : new int[] {429, 500}) {
        honest.answer(
            sdk.messagePath(),
            status,
            Map.of("Content-Type", "application/json"),
            "{\"error\":{\"message\":\"no\",\"type\":\"error\"}}");
        Throwable thrown = catchThrowable(() -> client.ask(PROMPT));
        assertThat(TrustRefusal.in(thrown)).isEmpty();
        kinds.add(thrown.getClass().getName());
      }
    }
    assertThat(kinds).allMatch(kind -> kind.matches("com\\.(anthropic|openai|google)\\..*"));
    assertThat(honest.requests()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void timeoutEndsACallThatIsntAnswered(Sdk sdk) {
    LiveAnswer silent = honest.live(sdk.messagePath(), "application/json");
    // The timeout covers connecting, too. On a busy machine a short one ends the call before the
    // server has the request, so it doubles until the request got there.
    Duration timeout = Duration.ofMillis(500);
    while (!silent.isAsked()) {
      try (Sdk.Chat client = client(sdk, Settings.of(KEY).timeout(timeout))) {
        assertThatThrownBy(() -> client.ask(PROMPT)).isInstanceOf(RuntimeException.class);
      }
      timeout = timeout.multipliedBy(2);
    }
    silent.awaitGivenUp();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void poisonedAddressIsRefusedWithNoByte(Sdk sdk) {
    internet.change(
        world ->
            world.harm(
                Harm.replace(
                    API, Type.A, records -> records.stream().map(SdkTest::atTheRogue).toList())));
    try (Sdk.Chat client = client(sdk)) {
      refused(client, Reason.SIGNATURE_INVALID);
    }
    assertThat(rogue.connections()).isZero();
    assertThat(honest.connections()).isZero();
  }

  private static Record atTheRogue(Record record) {
    return new ARecord(record.getName(), DClass.IN, record.getTTL(), new byte[] {127, 0, 1, 11});
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void wrongPinIsRefusedBeforeTheRequest(Sdk sdk) {
    judgeBy(unmatchedPins());
    try (Sdk.Chat client = client(sdk)) {
      refused(client, Reason.PIN_NOT_IN_PATH);
    }
    honest.awaitNoConnection();
    assertThat(honest.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void redirectToAnotherHostTakesNothingAlong(Sdk sdk) {
    honest.redirect(sdk.messagePath(), 307, rogue.url("other.example.test", "/collect"));
    try (Sdk.Chat client = client(sdk)) {
      refused(client, sdk.whatARedirectWouldTakeAlong());
    }
    rogueGotNothing();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void redirectToCleartextTakesNothingAlong(Sdk sdk) {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start()) {
      honest.redirect(
          sdk.messagePath(), 307, "http://" + API + ":" + cleartext.port() + "/collect");
      try (Sdk.Chat client = client(sdk)) {
        refused(client, Reason.REQUEST_CLEARTEXT);
      }
      cleartext.awaitNoConnection();
      assertThat(cleartext.requests()).isEmpty();
    }
  }

  /** The SDKs' own futures pass no cancellation on; who has the transport can. */
  @Test
  void cancelledCallOfTheAnthropicTransportIsGivenUp() {
    LiveAnswer silent = honest.live("/v1/messages", "application/json");
    try (HttpClient transport = TrustedAnthropic.httpClient(trust)) {
      CompletableFuture<HttpResponse> asked =
          transport.executeAsync(
              HttpRequest.builder()
                  .method(HttpMethod.POST)
                  .baseUrl(honest.url(API, ""))
                  .addPathSegments("v1", "messages")
                  .build());
      silent.awaitRequest();

      assertThat(asked.cancel(true)).isTrue();

      silent.awaitGivenUp();
    }
  }

  /** A reader that waits is woken, and the connection isn't left to it. */
  @Test
  void responseOfTheAnthropicTransportMayBeClosedWhileItIsRead() throws Exception {
    LiveAnswer live = honest.live("/v1/messages", SSE);
    try (HttpClient transport = TrustedAnthropic.httpClient(trust)) {
      CompletableFuture<HttpResponse> asked =
          transport.executeAsync(
              HttpRequest.builder()
                  .method(HttpMethod.GET)
                  .baseUrl(honest.url(API, ""))
                  .addPathSegments("v1", "messages")
                  .build());
      live.say("x");
      HttpResponse response = asked.get(60, TimeUnit.SECONDS);
      assertThat(response.body().read()).isEqualTo('x');
      CompletableFuture<Throwable> reading =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> response.body().read()), task -> new Thread(task).start());

      response.close();

      assertThat(reading.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
      live.awaitGivenUp();
    }
  }

  /** A refusal is the same at every try: how often an SDK tries is the SDK's own business. */
  @Test
  void anthropicDoesNotRetryARefusal() {
    judgeBy(unmatchedPins());
    try (Sdk.Chat client = client(new AnthropicSdk(), Settings.of(KEY).usualRetries())) {
      refused(client, Reason.PIN_NOT_IN_PATH);
    }
    assertThat(honest.connections()).isEqualTo(1);
  }

  @Test
  void openAiTriesARefusalThreeTimesByDefault() {
    judgeBy(unmatchedPins());
    try (Sdk.Chat client = client(new OpenAiSdk(), Settings.of(KEY).usualRetries())) {
      refused(client, Reason.PIN_NOT_IN_PATH);
    }
    assertThat(honest.connections()).isEqualTo(3);
    try (Sdk.Chat client = client(new OpenAiSdk())) {
      refused(client, Reason.PIN_NOT_IN_PATH);
    }
    assertThat(honest.connections()).isEqualTo(4);
  }

  private static EndpointPolicy unmatchedPins() {
    return TestInternet.policyWithUnmatchedPins(API).build();
  }
}
