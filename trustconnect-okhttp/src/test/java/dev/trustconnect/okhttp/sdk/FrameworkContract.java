package dev.trustconnect.okhttp.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.sdk.Sdk.Settings;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real frameworks, unmodified, against a server that speaks their provider's language. A subclass
 * names them in {@code frameworks()}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class FrameworkContract {
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";
  private static final String SSE = "text/event-stream";
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer honest = internet.server(API);
  private TrustConnect trust = trust(TestInternet.policy(API).build());

  @AfterEach
  void close() {
    trust.close();
    internet.close();
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet.trust().policy(policy).policy(TestInternet.policy(OTHER).build()).build();
  }

  /** From now on only the key of the honest server will do. */
  private void pinned() {
    trust.close();
    trust =
        trust(
            TestInternet.policy(API)
                .pins(internet.pin(API), TestInternet.SPARE_PIN)
                .pinsExpire(LocalDate.of(2030, 1, 1))
                .build());
  }

  private Framework.Asking client(Framework framework) {
    return client(framework, Settings.of(KEY));
  }

  private Framework.Asking client(Framework framework, Settings settings) {
    return framework.client(trust, honest.url(API, ""), settings);
  }

  private static void refused(Sdk.Chat client, Reason reason) {
    for (Throwable thrown :
        List.of(
            catchThrowable(() -> client.ask(PROMPT)),
            catchThrowable(() -> client.stream(PROMPT, text -> {})))) {
      assertThat(TrustRefusal.in(thrown))
          .as("%s", thrown)
          .map(TrustRefusal::reason)
          .contains(reason);
      assertThat(thrown.toString()).doesNotContain(KEY).doesNotContain(PROMPT);
    }
  }

  /** Before OkHttp 5.4 there may be a connection, which stays in the pool, but no request on it. */
  private static void gotNothing(TlsPeer rogue) {
    rogue.cut();
    rogue.awaitNoConnection();
    assertThat(rogue.requestBytes()).isZero();
    assertThat(rogue.received(KEY)).isFalse();
    assertThat(rogue.received(PROMPT)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void messageIsAnsweredOverACheckedConnection(Framework framework) {
    honest.answer(framework.messagePath(), 200, JSON, framework.message("hi"));
    try (Sdk.Chat client = client(framework)) {
      assertThat(client.ask(PROMPT)).isEqualTo("hi");
    }
    assertThat(honest.requests()).hasSize(1);
    assertThat(honest.received(KEY)).isTrue();
    assertThat(honest.received(PROMPT)).isTrue();
    trust.close();
    assertThat(internet.events())
        .filteredOn(AuditEvent.Judged.class::isInstance)
        .map(event -> ((AuditEvent.Judged) event).gate())
        .contains(AuditEvent.Gate.NAME, AuditEvent.Gate.HANDSHAKE, AuditEvent.Gate.EXCHANGE);
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void toolIsCalledAndItsResultSent(Framework framework) {
    honest.answer(framework.messagePath(), 200, JSON, framework.toolCall());
    try (Framework.Asking client = client(framework)) {
      String answer =
          client.askWithTool(
              PROMPT,
              arguments -> {
                assertThat(arguments).contains("Bern");
                honest.answer(framework.messagePath(), 200, JSON, framework.message("take a hat"));
                return "sunny in Bern";
              });
      assertThat(answer).isEqualTo("take a hat");
    }
    assertThat(honest.requests()).hasSize(2);
    assertThat(honest.received("sunny in Bern")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void streamIsReadAsItComesAndToItsEnd(Framework framework) throws Exception {
    LiveAnswer live = honest.live(framework.streamPath(), SSE);
    List<String> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> first = new CompletableFuture<>();
    try (Sdk.Chat client = client(framework)) {
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
      live.say(framework.opening() + framework.event("one"));
      live.say(framework.event("two"));
      first.get(60, TimeUnit.SECONDS); // while there is more to come
      assertThat(streaming).isNotDone();
      live.say(framework.event("three"));
      live.say(framework.ending());
      live.end();
      streaming.get(60, TimeUnit.SECONDS);
    }
    assertThat(heard).containsExactly("one", "two", "three");
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void streamEndedEarlyIsGivenUp(Framework framework) {
    LiveAnswer live = honest.live(framework.streamPath(), SSE);
    try (Sdk.Chat client = client(framework)) {
      CompletableFuture<Void> saying =
          CompletableFuture.runAsync(
              () -> live.say(framework.opening() + framework.event("one") + framework.event("two")),
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
  @MethodSource("frameworks")
  void errorOfTheProviderIsRetriedByTheFramework(Framework framework) {
    honest.answer(
        framework.messagePath(), 503, JSON, "{\"error\":{\"message\":\"no\",\"type\":\"error\"}}");
    try (Sdk.Chat client = client(framework, new Settings(KEY, 1, null))) {
      Throwable thrown = catchThrowable(() -> client.ask(PROMPT));
      assertThat(thrown).isInstanceOf(RuntimeException.class);
      assertThat(TrustRefusal.in(thrown)).isEmpty();
    }
    assertThat(honest.requests()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void timeoutEndsACallThatIsntAnswered(Framework framework) {
    LiveAnswer silent = honest.live(framework.messagePath(), "application/json");
    // The timeout covers connecting, too. On a busy machine a short one ends the call before the
    // server has the request, so it doubles until the request got there.
    Duration timeout = Duration.ofMillis(500);
    while (!silent.isAsked()) {
      try (Sdk.Chat client = client(framework, Settings.of(KEY).timeout(timeout))) {
        assertThatThrownBy(() -> client.ask(PROMPT)).isInstanceOf(RuntimeException.class);
      }
      timeout = timeout.multipliedBy(2);
    }
    silent.awaitGivenUp();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void poisonedAddressIsRefusedWithNoByte(Framework framework) {
    TlsPeer rogue = internet.poison(API);
    try (Sdk.Chat client = client(framework)) {
      refused(client, Reason.SIGNATURE_INVALID);
    }
    assertThat(rogue.connections()).isZero();
    assertThat(honest.connections()).isZero();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void misissuedCertificateIsRefusedBeforeTheRequest(Framework framework) {
    TlsPeer rogue = internet.hijack(API);
    pinned();
    try (Sdk.Chat client = client(framework)) {
      refused(client, Reason.PIN_NOT_IN_PATH);
    }
    gotNothing(rogue);
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void refusalIsRetriedOnlyWhereReadmeSaysSo(Framework framework) {
    TlsPeer rogue = internet.hijack(API);
    pinned();
    try (Sdk.Chat client = client(framework, new Settings(KEY, 2, null))) {
      assertThatThrownBy(() -> client.ask(PROMPT)).isInstanceOf(RuntimeException.class);
    }
    assertThat(rogue.connections())
        .isEqualTo(framework.retriesRefusals() ? 3 : 1); // as README says
    gotNothing(rogue);
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void redirectToAnotherHostTakesNothingAlong(Framework framework) {
    TlsPeer other = internet.server(OTHER);
    for (int status : new int[] {307, 308}) {
      honest.redirect(framework.messagePath(), status, other.url(OTHER, "/collect"));
      try (Sdk.Chat client = client(framework)) {
        Throwable thrown = catchThrowable(() -> client.ask(PROMPT));
        Reason reason = framework.whatARedirectWouldTakeAlong();
        assertThat(thrown).isInstanceOf(RuntimeException.class);
        if (reason == null) {
          assertThat(TrustRefusal.in(thrown)).isEmpty();
        } else {
          assertThat(TrustRefusal.in(thrown)).map(TrustRefusal::reason).contains(reason);
        }
      }
    }
    gotNothing(other);
  }

  /** OkHttp itself drops the body and {@code Authorization}, so the bare request may be allowed. */
  @ParameterizedTest
  @MethodSource("frameworks")
  void redirectThatDropsTheBodyTakesNoSecretAlong(Framework framework) {
    TlsPeer other = internet.server(OTHER);
    honest.redirect(framework.messagePath(), 302, other.url(OTHER, "/collect"));
    try (Sdk.Chat client = client(framework)) {
      assertThatThrownBy(() -> client.ask(PROMPT)).isInstanceOf(RuntimeException.class);
    }
    assertThat(other.received(KEY)).isFalse();
    assertThat(other.received(PROMPT)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void redirectToCleartextTakesNothingAlong(Framework framework) {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start()) {
      honest.redirect(
          framework.messagePath(), 307, "http://" + API + ":" + cleartext.port() + "/collect");
      try (Sdk.Chat client = client(framework)) {
        if (framework.whatARedirectWouldTakeAlong() != null) {
          refused(client, Reason.REQUEST_CLEARTEXT);
        } else {
          assertThatThrownBy(() -> client.ask(PROMPT)).isInstanceOf(RuntimeException.class);
        }
      }
      gotNothing(cleartext);
    }
  }

  @ParameterizedTest
  @MethodSource("frameworks")
  void cleartextBaseUrlIsRefused(Framework framework) {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start();
        Sdk.Chat client =
            framework.client(trust, "http://" + API + ":" + cleartext.port(), Settings.of(KEY))) {
      refused(client, Reason.REQUEST_CLEARTEXT);
      assertThat(cleartext.connections()).isZero();
    }
  }
}
