package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only OkHttp 5.4 and later can do: overrides per call, and watched WebSockets. */
class PluggedInOkHttp5Test {
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

  private OkHttpClient undoneBy(Wiring wiring, Interceptor later) {
    return wiring.client(trust).newBuilder().addInterceptor(later).build();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void laterInterceptorThatUndoesTlsGetsNoRequestThrough(Wiring wiring) {
    OkHttpClient client =
        undoneBy(
            wiring,
            chain ->
                chain
                    .withSslSocketFactory(
                        lab.internet.ca().clientContext().getSocketFactory(),
                        lab.internet.ca().trustManager())
                    .proceed(chain.request()));

    refused(client, withKey(lab.api.url(API, "/")), Reason.GATE_NO_EVIDENCE);

    assertThat(lab.api.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void laterInterceptorThatUndoesDnsReachesNoRogue(Wiring wiring) {
    OkHttpClient client =
        undoneBy(
            wiring,
            chain ->
                chain
                    .withDns(host -> List.of(InetAddress.getByName("127.0.1.11")))
                    .proceed(chain.request()));

    refused(client, withKey(lab.api.url(API, "/")), Reason.ADDRESS_NOT_PROVEN);

    lab.settle(client);
    assertThat(lab.other.bytesReceived()).isZero();
  }

  /** Any verifier but ours, and a pool whose connections weren't judged. */
  @ParameterizedTest
  @MethodSource("wirings")
  void laterInterceptorThatUndoesVerifierAndPoolGetsNoRequestThrough(Wiring wiring)
      throws IOException {
    OkHttpClient ordinary =
        new OkHttpClient.Builder()
            .dns(host -> List.of(InetAddress.getByName("127.0.1.10")))
            .sslSocketFactory(
                lab.internet.ca().clientContext().getSocketFactory(),
                lab.internet.ca().trustManager())
            .build();
    assertThat(OkHttpLab.body(ordinary, OkHttpLab.get(lab.api.url(API, "/")))).startsWith("hello");
    OkHttpClient client =
        undoneBy(
            wiring,
            chain ->
                chain
                    .withDns(ordinary.dns())
                    .withSslSocketFactory(
                        ordinary.sslSocketFactory(),
                        Objects.requireNonNull(ordinary.x509TrustManager()))
                    .withHostnameVerifier((host, session) -> true)
                    .withConnectionPool(ordinary.connectionPool())
                    .proceed(chain.request()));

    refused(client, withKey(lab.api.url(API, "/")), Reason.GATE_NO_EVIDENCE);

    assertThat(lab.api.received(OkHttpLab.SECRET)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void laterInterceptorThatReaddressesTheCallIsRefused(Wiring wiring) {
    OkHttpClient client =
        undoneBy(
            wiring,
            chain ->
                chain.proceed(chain.request().newBuilder().url(lab.other.url(OTHER, "/")).build()));

    refused(client, withKey(lab.api.url(API, "/")), Reason.GATE_OTHER_HOST);

    assertThat(lab.other.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void webSocketReachesItsHostOnly(Wiring wiring) throws Exception {
    lab.api.redirect("/moved", 302, lab.other.url(OTHER, "/steal"));
    OkHttpClient client = wiring.client(trust);

    Throwable moved = opened(client, withKey(lab.api.url(API, "/moved"))).get();
    assertThat(TrustRefusal.in(moved))
        .as("%s", moved)
        .map(TrustRefusal::reason)
        .contains(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(lab.other.requests()).isEmpty();

    Throwable answered = opened(client, withKey(lab.api.url(API, "/here"))).get();
    assertThat(answered).hasMessageContaining("Expected HTTP 101 response but was '200");
    assertThat(lab.api.received(SECRET)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void webSocketOverUndoneTlsIsRefused(Wiring wiring) throws Exception {
    OkHttpClient client =
        undoneBy(
            wiring,
            chain ->
                chain
                    .withSslSocketFactory(
                        lab.internet.ca().clientContext().getSocketFactory(),
                        lab.internet.ca().trustManager())
                    .proceed(chain.request()));

    Throwable refused = opened(client, withKey(lab.api.url(API, "/"))).get();

    assertThat(TrustRefusal.in(refused))
        .as("%s", refused)
        .map(TrustRefusal::reason)
        .contains(Reason.GATE_NO_EVIDENCE);
    assertThat(lab.api.requests()).isEmpty();
  }

  /** A retry interceptor before ours comes by several times in one call. */
  @Test
  void callThatIsTriedAgainIsWatchedAgain() throws Exception {
    lab.api.answer("/busy", 503, Map.of(), "");
    OkHttpClient client =
        Wiring.PLUGGED_IN.client(
            trust,
            new OkHttpClient.Builder()
                .addInterceptor(
                    chain -> {
                      chain.proceed(chain.request()).close();
                      return chain.proceed(
                          chain.request().newBuilder().url(lab.api.url(API, "/again")).build());
                    }));

    assertThat(OkHttpLab.body(client, withKey(lab.api.url(API, "/busy")))).startsWith("hello");
    assertThat(lab.api.requests()).hasSize(2);
  }

  private static CompletableFuture<Throwable> opened(OkHttpClient client, Request request) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    WebSocket unused =
        client.newWebSocket(
            request,
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
    return failure;
  }
}
