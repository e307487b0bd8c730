package dev.trustconnect.spring;

import static dev.trustconnect.spring.BootApplication.refused;
import static dev.trustconnect.spring.BootApplication.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.spring.BootApplication.Bean;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/** The {@code WebClient} that Spring Boot configures, and what it runs on. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringBootWebClientTest {
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final String KEY = "sk-live-4711-secret";
  private static final String PROMPT = "the whole secret prompt";
  private static final String STRICT = "trustconnect.refuse-unguarded-clients=true";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer honest = internet.server(API);

  @BeforeEach
  void forget() {
    KeptAnalyses.takeLast().ifPresent(last -> {});
  }

  @AfterEach
  void close() {
    forget();
    internet.close();
  }

  private Bean<TrustConnect> trust(EndpointPolicy policy) {
    return new Bean<>(
        TrustConnect.class,
        internet.trust().policies(policy, TestInternet.policy(OTHER).build()).build());
  }

  private Bean<TrustConnect> trust() {
    return trust(TestInternet.policy(API).build());
  }

  private static WebClient client(ConfigurableApplicationContext context) {
    return context.getBean(WebClient.Builder.class).build();
  }

  private static String post(ConfigurableApplicationContext context, String url) {
    return client(context)
        .post()
        .uri(url)
        .header("x-api-key", KEY)
        .bodyValue(PROMPT)
        .exchangeToMono(
            response ->
                response
                    .bodyToMono(String.class)
                    .defaultIfEmpty("")
                    .map(text -> response.statusCode().value() + " " + text))
        .block();
  }

  private void refusedRequest(Reason reason, Bean<TrustConnect> trust, String url) {
    try (ConfigurableApplicationContext context = start(List.of(trust))) {
      Throwable thrown = catchThrowable(() -> post(context, url));
      assertThat(thrown).isInstanceOf(WebClientRequestException.class);
      assertThat(TrustRefusal.in(thrown))
          .as("%s", thrown)
          .map(TrustRefusal::reason)
          .contains(reason);
    }
  }

  @Test
  void provenHostGetsKeyAndPrompt() {
    try (ConfigurableApplicationContext context = start(List.of(trust()), STRICT)) {
      assertThat(post(context, honest.url(API, "/"))).startsWith("200 hello");
      assertThat(honest.received(KEY)).isTrue();
      assertThat(honest.received(PROMPT)).isTrue();
    }
  }

  @Test
  void streamIsReadAsItComes() {
    LiveAnswer live = honest.live("/events", "text/event-stream");
    try (ConfigurableApplicationContext context = start(List.of(trust()))) {
      Iterator<String> words =
          client(context)
              .get()
              .uri(honest.url(API, "/events"))
              .retrieve()
              .bodyToFlux(String.class)
              .toIterable()
              .iterator();
      live.awaitRequest();
      live.say("data: one\n\n");
      assertThat(words.next()).isEqualTo("one");
      live.say("data: two\n\n");
      assertThat(words.next()).isEqualTo("two");
      live.end();
      assertThat(words.hasNext()).isFalse();
    }
  }

  @Test
  void poisonedAddressGetsNoConnection() {
    TlsPeer rogue = internet.poison(API);

    refusedRequest(Reason.SIGNATURE_INVALID, trust(), honest.url(API, "/"));

    assertThat(rogue.connections()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
  }

  @Test
  void misissuedCertificateOutsideThePinsGetsNoRequest() {
    TlsPeer rogue = internet.hijack(API);
    EndpointPolicy pinned = TestInternet.policyWithUnmatchedPins(API).build();

    refusedRequest(Reason.PIN_NOT_IN_PATH, trust(pinned), honest.url(API, "/"));

    assertThat(rogue.connections()).isEqualTo(1);
    assertThat(rogue.requestBytes()).isZero();
  }

  @Test
  void cleartextIsRefusedBeforeAConnection() {
    refusedRequest(Reason.REQUEST_CLEARTEXT, trust(), "http://" + API + ":" + honest.port() + "/");

    assertThat(honest.connections()).isZero();
  }

  /** Spring Boot follows them unless told not to. */
  @ParameterizedTest
  @ValueSource(ints = {302, 307})
  void redirectsAreNotFollowed(int status) {
    TlsPeer other = internet.server(OTHER);
    honest.redirect("/other", status, other.url(OTHER, "/"));
    honest.redirect("/cleartext", status, "http://" + OTHER + ":" + other.port() + "/");

    try (ConfigurableApplicationContext context = start(List.of(trust()))) {
      assertThat(post(context, honest.url(API, "/other"))).isEqualTo(status + " ");
      assertThat(post(context, honest.url(API, "/cleartext"))).isEqualTo(status + " ");
    }
    assertThat(other.connections()).isZero();
  }

  /** WebFlux on the class path makes it the client of {@code RestClient} and of Ollama too. */
  @Test
  void restClientRunsOnOurClientInsteadOfReactorNetty() {
    TlsPeer rogue = internet.poison(OTHER);
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.getBean(ClientHttpRequestFactoryBuilder.class))
          .isInstanceOf(ReactorClientHttpRequestFactoryBuilder.class);
    }
    try (ConfigurableApplicationContext context = start(List.of(trust()), STRICT)) {
      assertThat(context.getBean(ClientHttpRequestFactoryBuilder.class))
          .satisfies(builder -> assertThat(TrustedRequestFactoryBuilder.isOurs(builder)).isTrue());
      RestClient client = context.getBean(RestClient.Builder.class).build();
      assertThat(client.get().uri(honest.url(API, "/")).retrieve().body(String.class))
          .startsWith("hello");
      String url = internet.url(OTHER, "/");
      Throwable thrown = catchThrowable(() -> client.get().uri(url).retrieve().body(String.class));
      assertThat(TrustRefusal.in(thrown))
          .map(TrustRefusal::reason)
          .contains(Reason.SIGNATURE_INVALID);
    }
    assertThat(rogue.connections()).isZero();
  }

  @Test
  void applicationWithoutTrustConnectIsLeftAlone() {
    try (ConfigurableApplicationContext context = start()) {
      assertThat(context.getBeansOfType(ReactorConnectors.class)).isEmpty();
      assertThat(context.getBean(ClientHttpConnector.class)).isNotNull();
    }
  }

  @Test
  void otherClientOfSpringBootEndsTheStartIfAsked() {
    String[] jdk = {
      "spring.http.clients.reactive.connector=jdk", // 4.0
      "spring.http.reactiveclient.connector=jdk", // 3.5
      STRICT
    };
    FailureAnalysis analysis = refused(List.of(trust()), jdk);

    assertThat(analysis.getDescription()).contains("WebClient uses the connector of the bean");
    assertThat(analysis.getAction()).contains("let Spring Boot choose Reactor Netty");
  }

  @Test
  void connectorOfTheApplicationEndsTheStartIfAsked() {
    Bean<?> own = new Bean<>(ClientHttpConnector.class, new JdkClientHttpConnector());

    FailureAnalysis analysis = refused(List.of(trust(), own), STRICT);

    assertThat(analysis.getDescription()).contains("WebClient uses the connector of the bean");
  }

  @Test
  void sslBundleThatWouldReplaceTheChecksIsRefused() throws Exception {
    String root = Base64.getMimeEncoder().encodeToString(internet.ca().certificate().getEncoded());
    String[] bundle = {
      "spring.ssl.bundle.pem.mine.truststore.certificate=-----BEGIN CERTIFICATE-----\n"
          + root
          + "\n-----END CERTIFICATE-----\n",
      "spring.http.clients.ssl.bundle=mine", // 4.0
      "spring.http.reactiveclient.ssl.bundle=mine" // 3.5
    };
    try (ConfigurableApplicationContext context = start(List.of(trust()), bundle)) {
      assertThat(catchThrowable(() -> post(context, honest.url(API, "/"))))
          .rootCause()
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("SSL bundle");
    }
  }

  @Test
  void reactorNettyOfTheApplicationIsGuarded() {
    TlsPeer rogue = internet.poison(API);
    Bean<?> own =
        new Bean<>(ClientHttpConnectorBuilder.class, ClientHttpConnectorBuilder.reactor());
    try (ConfigurableApplicationContext context = start(List.of(trust(), own), STRICT)) {
      Throwable thrown = catchThrowable(() -> post(context, honest.url(API, "/")));
      assertThat(TrustRefusal.in(thrown))
          .map(TrustRefusal::reason)
          .contains(Reason.SIGNATURE_INVALID);
    }
    assertThat(rogue.connections()).isZero();
  }

  @Test
  void builderOfTheApplicationEndsTheStartIfAsked() {
    List<Bean<?>> beans =
        List.of(trust(), new Bean<>(WebClient.Builder.class, WebClient.builder()));
    start(beans).close();

    FailureAnalysis analysis = refused(beans, STRICT);

    assertThat(analysis.getDescription()).contains("WebClient.Builder bean");
    assertThat(analysis.getAction()).contains("remove this bean");
  }

  @Test
  void webClientOfTheApplicationEndsTheStartIfAsked() {
    List<Bean<?>> beans = List.of(trust(), new Bean<>(WebClient.class, WebClient.create()));
    start(beans).close();

    FailureAnalysis analysis = refused(beans, STRICT);

    assertThat(analysis.getDescription()).contains("WebClient bean");
    assertThat(analysis.getAction()).contains("Spring Boot's WebClient.Builder");
  }
}
