package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.Authenticator;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Secrets that a call gets on its way, from an authenticator, an interceptor or a cookie jar: each
 * stays at the host and port that it was given to. All hosts declare the same headers.
 */
class SecretsOnTheWayTest {
  private static final String TWIN = "twin.example.test";
  private static final String OWN = "sk-of-the-other-host";

  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust = lab.internet.trust().policies(wild().build()).build();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  private static EndpointPolicy.Builder wild() {
    return TestInternet.policy("*.example.test")
        .credentials("x-api-key", "x-key", "authorization", "cookie");
  }

  @BeforeEach
  void script() {
    lab.api.redirect("/away", 302, lab.other.url(OTHER, "/"));
    lab.api.redirect("/to-challenge", 302, lab.other.url(OTHER, "/challenge"));
    lab.other.answer("/challenge", 401, Map.of("WWW-Authenticate", "Bearer"), "");
    lab.other.redirect("/back", 302, lab.api.url(API, "/collect"));
    lab.other.redirect("/on", 302, lab.api.url(TWIN, "/collect"));
    lab.other.redirect("/down", 302, "http://" + API + ":" + lab.api.port() + "/collect");
  }

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  /** An authenticator that looks at the host, and goes on at {@code path} with its key. */
  private Authenticator keyOfOther(String path, String header, String value) {
    return (route, response) ->
        response.request().url().host().equals(OTHER)
            ? response
                .request()
                .newBuilder()
                .url(lab.other.url(OTHER, path))
                .addHeader(header, value)
                .build()
            : null;
  }

  static Stream<Arguments> carriedOn() {
    return wirings().stream()
        .flatMap(
            wiring ->
                Stream.of("/back", "/on")
                    .flatMap(
                        path ->
                            Stream.of("x-api-key", "x-key")
                                .map(header -> Arguments.of(wiring, path, header))));
  }

