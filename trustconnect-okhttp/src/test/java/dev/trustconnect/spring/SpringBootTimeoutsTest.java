package dev.trustconnect.spring;

import static dev.trustconnect.spring.BootApplication.restTemplate;
import static dev.trustconnect.spring.BootApplication.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.spring.BootApplication.Bean;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.SilentAddress;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** The timeouts that Spring Boot's properties set hold for the clients that are guarded. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringBootTimeoutsTest {
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = TestInternet.usual();

  @AfterEach
  void close() {
    internet.close();
  }

  /** Asks for a URL with one of Spring Boot's clients. */
  private interface Asking {
    void get(ConfigurableApplicationContext context, String url);
  }

  private static void rest(ConfigurableApplicationContext context, String url) {
    RestClient client = context.getBean(RestClient.Builder.class).build();
    client.get().uri(url).retrieve().toBodilessEntity();
  }

  private static void web(ConfigurableApplicationContext context, String url) {
    WebClient client = context.getBean(WebClient.Builder.class).build();
    client.get().uri(url).retrieve().toBodilessEntity().block();
  }

  private static final Named<Asking> REST = Named.of("RestClient", SpringBootTimeoutsTest::rest);
  private static final Named<Asking> WEB = Named.of("WebClient", SpringBootTimeoutsTest::web);

  private ConfigurableApplicationContext startWith(String connect, String read) {
    TrustConnect trust =
        internet
            .trust()
            .policies(TestInternet.policy(API).build(), TestInternet.policy(OTHER).build())
            .build();
    return start(
        List.of(new Bean<>(TrustConnect.class, trust)),
        "spring.http.clients.connect-timeout=" + connect, // 4.0
        "spring.http.clients.read-timeout=" + read,
        "spring.http.client.connect-timeout=" + connect, // 3.5
        "spring.http.client.read-timeout=" + read,
        "spring.http.reactiveclient.connect-timeout=" + connect,
        "spring.http.reactiveclient.read-timeout=" + read);
  }

  static Stream<Arguments> reading() {
    return Stream.of(
        Arguments.of(REST, SocketTimeoutException.class),
        Arguments.of(WEB, ReadTimeoutException.class));
  }

  @ParameterizedTest
  @MethodSource("reading")
  void readTimeoutEndsACallThatIsntAnswered(Asking client, Class<? extends Throwable> type) {
    TlsPeer honest = internet.server(API);
    LiveAnswer silent = honest.live("/silent", "text/plain");
    // On a busy machine a short timeout ends the handshake, so it doubles until the request is
    // there.
    for (int millis = 200; !silent.isAsked(); millis *= 2) {
      try (ConfigurableApplicationContext context = startWith("1h", millis + "ms")) {
        Throwable thrown = catchThrowable(() -> client.get(context, honest.url(API, "/silent")));
        assertThat(thrown).hasRootCauseInstanceOf(type);
        assertThat(TrustRefusal.in(thrown)).isEmpty();
      }
    }
  }

  /** OkHttp's exception doesn't say which timeout it was: its own would end the call, too. */
  @Test
  void timeoutsAreThoseOfOurOkHttp() throws Exception {
    try (ConfigurableApplicationContext context = startWith("321ms", "54s")) {
      assertThat(restTemplate(context).getRequestFactory())
          .isInstanceOfSatisfying(
              OkHttpRequestFactory.class,
              ours -> {
                assertThat(ours.client().connectTimeoutMillis()).isEqualTo(321);
                assertThat(ours.client().readTimeoutMillis()).isEqualTo(54_000);
                assertThat(ours.client().writeTimeoutMillis()).isEqualTo(54_000);
              });
    }
  }

  @Test
  void connectTimeoutOfTheWebClientEndsAConnectionThatIsntMade() throws Exception {
    try (SilentAddress silent = new SilentAddress("127.0.1.11", 0);
        ConfigurableApplicationContext context = startWith("321ms", "1h")) {
      Throwable thrown =
          catchThrowable(() -> web(context, "https://" + OTHER + ":" + silent.port() + "/"));
      assertThat(thrown)
          .rootCause()
          .isInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining("321 ms");
      assertThat(TrustRefusal.in(thrown)).isEmpty();
    }
  }
}
