package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.okhttp.ClientFinding.Code;
import dev.trustconnect.okhttp.ClientFinding.Severity;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionSpec;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that takes nothing but an application interceptor. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForwardingInterceptorTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policy(TestInternet.policy(API).build())
          .policy(TestInternet.policy(OTHER).build())
          .build();
  private final OkHttpClient client = builder().build();

  /** Whose own resolver leads astray. */
  private OkHttpClient.Builder builder() {
    return new OkHttpClient.Builder()
        .dns(host -> List.of(InetAddress.getByName(lab.other.address())))
        .addInterceptor(TrustConnectOkHttp.forwardingInterceptor(trust));
  }

  @AfterEach
  void close() {
    trust.close();
    lab.close();
  }

  private String home(String path) {
    return lab.api.url(API, path);
  }

  @Test
  void callIsAnsweredOverACheckedConnection() throws IOException {
    try (Response response = client.newCall(OkHttpLab.withKey(home("/"))).execute()) {
      assertThat(response.code()).isEqualTo(200);
      assertThat(TrustConnectOkHttp.evidenceOf(response)).isPresent();
    }
    assertThat(lab.api.received(SECRET)).isTrue();
  }

  @Test
  void wrongPinIsRefused() {
    trust.replacePolicies(TestInternet.policyWithUnmatchedPins(API).build());
    OkHttpLab.refused(client, OkHttpLab.withKey(home("/")), Reason.PIN_NOT_IN_PATH);
    assertThat(lab.api.requests()).isEmpty();
  }

  @Test
  void redirectToAnotherHostGetsNothing() {
    lab.api.redirect("/", 307, lab.other.url(OTHER, "/"));
    OkHttpLab.refused(client, OkHttpLab.withKey(home("/")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(lab.other.requests()).isEmpty();
  }

  /** Each pass is a call of ours, but the key belongs to the host that the application called. */
  @Test
  void interceptorBeforeItCantSendTheKeyElsewhere() throws IOException {
    OkHttpClient rewriting =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain ->
                    chain.proceed(
                        chain.request().newBuilder().url(lab.other.url(OTHER, "/")).build()))
            .addInterceptor(TrustConnectOkHttp.forwardingInterceptor(trust))
            .build();
    OkHttpLab.refused(rewriting, OkHttpLab.withKey(home("/")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
    assertThat(lab.other.requests()).isEmpty();
    assertThat(OkHttpLab.body(rewriting, OkHttpLab.get(home("/")))).contains("hello"); // no secret
  }

  /** README says so, and {@code inspect} notes it. */
  @Test
  void laterInterceptorsAreNeverCalled() throws IOException {
    Interceptor unreached =
        chain -> {
          throw new IOException("called");
        };
    OkHttpClient more =
        builder().addInterceptor(unreached).addNetworkInterceptor(unreached).build();
    assertThat(OkHttpLab.body(more, OkHttpLab.get(home("/")))).contains("hello");
  }

  @Test
  void cleartextIsRefused() {
    OkHttpLab.refused(client, OkHttpLab.withKey("http://" + API + ":1/"), Reason.REQUEST_CLEARTEXT);
  }

  @Test
  void undeclaredProxyIsRefused() {
    OkHttpClient proxied =
        builder()
            .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", lab.other.port())))
            .build();
    OkHttpLab.refused(proxied, OkHttpLab.withKey(home("/")), Reason.ADDRESS_NOT_PROVEN);
    assertThat(lab.other.connections()).isZero();
  }

  @Test
  void webSocketIsRefused() {
    Request upgrade = OkHttpLab.get(home("/")).newBuilder().header("Upgrade", "websocket").build();
    OkHttpLab.refused(client, upgrade, Reason.GATE_NO_EVIDENCE);
    assertThat(lab.api.connections()).isZero();
  }

  @Test
  void redirectsStayOffIfTheClientHasThemOff() throws IOException {
    lab.api.redirect("/", 307, home("/there"));
    try (Response response =
        builder().followRedirects(false).build().newCall(OkHttpLab.get(home("/"))).execute()) {
      assertThat(response.code()).isEqualTo(307);
    }
  }

  @Test
  void readTimeoutIsTheClients() {
    LiveAnswer silent = lab.api.live("/", "text/plain");
    // On a busy machine a short timeout ends the handshake, so it doubles until the request is
    // there.
    Duration timeout = Duration.ofMillis(200);
    while (!silent.isAsked()) {
      OkHttpClient hurried = builder().readTimeout(timeout).build();
      assertThatThrownBy(() -> OkHttpLab.body(hurried, OkHttpLab.get(home("/"))))
          .isInstanceOf(IOException.class);
      timeout = timeout.multipliedBy(2);
    }
    silent.awaitGivenUp();
  }

  /** It covers a body that is still being read, as it does without us. */
  @Test
  void callTimeoutIsTheClients() {
    LiveAnswer live = lab.api.live("/", "text/plain");
    CompletableFuture<Void> saying =
        CompletableFuture.runAsync(() -> live.say("a"), task -> new Thread(task).start());
    Duration timeout = Duration.ofSeconds(1);
    while (!saying.isDone()) {
      OkHttpClient hurried = builder().callTimeout(timeout).build();
      assertThatThrownBy(() -> OkHttpLab.body(hurried, OkHttpLab.get(home("/"))))
          .isInstanceOf(IOException.class);
      timeout = timeout.multipliedBy(2);
    }
    saying.join();
    live.awaitGivenUp();
  }

  @Test
  void cancelledCallIsGivenUp() {
    LiveAnswer silent = lab.api.live("/", "text/plain");
    CompletableFuture<IOException> end = new CompletableFuture<>();
    Call call = client.newCall(OkHttpLab.get(home("/")));
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException failure) {
            end.complete(failure);
          }

          @Override
          public void onResponse(Call answered, Response response) {
            response.close();
            end.completeExceptionally(new AssertionError("answered"));
          }
        });
    silent.awaitRequest();

    call.cancel();

    assertThat(end.join()).isInstanceOf(IOException.class);
    silent.awaitGivenUp();
  }

  @Test
  void inspectionFindsNothing() {
    ClientReport report =
        TrustConnectOkHttp.inspect(
            trust, builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build());
    assertThat(report.findings()).isEmpty();
    assertThat(report.isProtected()).isTrue();
  }

  @Test
  void inspectionReportsWhatIsNeverCalled() {
    ClientReport report =
        TrustConnectOkHttp.inspect(
            trust,
            builder()
                .addInterceptor(chain -> chain.proceed(chain.request()))
                .addNetworkInterceptor(chain -> chain.proceed(chain.request()))
                .build());
    assertThat(report.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(Code.EXCHANGE_GATE_NOT_LAST);
              assertThat(finding.severity()).isEqualTo(Severity.NOTE);
              assertThat(finding.seen()).contains("never called");
            });
  }

  @Test
  void inspectionReportsAnUndeclaredProxy() {
    assertThat(
            TrustConnectOkHttp.inspect(
                    trust,
                    builder()
                        .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 3128)))
                        .build())
                .findings())
        .extracting(ClientFinding::code)
        .containsExactly(Code.UNDECLARED_PROXY);
  }

  /** The first that forwards decides; a later one isn't reached. */
  @Test
  void interceptorOfAnotherTrustConnectIsntOurs() {
    try (TrustConnect other = lab.internet.trust().build()) {
      OkHttpClient both =
          new OkHttpClient.Builder()
              .addInterceptor(TrustConnectOkHttp.forwardingInterceptor(other))
              .addInterceptor(TrustConnectOkHttp.forwardingInterceptor(trust))
              .build();
      assertThat(TrustConnectOkHttp.inspect(trust, both).isProtected()).isFalse();
      assertThat(TrustConnectOkHttp.inspect(other, both).isProtected()).isTrue();
    }
  }
}