  @ParameterizedTest
  @MethodSource("carriedOn")
  void keyOfAnAuthenticatorIsNotSentToAnotherHost(Wiring wiring, String path, String header)
      throws IOException {
    OkHttpClient client =
        wiring.client(
            trust, new OkHttpClient.Builder().authenticator(keyOfOther(path, header, SECRET)));

    refused(client, get(lab.api.url(API, "/to-challenge")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);

    lab.settle(client);
    assertThat(lab.other.received(SECRET)).as("by whom it belongs to").isTrue();
    assertThat(lab.api.received(SECRET)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void keyOfAnAuthenticatorReachesItsHost(Wiring wiring) throws IOException {
    OkHttpClient client =
        wiring.client(
            trust,
            new OkHttpClient.Builder().authenticator(keyOfOther("/v1", "x-api-key", SECRET)));

    assertThat(body(client, get(lab.api.url(API, "/to-challenge")))).startsWith("hello");
    assertThat(lab.other.received(SECRET)).isTrue();
  }

  /** OkHttp carries the application's header along; the authenticator adds a value of its own. */
  @ParameterizedTest
  @MethodSource("wirings")
  void keyJoinedWithAnotherIsStillTheKey(Wiring wiring) {
    for (String added : List.of(OWN, OWN + ", " + SECRET, "  " + SECRET + " ")) {
      OkHttpClient client =
          wiring.client(
              trust,
              new OkHttpClient.Builder()
                  .authenticator(
                      (route, response) ->
                          response
                              .request()
                              .newBuilder()
                              .url(lab.other.url(OTHER, "/v1"))
                              .addHeader("x-api-key", added)
                              .build()));
      lab.api.answer("/401", 401, Map.of("WWW-Authenticate", "Bearer"), "");
      Request request =
          get(lab.api.url(API, "/401")).newBuilder().header("x-api-key", SECRET).build();

      refused(client, request, Reason.REQUEST_CREDENTIAL_ELSEWHERE);

      lab.settle(client);
      assertThat(lab.other.received(SECRET)).isFalse();
    }
  }

  static Stream<Arguments> copied() {
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(UTF_8));
    return wirings().stream()
        .flatMap(
            wiring ->
                Stream.of(
                    Arguments.of(wiring, "x-forwarded-authorization", SECRET),
                    Arguments.of(wiring, "X-Debug", "Bearer " + SECRET),
                    Arguments.of(wiring, "authorization", basic),
                    Arguments.of(wiring, "x-copy", basic)));
  }

  /** The value is the secret, whatever the header is called. */
  @ParameterizedTest
  @MethodSource("copied")
  void keyInAnotherHeaderIsStillTheKey(Wiring wiring, String header, String value) {
    OkHttpClient client =
        wiring.client(
            trust, new OkHttpClient.Builder().authenticator(keyOfOther("/v1", header, value)));
    lab.api.redirect("/with-key", 302, lab.other.url(OTHER, "/challenge"));
    Request request =
        get(lab.api.url(API, "/with-key")).newBuilder().header("authorization", SECRET).build();

    refused(client, request, Reason.REQUEST_CREDENTIAL_ELSEWHERE);

    lab.settle(client);
    assertThat(lab.other.received(value)).isFalse();
  }

  /** How a header gets into requests that the application makes without it. */
  private enum Adds {
    BEFORE,
    AFTER,
    ON_THE_NETWORK_BEFORE,
    ON_THE_NETWORK_AFTER;

    OkHttpClient to(Wiring wiring, TrustConnect trust, Interceptor adding) {
      OkHttpClient.Builder before = new OkHttpClient.Builder();
      return switch (this) {
        case BEFORE -> wiring.client(trust, before.addInterceptor(adding));
        case AFTER -> wiring.client(trust).newBuilder().addInterceptor(adding).build();
        case ON_THE_NETWORK_BEFORE -> wiring.client(trust, before.addNetworkInterceptor(adding));
        case ON_THE_NETWORK_AFTER ->
            wiring.client(trust).newBuilder().addNetworkInterceptor(adding).build();
      };
    }
  }

  static Stream<Arguments> additions() {
    return wirings().stream()
        .flatMap(
            wiring ->
                Stream.of(Adds.values())
                    .flatMap(
                        place ->
                            Stream.of("x-api-key", "x-key", "authorization", "cookie")
                                .map(name -> Arguments.of(wiring, place, name))));
  }

  private static Interceptor adding(String header) {
    return chain ->
        chain.proceed(chain.request().newBuilder().header(header, "s=" + SECRET).build());
  }

  @ParameterizedTest
  @MethodSource("additions")
  void keyOfAnInterceptorGoesToTheFirstHostOnly(Wiring wiring, Adds place, String header)
      throws IOException {
    OkHttpClient client = place.to(wiring, trust, adding(header));

    assertThat(body(client, get(lab.api.url(API, "/v1")))).startsWith("hello");
    assertThat(body(client, get(lab.other.url(OTHER, "/v1"))))
        .as("another call")
        .startsWith("hello");
    int before = lab.other.requests().size();
    if (header.equals("authorization") && (place == Adds.BEFORE || place == Adds.AFTER)) {
      assertThat(body(client, get(lab.api.url(API, "/away")))).as("dropped by OkHttp").isNotEmpty();
      assertThat(lab.other.requests().get(before).headers()).doesNotContainKey(header);
    } else {
      refused(client, get(lab.api.url(API, "/away")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      assertThat(lab.other.requests()).hasSize(before);
    }
    assertThat(lab.api.received(SECRET)).isTrue();
  }

  /** An interceptor that adds no secret, or adds one where no redirect follows, isn't reported. */
  @ParameterizedTest
  @MethodSource("wirings")
  void interceptorsThatAddNoSecretFollowRedirects(Wiring wiring) throws IOException {
    Interceptor harmless =
        chain -> chain.proceed(chain.request().newBuilder().header("x-trace", SECRET).build());
    for (Adds place : Adds.values()) {
      OkHttpClient client = place.to(wiring, trust, harmless);

      assertThat(body(client, get(lab.api.url(API, "/away")))).startsWith("hello");
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void keyOfAnInterceptorIsStrippedWhereItCanBe(Wiring wiring) throws IOException {
    trust.replacePolicies(wild().credentialRule(CredentialRule.STRIP).build());
    OkHttpClient client = Adds.AFTER.to(wiring, trust, adding("x-api-key"));

    if (wiring.isInstalled()) {
      assertThat(body(client, get(lab.api.url(API, "/away")))).isEqualTo("hello from 127.0.1.11");
    } else {
      refused(client, get(lab.api.url(API, "/away")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    }
    lab.settle(client);
    assertThat(lab.api.received(SECRET)).isTrue();
    assertThat(lab.other.received(SECRET)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void keyOfAnAuthenticatorIsStrippedWhereItCanBe(Wiring wiring) throws IOException {
    trust.replacePolicies(wild().credentialRule(CredentialRule.STRIP).build());
    OkHttpClient client =
        wiring.client(
            trust,
            new OkHttpClient.Builder().authenticator(keyOfOther("/back", "x-api-key", SECRET)));
    Request request = get(lab.api.url(API, "/to-challenge"));

    if (wiring.isInstalled()) {
      assertThat(body(client, request)).isEqualTo("hello from 127.0.1.10");
    } else {
      refused(client, request, Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    }
    lab.settle(client);
    assertThat(lab.other.received(SECRET)).isTrue();
    assertThat(lab.api.received(SECRET)).isFalse();
  }

  /** A jar that doesn't look at the host; one that does is left in peace. */
  @ParameterizedTest
  @MethodSource("wirings")
  void cookieOfAJarStaysAtItsHost(Wiring wiring) throws IOException {
    OkHttpClient careless =
        wiring.client(trust, new OkHttpClient.Builder().cookieJar(jar(url -> SECRET)));
    refused(careless, get(lab.api.url(API, "/away")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(lab.other.requests()).isEmpty();

    OkHttpClient careful =
        wiring.client(trust, new OkHttpClient.Builder().cookieJar(jar(url -> "of-" + url.host())));
    assertThat(body(careful, get(lab.api.url(API, "/away")))).startsWith("hello");
  }

  private interface Values {
    String of(HttpUrl url);
  }

  private static CookieJar jar(Values values) {
    return new CookieJar() {
      @Override
      public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}

      @Override
      public List<Cookie> loadForRequest(HttpUrl url) {
        return List.of(
            new Cookie.Builder().name("session").value(values.of(url)).domain(url.host()).build());
      }
    };
  }
}
