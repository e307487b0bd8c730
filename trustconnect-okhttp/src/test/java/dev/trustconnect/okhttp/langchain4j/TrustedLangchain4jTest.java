package dev.trustconnect.okhttp.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpClientBuilderLoader;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.okhttp.ClientFinding;
import dev.trustconnect.okhttp.ClientReport;
import dev.trustconnect.refusal.NameRefusal;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.WithoutLibrary;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of langchain4j's HTTP client, beyond what its models need. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TrustedLangchain4jTest {
  private static final String API = "api.example.test";
  private static final String SSE = "text/event-stream";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = internet.server(API);
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(API).build()).build();
  private final HttpClient client = TrustedLangchain4j.httpClientBuilder(trust).build();

  @AfterEach
  void close() {
    trust.close();
    internet.close();
  }

  @Test
  void inspectionFindsNothingInOurs() {
    HttpClientBuilder timed =
        TrustedLangchain4j.httpClientBuilder(trust).readTimeout(Duration.ofSeconds(30));

    assertThat(TrustedLangchain4j.inspect(trust, client).findings()).isEmpty();
    assertThat(TrustedLangchain4j.inspect(trust, timed).findings()).isEmpty();
  }

  @Test
  void inspectionTellsAnotherTrustConnectsClientFromOurs() {
    try (TrustConnect other = internet.trust().build()) {
      assertThat(TrustedLangchain4j.inspect(other, client).isProtected()).isFalse();
    }
  }

  /** What a model takes that isn't given a builder. */
  @Test
  void inspectionOfLangchain4jsOwnClientSaysWhatIsMissing() {
    HttpClientBuilder usual = HttpClientBuilderLoader.loadHttpClientBuilder();

    ClientReport report = TrustedLangchain4j.inspect(trust, usual);

    assertThat(report.isProtected()).isFalse();
    assertThat(report.findings())
        .extracting(ClientFinding::code)
        .containsExactly(ClientFinding.Code.NO_EXCHANGE_GATE, ClientFinding.Code.FOREIGN_DNS);
    assertThat(report.toString())
        .contains("not protected")
        .contains("dev.langchain4j.http.client.jdk.JdkHttpClient")
        .contains("do: httpClientBuilder(TrustedLangchain4j.httpClientBuilder(trust))");
  }

  /** Keeps what happens to one stream, as words. */
  private static final class Heard implements ServerSentEventListener {
    private final List<String> words = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ServerSentEventContext> first = new CompletableFuture<>();
    private final CompletableFuture<Throwable> error = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    @Override
    public void onOpen(SuccessfulHttpResponse response) {
      words.add("open " + response.statusCode() + " " + response.contentType());
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
      words.add(event.event() + "=" + event.data());
      first.complete(context);
    }

    @Override
    public void onError(Throwable thrown) {
      words.add("error");
      error.complete(thrown);
    }

    @Override
    public void onClose() {
      words.add("close");
      closed.complete(null);
    }
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.builder().method(HttpMethod.GET).url(peer.url(API, path));
  }

  private Heard listen(String path) {
    Heard heard = new Heard();
    client.execute(get(path).build(), heard);
    return heard;
  }

  @Test
  void streamIsReportedInOrder() throws Exception {
    LiveAnswer live = peer.live("/events", SSE);
    Heard heard = listen("/events");
    live.say("event: greeting\ndata: hello\n\n");
    live.end();
    heard.closed.get(60, TimeUnit.SECONDS);
    assertThat(heard.words).containsExactly("open 200 " + SSE, "greeting=hello", "close");
  }

  /** While its thread waits for the next event, from another thread. */
  @Test
  void cancelledStreamIsGivenUp() throws Exception {
    LiveAnswer live = peer.live("/events", SSE);
    Heard heard = listen("/events");
    live.say("data: hello\n\n");

    heard.first.get(60, TimeUnit.SECONDS).parsingHandle().cancel();

    live.awaitGivenUp();
  }

  @Test
  void brokenStreamIsAnErrorAndNotAnEnd() throws Exception {
    LiveAnswer live = peer.live("/events", SSE);
    Heard heard = listen("/events");
    live.say("data: hello\n\n");
    heard.first.get(60, TimeUnit.SECONDS);

    peer.cut();

    assertThat(heard.error.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    assertThat(heard.words).containsExactly("open 200 " + SSE, "null=hello", "error");
  }

  @Test
  void statusOfAStreamIsItsError() throws Exception {
    peer.answer("/events", 429, Map.of(), "slow down");
    Heard heard = listen("/events");
    assertThat(heard.error.get(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            HttpException.class, error -> assertThat(error.statusCode()).isEqualTo(429))
        .hasMessage("slow down");
    assertThat(heard.words).containsExactly("error");
  }

  @Test
  void whatAListenerThrowsEndsTheStream() throws Exception {
    LiveAnswer live = peer.live("/events", SSE);
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    client.execute(
        get("/events").build(),
        new ServerSentEventListener() {
          @Override
          public void onOpen(SuccessfulHttpResponse response) {
            throw new IllegalStateException("not now");
          }

          @Override
          public void onError(Throwable thrown) {
            error.complete(thrown);
          }
        });
    live.awaitRequest();
    live.say("data: hello\n\n");
    assertThat(error.get(60, TimeUnit.SECONDS)).hasMessage("not now");
    live.awaitGivenUp();
  }

  /** OkHttp's own dispatcher would make the sixth wait. */
  @Test
  void manyStreamsAreReadAtOnce() throws Exception {
    List<Heard> all = new ArrayList<>();
    List<LiveAnswer> lives = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lives.add(peer.live("/events/" + i, SSE));
      all.add(listen("/events/" + i));
    }
    lives.forEach(live -> live.say("data: hello\n\n"));
    for (Heard heard : all) {
      heard.first.get(60, TimeUnit.SECONDS);
    }
    lives.forEach(LiveAnswer::end);
    for (Heard heard : all) {
      heard.closed.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void timeoutsOfTheBuilderApply() {
    LiveAnswer silent = peer.live("/slow", "text/plain");
    // On a busy machine a short timeout ends the handshake, so it doubles until the request is
    // there.
    Duration timeout = Duration.ofMillis(200);
    while (!silent.isAsked()) {
      HttpClient hurried =
          TrustedLangchain4j.httpClientBuilder(trust)
              .connectTimeout(Duration.ofSeconds(30))
              .readTimeout(timeout)
              .build();
      assertThatThrownBy(() -> hurried.execute(get("/slow").build()))
          .isInstanceOf(TimeoutException.class);
      timeout = timeout.multipliedBy(2);
    }
    silent.awaitGivenUp();
  }

  @Test
  void redirectIsAnErrorOfItsStatus() {
    peer.redirect("/moved", 307, peer.url(API, "/there"));
    assertThatThrownBy(() -> client.execute(get("/moved").build()))
        .isInstanceOfSatisfying(
            HttpException.class, error -> assertThat(error.statusCode()).isEqualTo(307));
    assertThat(peer.requests()).hasSize(1);
  }

  @Test
  void filesAndFieldsAreSentAsAForm() {
    SuccessfulHttpResponse response =
        client.execute(
            HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(peer.url(API, "/files"))
                .addFormDataField("purpose", "fine-tune")
                .addFormDataFile("file", "a.txt", "text/plain", new byte[] {'a', 'b', 'c'})
                .build());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(peer.received("multipart/form-data; boundary=")).isTrue();
    assertThat(peer.received("fine-tune")).isTrue();
    assertThat(peer.received("filename=\"a.txt\"")).isTrue();
    assertThat(peer.received("abc")).isTrue();
  }

  @Test
  void headerThatCantBeSentIsntShown() {
    HttpRequest request = get("/").addHeader("x-api-key", "sk-secret\n").build();
    assertThatThrownBy(() -> client.execute(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("sk-secret");
    HttpRequest odd =
        HttpRequest.builder().method(HttpMethod.GET).url("htp://host/?key=sk-secret").build();
    assertThatThrownBy(() -> client.execute(odd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("sk-secret");
  }

  @ParameterizedTest
  @EnumSource
  void onlyTemporaryRefusalsAreRetriable(Reason reason) {
    RuntimeException given =
        TrustedHttpClient.inTheFrameworksWords(
            new IOException(
                new UntrustedNameException(
                    new NameRefusal(new Refusal("a.test", reason, "this", "that"), null))));
    assertThat(given)
        .isInstanceOf(
            reason.isTemporary() ? RetriableException.class : NonRetriableException.class);
    assertThat(TrustRefusal.in(given)).map(TrustRefusal::reason).contains(reason);
  }

  @Test
  void otherFailuresAreLangchain4jsOwn() {
    assertThat(TrustedHttpClient.inTheFrameworksWords(new SocketTimeoutException()))
        .isInstanceOf(TimeoutException.class);
    assertThat(TrustedHttpClient.inTheFrameworksWords(new IOException("reset")))
        .isExactlyInstanceOf(RuntimeException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  /** Compiled against the library, as an application's code is. */
  private static final class Application implements Consumer<TrustConnect> {
    @Override
    public void accept(TrustConnect trust) {
      TrustedLangchain4j.httpClientBuilder(trust);
    }
  }

  @Test
  @SuppressWarnings("unchecked") // the class is the application's, of another class loader
  void absentLibraryIsNamedWithItsPlace() throws Exception {
    var constructor =
        new WithoutLibrary("dev.langchain4j.", "dev.trustconnect.okhttp.langchain4j.")
            .loadClass(Application.class.getName())
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    var application = (Consumer<TrustConnect>) constructor.newInstance();
    assertThatThrownBy(() -> application.accept(trust))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "TrustedLangchain4j needs dev.langchain4j:langchain4j-http-client on the class path, or"
                + " on the module path with --add-modules langchain4j.http.client");
  }
}
