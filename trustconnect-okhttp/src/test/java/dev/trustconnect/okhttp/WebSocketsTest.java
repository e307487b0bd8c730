package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestInternet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets pass every gate until they are open, where OkHttp shows them; elsewhere refused. */
class WebSocketsTest {
  private static final boolean SHOWN = OkHttpAbilities.watchesCalls();

  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(TestInternet.policy(API).build(), TestInternet.policy(OTHER).build())
          .build();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void webSocketIsShownToEveryGateOrRefusedBeforeAnyConnection(Wiring wiring) throws Exception {
    Throwable failure = failure(wiring.client(trust), lab.api.url(API, "/"));

    if (SHOWN) { // the lab speaks no WebSocket: it got the request, and answered otherwise
      assertThat(TrustRefusal.in(failure)).isEmpty();
      assertThat(lab.api.received(SECRET)).isTrue();
    } else {
      assertRefused(failure, Reason.GATE_NO_EVIDENCE);
      assertThat(lab.api.connections()).isZero();
    }
  }

  /** OkHttp writes {@code ws:} as {@code http:}. */
  @ParameterizedTest
  @MethodSource("wirings")
  void webSocketInTheClearIsRefusedBeforeAnyConnection(Wiring wiring) throws Exception {
    Throwable failure = failure(wiring.client(trust), "ws://" + API + ":" + lab.api.port() + "/");

    assertRefused(failure, Reason.REQUEST_CLEARTEXT);
    assertThat(lab.api.connections()).isZero();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void webSocketDoesNotFollowARedirectWithItsKey(Wiring wiring) throws Exception {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/"));

    Throwable failure = failure(wiring.client(trust), lab.api.url(API, "/go"));

    assertRefused(failure, SHOWN ? Reason.REQUEST_CREDENTIAL_ELSEWHERE : Reason.GATE_NO_EVIDENCE);
    assertThat(lab.other.requests()).isEmpty();
  }

  /** No network interceptor sees what another one, added to a client of ours, has put in. */
  @ParameterizedTest
  @MethodSource("wirings")
  void webSocketDoesNotFollowARedirectWithTheKeyOfALaterInterceptor(Wiring wiring)
      throws Exception {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/"));
    trust.replacePolicies(
        TestInternet.policy("*.example.test").credentials("x-corp-token").build());
    OkHttpClient client =
        wiring
            .client(trust)
            .newBuilder()
            .addInterceptor(
                chain ->
                    chain.proceed(
                        chain
                            .request()
                            .newBuilder()
                            .removeHeader("x-api-key")
                            .header("x-corp-token", SECRET)
                            .build()))
            .build();

    Throwable failure = failure(client, lab.api.url(API, "/go"));

    assertRefused(failure, SHOWN ? Reason.REQUEST_CREDENTIAL_ELSEWHERE : Reason.GATE_NO_EVIDENCE);
    assertThat(lab.api.received(SECRET)).isEqualTo(SHOWN);
    assertThat(lab.other.requests()).isEmpty();
  }

  /** Nor does any network interceptor see what a jar adds: this one gives any host its cookie. */
  @ParameterizedTest
  @MethodSource("wirings")
  void webSocketDoesNotCarryACookieOfAJarToAnotherHost(Wiring wiring) throws Exception {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/"));
    trust.replacePolicies(
        TestInternet.policy("*.example.test").credentials("cookie", "x-api-key").build());
    CookieJar careless =
        new CookieJar() {
          @Override
          public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}

          @Override
          public List<Cookie> loadForRequest(HttpUrl url) {
            return List.of(
                new Cookie.Builder().name("s").value("a-session").domain(url.host()).build());
          }
        };
    Interceptor withoutKey =
        chain -> chain.proceed(chain.request().newBuilder().removeHeader("x-api-key").build());
    OkHttpClient client =
        wiring.client(
            trust, new OkHttpClient.Builder().cookieJar(careless).addInterceptor(withoutKey));

    Throwable failure = failure(client, lab.api.url(API, "/go"));

    assertRefused(failure, SHOWN ? Reason.REQUEST_CREDENTIAL_ELSEWHERE : Reason.GATE_NO_EVIDENCE);
    assertThat(lab.api.received("a-session")).isEqualTo(SHOWN);
    assertThat(lab.other.requests()).isEmpty();
  }

  private static void assertRefused(Throwable failure, Reason reason) {
    assertThat(TrustRefusal.in(failure))
        .as("%s", failure)
        .map(TrustRefusal::reason)
        .contains(reason);
  }

  private static Throwable failure(OkHttpClient client, String url) throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    WebSocket unused =
        client.newWebSocket(
            withKey(url),
            new WebSocketListener() {
              @Override
              public void onOpen(WebSocket webSocket, Response response) {
                failure.completeExceptionally(new AssertionError("open"));
                webSocket.cancel();
              }

              @Override
              public void onFailure(WebSocket webSocket, Throwable thrown, Response response) {
                failure.complete(thrown);
              }
            });
    return failure.get();
  }
}
