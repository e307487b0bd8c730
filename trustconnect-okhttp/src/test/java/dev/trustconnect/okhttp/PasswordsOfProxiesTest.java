package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.Proxy;
import java.util.List;
import java.util.Map;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host behind a proxy's tunnel asks for the proxy's password with a 407 of its own. */
class PasswordsOfProxiesTest {
  private static final String PASSWORD = Credentials.basic("company", "proxy-password");
  private static final Authenticator WITH_PASSWORD =
      (route, response) ->
          response.request().header("Proxy-Authorization") != null
              ? null
              : with(PASSWORD, response.request());

  private final OkHttpLab lab = new OkHttpLab();
  private final ConnectProxy proxy = new ConnectProxy(lab.api).require(PASSWORD);
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(TestInternet.policy(API).build())
          .proxies(proxy.address())
          .build();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  private static Request with(String password, Request request) {
    return request.newBuilder().header("Proxy-Authorization", password).build();
  }

  private OkHttpClient.Builder throughProxy() {
    return new OkHttpClient.Builder()
        .proxy(new Proxy(Proxy.Type.HTTP, proxy.address()))
        .proxyAuthenticator(WITH_PASSWORD);
  }

  @BeforeEach
  void hostAsks() {
    lab.api.answer("/407", 407, Map.of("Proxy-Authenticate", "Basic"), "");
  }

  @AfterEach
  void close() {
    trust.close();
    proxy.close();
    lab.close();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void hostIsNotGivenThePasswordOfItsProxy(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust, throughProxy());

    try (Response response = client.newCall(get(lab.api.url(API, "/407"))).execute()) {
      assertThat(response.code()).as("the host's own answer").isEqualTo(407);
    }

    assertThat(proxy.passwords()).as("by whom it belongs to").containsExactly(PASSWORD);
    assertThat(lab.api.requests()).hasSize(1);
    assertThat(lab.api.requests().get(0).headers()).doesNotContainKey("proxy-authorization");
    client.connectionPool().evictAll();
  }

  /** On an older OkHttp nothing wraps an authenticator that comes later. */
  @ParameterizedTest
  @MethodSource("wirings")
  void authenticatorThatComesLaterDoesNotGiveItEither(Wiring wiring) throws IOException {
    OkHttpClient client =
        wiring.client(trust, throughProxy()).newBuilder().proxyAuthenticator(WITH_PASSWORD).build();

    if (OkHttpAbilities.overridesPerCall()) {
      try (Response response = client.newCall(get(lab.api.url(API, "/407"))).execute()) {
        assertThat(response.code()).isEqualTo(407);
      }
    } else {
      refused(client, get(lab.api.url(API, "/407")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    }

    assertThat(lab.api.requests()).hasSize(1);
    client.connectionPool().evictAll();
  }

  /** Whoever addresses such a header to a host means that host. */
  @ParameterizedTest
  @MethodSource("wirings")
  void headerOfTheApplicationGoesToItsHost(Wiring wiring) throws IOException {
    OkHttpClient client = wiring.client(trust);

    String answer =
        OkHttpLab.body(client, with("Basic b3duOm93bg==", get(lab.api.url(API, "/v1"))));

    assertThat(answer).startsWith("hello");
    client.connectionPool().evictAll();
  }
}
