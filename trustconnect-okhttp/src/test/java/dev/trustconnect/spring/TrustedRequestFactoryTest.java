package dev.trustconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.WithoutLibrary;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Spring's synchronous clients, as they are. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TrustedRequestFactoryTest {
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";

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

  /** How an application posts a prompt with its key. */
  private interface Posting {
    String post(ClientHttpRequestFactory factory, String url);
  }

  static Stream<Named<Posting>> clients() {
    return Stream.of(
        Named.of(
            "RestClient",
            (factory, url) ->
                RestClient.builder()
                    .requestFactory(factory)
                    .build()
                    .post()
                    .uri(url)
                    .header("x-api-key", KEY)
                    .body(Map.of("prompt", PROMPT))
                    .retrieve()
                    .body(String.class)),
        Named.of(
            "RestTemplate",
            (factory, url) -> {
              HttpHeaders headers = new HttpHeaders();
              headers.add("x-api-key", KEY);
              return new RestTemplate(factory)
                  .exchange(url, HttpMethod.POST, new HttpEntity<>(PROMPT, headers), String.class)
                  .getBody();
            }));
  }

  private ClientHttpRequestFactory factory() {
    return TrustedRequestFactory.over(trust);
  }

  private void refused(Posting client, String url, Reason reason) {
    Throwable thrown = catchThrowable(() -> client.post(factory(), url));
    assertThat(thrown).isInstanceOf(ResourceAccessException.class);
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
    assertThat(thrown.toString()).doesNotContain(KEY).doesNotContain(PROMPT);
  }

  private static void gotNothing(TlsPeer rogue) {
    rogue.cut();
    rogue.awaitNoConnection();
    assertThat(rogue.requestBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void requestIsAnsweredOverACheckedConnection(Posting client) {
    honest.answer("/v1", 200, Map.of("Content-Type", "text/plain"), "hello");
    assertThat(client.post(factory(), honest.url(API, "/v1"))).isEqualTo("hello");
    assertThat(honest.received(KEY)).isTrue();
    assertThat(honest.received(PROMPT)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void poisonedAddressIsRefusedWithNoByte(Posting client) {
    TlsPeer rogue = internet.poison(API);
    refused(client, honest.url(API, "/v1"), Reason.SIGNATURE_INVALID);
    assertThat(rogue.connections()).isZero();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void misissuedCertificateIsRefusedBeforeTheRequest(Posting client) {
    TlsPeer rogue = internet.hijack(API);
    trust.close();
    trust =
        trust(
            TestInternet.policy(API)
                .pins(internet.pin(API), TestInternet.SPARE_PIN)
                .pinsExpire(LocalDate.of(2030, 1, 1))
                .build());
    refused(client, honest.url(API, "/v1"), Reason.PIN_NOT_IN_PATH);
    gotNothing(rogue);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void redirectToAnotherHostGetsNothing(Posting client) {
    TlsPeer other = internet.server(OTHER);
    honest.redirect("/v1", 307, other.url(OTHER, "/collect"));
    refused(client, honest.url(API, "/v1"), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    gotNothing(other);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void redirectToCleartextGetsNothing(Posting client) {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start()) {
      honest.redirect("/v1", 307, "http://" + API + ":" + cleartext.port() + "/collect");
      refused(client, honest.url(API, "/v1"), Reason.REQUEST_CLEARTEXT);
      gotNothing(cleartext);
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void cleartextUrlIsRefused(Posting client) {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start()) {
      refused(client, "http://" + API + ":" + cleartext.port() + "/v1", Reason.REQUEST_CLEARTEXT);
      assertThat(cleartext.connections()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void errorOfTheServerIsSpringsOwnAndCanBeRetried(Posting client) {
    honest.answer("/v1", 503, Map.of(), "busy");
    RetryTemplate retries =
        new RetryTemplate(RetryPolicy.builder().maxRetries(1).delay(Duration.ZERO).build());
    assertThatThrownBy(() -> retries.execute(() -> client.post(factory(), honest.url(API, "/v1"))))
        .hasRootCauseInstanceOf(HttpServerErrorException.class);
    assertThat(honest.requests()).hasSize(2);
  }

  @Test
  void streamIsReadAsItComes() throws Exception {
    LiveAnswer live = honest.live("/events", "text/event-stream");
    CompletableFuture<Void> saying =
        CompletableFuture.runAsync(
            () -> live.say("data: one\n\n"), task -> new Thread(task).start());
    RestClient client = RestClient.builder().requestFactory(factory()).build();
    String first =
        client
            .get()
            .uri(honest.url(API, "/events"))
            .exchange(
                (request, response) -> {
                  InputStream body = response.getBody();
                  return new String(body.readNBytes(11), StandardCharsets.UTF_8);
                });
    assertThat(first).isEqualTo("data: one\n\n");
    saying.join();
    live.awaitGivenUp(); // closed by the client, though there was more to come
  }

  @Test
  void timeoutApplies() {
    LiveAnswer silent = honest.live("/v1", "text/plain");
    // On a busy machine a short timeout ends the handshake, so it doubles until the request is
    // there.
    Duration timeout = Duration.ofMillis(200);
    while (!silent.isAsked()) {
      RestClient client =
          RestClient.builder()
              .requestFactory(TrustedRequestFactory.over(trust, Duration.ofSeconds(30), timeout))
              .build();
      assertThatThrownBy(
              () -> client.get().uri(honest.url(API, "/v1")).retrieve().body(String.class))
          .isInstanceOf(ResourceAccessException.class);
      timeout = timeout.multipliedBy(2);
    }
    silent.awaitGivenUp();
  }

  @Test
  void whatCantBeSentIsntShown() throws Exception {
    var request = factory().createRequest(URI.create(honest.url(API, "/")), HttpMethod.GET);
    request.getHeaders().add("x-api-key", "sk-secret\u00e9");
    assertThatThrownBy(request::execute)
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("sk-secret");
    assertThatThrownBy(
            () -> factory().createRequest(URI.create("ftp://host/?key=sk-secret"), HttpMethod.GET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("sk-secret");
  }

  @Test
  void requestIsSentOnce() throws Exception {
    var request = factory().createRequest(URI.create(honest.url(API, "/")), HttpMethod.POST);
    request.getBody().write('x');
    request.execute().close();
    assertThatThrownBy(request::execute).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(request::getBody).isInstanceOf(IllegalStateException.class);
    assertThat(honest.requests()).hasSize(1);
  }

  /** Compiled against the library, as an application's code is. */
  private static final class Application implements Consumer<TrustConnect> {
    @Override
    public void accept(TrustConnect trust) {
      TrustedRequestFactory.over(trust);
    }
  }

  @Test
  @SuppressWarnings("unchecked") // the class is the application's, of another class loader
  void absentLibraryIsNamedWithItsPlace() throws Exception {
    var constructor =
        new WithoutLibrary("org.springframework.http.", "dev.trustconnect.spring.")
            .loadClass(Application.class.getName())
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    var application = (Consumer<TrustConnect>) constructor.newInstance();
    assertThatThrownBy(() -> application.accept(trust))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "TrustedRequestFactory needs org.springframework:spring-web on the class path, or on"
                + " the module path with --add-modules spring.web");
  }
}
