package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.reactor.TrustedReactor;
import dev.trustconnect.spring.TrustedRequestFactory;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.contract.IdentityContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.client.RestClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

/** Client certificates of everything that this module protects. */
class CarriedIdentitiesTest extends IdentityContract {

  static Stream<Row> rows() {
    return Stream.concat(
        Wiring.all().stream()
            .map(
                wiring ->
                    Row.whole(wiring.toString(), (trust, base) -> okHttp(wiring.client(trust)))),
        Stream.of(
            Row.whole(
                "forwarding interceptor",
                (trust, base) ->
                    okHttp(
                        new OkHttpClient.Builder()
                            .addInterceptor(TrustConnectOkHttp.forwardingInterceptor(trust))
                            .build())),
            Row.whole(
                "openai-java over our client",
                (trust, base) ->
                    openAi(
                        OpenAIOkHttpClient.builder()
                            .okHttpClient(TrustConnectOkHttp.newSdkClient(trust)),
                        base)),
            Row.whole("openai-java's recipe for mutual TLS", CarriedIdentitiesTest::openAiRecipe),
            Row.whole("RestClient", CarriedIdentitiesTest::restClient),
            new Row("Reactor Netty", false, true, CarriedIdentitiesTest::reactor)));
  }

  private static Caller okHttp(OkHttpClient client) {
    return new Caller() {
      @Override
      public Reply call(String url) throws IOException {
        try (Response response = client.newCall(OkHttpLab.get(url)).execute()) {
          return new Reply(
              Objects.requireNonNull(response.body()).string(),
              TrustConnectOkHttp.evidenceOf(response));
        }
      }

      @Override
      public void close() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
      }
    };
  }

  /** What its README sets for mutual TLS, from a kit instead of from a key store. */
  private static Caller openAiRecipe(TrustConnect trust, String base) {
    TlsKit kit =
        trust.tls().only(Objects.requireNonNull(HttpUrl.parse(base)).host()).reconnecting();
    return openAi(
        OpenAIOkHttpClient.builder()
            .sslSocketFactory(kit.socketFactory())
            .trustManager(kit.trustManager())
            .hostnameVerifier(kit.hostnameVerifier())
            .followRedirects(false), // to http: a kit doesn't see them
        base);
  }

  private static Caller openAi(OpenAIOkHttpClient.Builder builder, String base) {
    OpenAIClient client = builder.apiKey("none").baseUrl(base + "/v1").maxRetries(0).build();
    return new Caller() {
      @Override
      public Reply call(String url) throws IOException {
        try (HttpResponse response = client.withRawResponse().models().list()) {
          return Reply.of(new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
      }

      @Override
      public String path() {
        return "/v1/models";
      }

      @Override
      public boolean isForOneHost() {
        return true;
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  private static Caller restClient(TrustConnect trust, String base) {
    RestClient client =
        RestClient.builder().requestFactory(TrustedRequestFactory.over(trust)).build();
    return url ->
        Reply.of(Objects.requireNonNull(client.get().uri(url).retrieve().body(String.class)));
  }

  private static Caller reactor(TrustConnect trust, String base) {
    ConnectionProvider pool = ConnectionProvider.create("identities", 1);
    return reactor(TrustedReactor.secure(trust, HttpClient.create(pool)), pool);
  }

  private static Caller reactor(HttpClient client, ConnectionProvider pool) {
    return new Caller() {
      @Override
      public Reply call(String url) {
        return Reply.of(
            Objects.requireNonNull(
                client.get().uri(url).responseContent().aggregate().asString().block()));
      }

      @Override
      public void close() {
        pool.dispose();
      }
    };
  }

  /** Clients that go through a declared proxy: to it, over it, and no further than the host. */
  static Stream<Row> proxied() {
    return Stream.concat(
        Wiring.all().stream()
            .map(
                wiring ->
                    Row.whole(
                        wiring.toString(),
                        (trust, base) ->
                            okHttp(
                                wiring.client(
                                    trust, new OkHttpClient.Builder().proxy(through(trust)))))),
        Stream.of(
            new Row(
                "Reactor Netty",
                false,
                true,
                (trust, base) -> {
                  ConnectionProvider pool = ConnectionProvider.create("identities", 1);
                  HttpClient own =
                      HttpClient.create(pool)
                          .proxy(
                              spec ->
                                  spec.type(ProxyProvider.Proxy.HTTP)
                                      .socketAddress(trust.proxies().iterator().next()));
                  return reactor(TrustedReactor.secure(trust, own), pool);
                })));
  }

  private static Proxy through(TrustConnect trust) {
    return new Proxy(Proxy.Type.HTTP, trust.proxies().iterator().next());
  }

  @ParameterizedTest
  @MethodSource("proxied")
  void hostBehindADeclaredProxyGetsTheCertificate(Row row) throws Exception {
    try (ConnectProxy proxy = new ConnectProxy(api);
        TrustConnect trust =
            identified(policy(API).identity("payments").build()).proxies(proxy.address()).build();
        Caller caller = row.made().by(trust, "")) {
      assertThat(caller.call(api.url(API, "/v1")).text()).isEqualTo(HELLO);

      assertThat(proxy.asked()).hasSize(1);
      assertThat(got(api)).containsExactly("payments");
    }
  }

  /** It breaks the TLS of the host open, with a certificate of a public authority. */
  @ParameterizedTest
  @MethodSource("proxied")
  void proxyThatAsksForACertificateGetsNone(Row row) throws Exception {
    try (TlsPeer inspecting = asking(internet.ca().server(API), "127.0.1.66");
        ConnectProxy proxy = new ConnectProxy(inspecting);
        TrustConnect trust =
            identified(policy(API).identity("payments").build()).proxies(proxy.address()).build()) {
      try (Caller caller = row.made().by(trust, "")) {
        Throwable thrown = catchThrowable(() -> caller.call(api.url(API, "/v1")));
        assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
            .as("%s", thrown)
            .contains(Reason.PATH_ISSUER_UNKNOWN);
      }
      inspecting.awaitNoConnection();
      assertThat(inspecting.connections()).isPositive();
      assertThat(got(inspecting)).isEmpty();
      assertThat(inspecting.requestBytes()).isZero();
    }
  }

  /** The address behind a proxy can't be seen, so any public authority could answer. */
  @ParameterizedTest
  @MethodSource("proxied")
  void publicCertificateBehindAProxyGetsNone(Row row) throws Exception {
    try (TlsPeer open = asking(internet.ca().server(API), "127.0.1.66");
        ConnectProxy proxy = new ConnectProxy(open);
        TrustConnect trust =
            identified(TestInternet.policy(API).identity("payments").build())
                .proxies(proxy.address())
                .build();
        Caller caller = row.made().by(trust, "")) {
      assertThat(caller.call(api.url(API, "/v1")).text()).isEqualTo("hello from 127.0.1.66");

      assertThat(got(open)).isEmpty();
    }
  }

  /** Sockets of a context as everybody makes it for mutual TLS. */
  private SSLSocketFactory ordinarySockets(X509TrustManager trust)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "payments", payments.key(), new char[0], payments.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory identities =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identities.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identities.getKeyManagers(), new TrustManager[] {trust}, null);
    return context.getSocketFactory();
  }

  /** What an ordinary client does with the same servers, so that the tests above mean something. */
  @Test
  void ordinaryClientSendsOneHostsRequestsUnderTheIdentityOfAnother() throws Exception {
    OkHttpClient ordinary =
        new OkHttpClient.Builder()
            .dns(host -> List.of(InetAddress.getByName("127.0.1.10")))
            .sslSocketFactory(ordinarySockets(corp.trustManager()), corp.trustManager())
            .build();
    try (Caller caller = okHttp(ordinary)) {
      assertThat(caller.call(api.url(API, "/v1")).text()).isEqualTo(HELLO);
      assertThat(caller.call(api.url(TWIN, "/v1")).text()).isEqualTo(HELLO);
    }
    assertThat(api.connections()).isEqualTo(1);
    assertThat(got(api)).containsExactly("payments");
  }

  /** Its socket factory hides it, so the finding says what one would do, and what to write. */
  @Test
  void keyManagerThatIsntOursIsReportedWithItsSocketFactory() throws Exception {
    try (TrustConnect trust = identified(policy(API).identity("payments").build()).build()) {
      OkHttpClient ours = TrustConnectOkHttp.newClient(trust);
      OkHttpClient harmed =
          ours.newBuilder()
              .sslSocketFactory(
                  ordinarySockets(trust.tls().trustManager()), trust.tls().trustManager())
              .build();

      assertThat(TrustConnectOkHttp.inspect(trust, ours).findings()).isEmpty();
      ClientReport report = TrustConnectOkHttp.inspect(trust, harmed);
      assertThat(report.isProtected()).isFalse();
      assertThat(report.findings())
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.code()).isEqualTo(ClientFinding.Code.FOREIGN_TLS);
                assertThat(found.seen()).contains("if it has a key manager, which can't be seen");
                assertThat(found.remedy()).contains("TrustConnect.builder().identity(…)");
              });
    }
  }

  /** Our trust manager, which it asks first, refuses sockets that aren't ours. */
  @Test
  void keyManagerThatIsntOursReleasesNothingBehindOurTrustManager() throws Exception {
    try (TrustConnect trust = identified(policy(API).build()).build()) {
      OkHttpClient harmed =
          TrustConnectOkHttp.newClient(trust)
              .newBuilder()
              .sslSocketFactory(
                  ordinarySockets(trust.tls().trustManager()), trust.tls().trustManager())
              .build();

      refused(harmed, OkHttpLab.get(api.url(API, "/v1")), Reason.GATE_SOCKET_NOT_OURS);

      api.awaitNoConnection();
      assertThat(api.connections()).isPositive();
      assertThat(got(api)).isEmpty();
      assertThat(api.requestBytes()).isZero();
    }
  }
}
