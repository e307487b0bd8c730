package dev.trustconnect.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.model.chat.ChatModel;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.Harm;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import okhttp3.ResponseBody;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.Url;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;

/** What each client's lines reach, measured: README's table says no more. */
class ProtectedClientsTest {
  private static final String API = "api.example.test";
  private static final String KEY = "sk-live-4711-secret";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa.Identity apiIdentity = internet.ca().server(API);
  private final TlsPeer api = TlsPeer.start(apiIdentity);
  private final TlsPeer rogue =
      TlsPeer.builder(internet.ca().server(API, "other.example.test"))
          .address("127.0.1.11")
          .port(api.port())
          .start();
  private final TrustConnect trust =
      internet
          .trust()
          .policy(TestInternet.policy(API).build())
          .policy(TestInternet.policy("other.example.test").build())
          .build();

  /** Sends a key to a URL; what comes back, or what is thrown. */
  interface Caller extends AutoCloseable {
    String call(String url) throws Exception;

    @Override
    default void close() throws IOException {}
  }

  private interface Made {
    Caller by(TrustConnect trust, String base) throws Exception;
  }

  /**
   * A client and what is claimed of it.
   *
   * @param ourNames whether it goes where our resolver says, or shows whom it is connected to: then
   *     a rogue address gets not even a ClientHello
   * @param cleartext what becomes of an {@code http:} URL
   * @param pooledIsJudged whether a connection made under other policies isn't used again
   */
  private record Row(
      String name, boolean ourNames, boolean pooledIsJudged, Cleartext cleartext, Made made) {
    @Override
    public String toString() {
      return name;
    }
  }

  private enum Cleartext {
    REFUSED,
    NOT_TAKEN,
    SENT
  }

  private interface Api {
    @GET
    Call<ResponseBody> get(@Url String url, @Header("x-api-key") String key);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("Retrofit", true, true, Cleartext.REFUSED, ProtectedClientsTest::retrofit),
        new Row("Apache HttpClient 5", true, true, Cleartext.REFUSED, ProtectedClientsTest::apache),
        new Row("AWS SDK 2", true, true, Cleartext.REFUSED, ProtectedClientsTest::aws),
        new Row("JDK HttpClient", false, false, Cleartext.SENT, ProtectedClientsTest::jdk),
        new Row("TrustedHttpClient", false, true, Cleartext.REFUSED, ProtectedClientsTest::trusted),
        new Row("langchain4j", true, true, Cleartext.REFUSED, ProtectedClientsTest::langchain4j),
        new Row(
            "langchain4j over the JDK's HttpClient",
            false,
            false,
            Cleartext.SENT,
            ProtectedClientsTest::langchain4jOverJdk),
        new Row(
            "HttpsURLConnection",
            true,
            true,
            Cleartext.NOT_TAKEN,
            ProtectedClientsTest::urlConnection));
  }

  static Caller retrofit(TrustConnect trust, String base) {
    Api client = ProtectedClients.retrofit(trust, base + "/").create(Api.class);
    return url -> {
      retrofit2.Response<ResponseBody> response = client.get(url, KEY).execute();
      try (ResponseBody body = response.isSuccessful() ? response.body() : response.errorBody()) {
        return body.string();
      }
    };
  }

  private static Caller apache(TrustConnect trust, String base) {
    return apache(ProtectedClients.apache(trust));
  }

  private static Caller apache(CloseableHttpClient client) {
    return new Caller() {
      @Override
      public String call(String url) throws IOException {
        HttpGet get = new HttpGet(url);
        get.addHeader("x-api-key", KEY);
        return client.execute(get, response -> EntityUtils.toString(response.getEntity()));
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }

  static Caller aws(TrustConnect trust, String base) {
    SdkHttpClient client = ProtectedClients.aws(trust);
    return new Caller() {
      @Override
      public String call(String url) throws IOException {
        ExecutableHttpRequest request =
            client.prepareRequest(
                HttpExecuteRequest.builder()
                    .request(
                        SdkHttpFullRequest.builder()
                            .uri(URI.create(url))
                            .method(SdkHttpMethod.GET)
                            .putHeader("x-api-key", KEY)
                            .build())
                    .build());
        HttpExecuteResponse response = request.call();
        if (response.responseBody().isEmpty()) {
          return "";
        }
        try (InputStream body = response.responseBody().get()) {
          return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  private static Caller jdk(TrustConnect trust, String base) {
    return jdk(ProtectedClients.jdk(trust).build());
  }

  private static Caller trusted(TrustConnect trust, String base) {
    return jdk(ProtectedClients.trusted(trust));
  }

  private static Caller jdk(HttpClient client) {
    return url ->
        client
            .send(
                HttpRequest.newBuilder(URI.create(url)).header("x-api-key", KEY).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
  }

  static Caller langchain4j(TrustConnect trust, String base) {
    return langchain4j(ProtectedClients.langchain4j(trust, base + "/v1", KEY));
  }

  static Caller langchain4jOverJdk(TrustConnect trust, String base) {
    return langchain4j(ProtectedClients.langchain4jOverJdk(trust, base + "/v1", KEY));
  }

  private static Caller langchain4j(ChatModel model) {
    return url -> model.chat("the prompt"); // it has one URL
  }

  private static Caller urlConnection(TrustConnect trust, String base) {
    return url -> {
      HttpsURLConnection connection = ProtectedClients.urlConnection(trust, new URL(url));
      connection.setRequestProperty("x-api-key", KEY);
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    };
  }

  @BeforeEach
  void namesOfTheJdkAreTrue() throws IOException {
    jdkBelieves("127.0.1.10");
    api.answer(
        "/v1/chat/completions",
        200,
        Map.of("Content-Type", "application/json"),
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"finish_reason\":\"stop\","
            + "\"message\":{\"role\":\"assistant\",\"content\":\"hello from 127.0.1.10\"}}]}");
  }

  /** The hosts file of this JVM: what clients believe that look names up by themselves. */
  private static void jdkBelieves(String address) throws IOException {
    Files.writeString(
        Path.of(System.getProperty("jdk.net.hosts.file")),
        address + " " + API + "\n127.0.1.11 other.example.test\n");
  }

  @AfterEach
  void close() {
    trust.close();
    api.close();
    rogue.close();
  }

  private String url() {
    return api.url(API, "/v1/chat/completions");
  }

  private Caller caller(Row row) throws Exception {
    return row.made().by(trust, api.url(API, ""));
  }

  private static void refused(Caller caller, String url, Reason reason) {
    Throwable thrown = catchThrowable(() -> caller.call(url));
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  private static EndpointPolicy unmatchedPins() {
    return TestInternet.policyWithUnmatchedPins(API).build();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void healthyCallIsAnswered(Row row) throws Exception {
    try (Caller caller = caller(row)) {
      assertThat(caller.call(url())).contains("hello from 127.0.1.10");
    }
    assertThat(api.received(KEY)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void poisonedNameIsRefused(Row row) throws Exception {
    internet.change(
        world ->
            world.harm(
                Harm.replace(
                    API, Type.A, rs -> rs.stream().map(ProtectedClientsTest::astray).toList())));
    jdkBelieves("127.0.1.11");
    try (Caller caller = caller(row)) {
      refused(caller, url(), Reason.SIGNATURE_INVALID);
    }
    assertThat(rogue.received(KEY)).isFalse();
    assertThat(rogue.requests()).isEmpty();
    if (row.ourNames()) {
      assertThat(rogue.bytesReceived()).isZero();
    }
  }

  private static Record astray(Record record) {
    return new ARecord(record.getName(), DClass.IN, record.getTTL(), new byte[] {127, 0, 1, 11});
  }

  @ParameterizedTest
  @MethodSource("rows")
  void certificateThatIsNotPinnedIsRefused(Row row) throws Exception {
    trust.replacePolicies(unmatchedPins());
    try (Caller caller = caller(row)) {
      refused(caller, url(), Reason.PIN_NOT_IN_PATH);
    }
    assertThat(api.requests()).isEmpty();
  }

  /** The name is true, the client's own resolver isn't, and a trusted CA has erred. */
  @ParameterizedTest
  @MethodSource("rows")
  void strangerWithAMisIssuedCertificateGetsTheKeyOnlyWhereReadmeAdmitsIt(Row row)
      throws Exception {
    jdkBelieves("127.0.1.11");
    try (Caller caller = caller(row)) {
      Throwable thrown = catchThrowable(() -> caller.call(url()));
      if (thrown != null && row.ourNames()) { // it asks the JDK, and is stopped
        assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
            .contains(Reason.ADDRESS_NOT_PROVEN);
      }
    }
    assertThat(rogue.received(KEY)).as("what README admits").isEqualTo(!row.ourNames());
    if (row.ourNames()) {
      assertThat(rogue.bytesReceived()).isZero();
    }
  }

  /** As with {@code -DsocksProxyHost}: every plain socket of this JVM goes through it. */
  @ParameterizedTest
  @MethodSource("rows")
  void socksProxyOfTheJvmIsNotUsed(Row row) throws Exception {
    ProxySelector usual = ProxySelector.getDefault();
    try (TlsPeer misIssued =
            TlsPeer.builder(internet.ca().server(API))
                .address("127.0.1.66")
                .port(api.port())
                .start();
        ConnectProxy socks = new ConnectProxy(misIssued);
        Caller caller = caller(row)) {
      ProxySelector.setDefault(new SocksForPlainSockets(socks, api.port()));

      assertThat(caller.call(url())).contains("hello from 127.0.1.10");

      assertThat(socks.asked()).isEmpty();
      assertThat(misIssued.bytesReceived()).isZero();
    } finally {
      ProxySelector.setDefault(usual);
    }
  }

  private static final class SocksForPlainSockets extends ProxySelector {
    private final Proxy proxy;
    private final int port;

    private SocksForPlainSockets(ConnectProxy proxy, int port) {
      this.proxy = new Proxy(Proxy.Type.SOCKS, proxy.address());
      this.port = port;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(
          uri.getScheme().equals("socket") && uri.getPort() == port ? proxy : Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }

  @ParameterizedTest
  @MethodSource("rows")
  void pinsKeepTheKeyFromTheStranger(Row row) throws Exception {
    trust.replacePolicies(
        TestInternet.policy(API)
            .pins(SpkiPin.parse(TestCa.pin(apiIdentity.certificate())), TestInternet.SPARE_PIN)
            .pinsExpire(LocalDate.of(2030, 1, 1))
            .build());
    try (Caller caller = caller(row)) {
      assertThat(caller.call(url())).contains("hello from 127.0.1.10");
    }
    jdkBelieves("127.0.1.11");
    try (Caller caller = caller(row)) {
      Throwable thrown = catchThrowable(() -> caller.call(url()));
      if (!row.ourNames()) {
        assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
            .contains(Reason.PIN_NOT_IN_PATH);
      }
    }
    assertThat(rogue.requests()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void requiringABoundAddressRefusesClientsThatShowNone(Row row) throws Exception {
    trust.replacePolicies(TestInternet.policy(API).requireBoundAddress().build());
    try (Caller caller = caller(row)) {
      if (row.ourNames()) {
        assertThat(caller.call(url())).contains("hello from 127.0.1.10");
      } else {
        refused(caller, url(), Reason.ADDRESS_NOT_SEEN);
        assertThat(api.requests()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void keyGoesInTheClearOnlyWhereReadmeAdmitsIt(Row row) throws Exception {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start();
        Caller caller = row.made().by(trust, "http://" + API + ":" + cleartext.port())) {
      String url = "http://" + API + ":" + cleartext.port() + "/v1/chat/completions";
      Throwable thrown = catchThrowable(() -> caller.call(url));
      switch (row.cleartext()) {
        case REFUSED -> {
          assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
              .contains(Reason.REQUEST_CLEARTEXT);
          assertThat(cleartext.bytesReceived()).isZero();
        }
        case NOT_TAKEN -> {
          assertThat(thrown).isInstanceOf(ClassCastException.class);
          assertThat(cleartext.bytesReceived()).isZero();
        }
        case SENT -> assertThat(cleartext.received(KEY)).as("what README admits").isTrue();
      }
    }
  }

  /** OkHttp's are judged; the others are told not to follow any. */
  @ParameterizedTest
  @MethodSource("rows")
  void keyFollowsNoRedirect(Row row) throws Exception {
    try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start();
        Caller caller = caller(row)) {
      for (String away : elsewhere(cleartext)) {
        api.redirect("/v1/chat/completions", 307, away);
        Throwable unused = catchThrowable(() -> caller.call(url())); // some throw at a 307
      }
      assertThat(rogue.requests()).isEmpty();
      assertThat(cleartext.requests()).isEmpty();
    }
    assertThat(api.received(KEY)).as("it was sent, and no further").isTrue();
  }

  private List<String> elsewhere(TlsPeer cleartext) {
    return List.of(
        rogue.url("other.example.test", "/collect"),
        "http://" + API + ":" + cleartext.port() + "/collect");
  }

  /** Why they are told: the same clients with redirects on take the key along. */
  @Test
  void followingRedirectsCarriesTheKey() throws Exception {
    HttpClient following =
        ProtectedClients.jdk(trust).followRedirects(HttpClient.Redirect.ALWAYS).build();
    CloseableHttpClient unguarded = ProtectedClients.apacheBuilder(trust).build();
    for (Caller caller : List.of(jdk(following), apache(unguarded))) {
      try (TlsPeer cleartext = TlsPeer.plain().address("127.0.1.10").start();
          caller) {
        for (String away : elsewhere(cleartext)) {
          api.redirect("/v1/chat/completions", 307, away);
          caller.call(url());
        }
        assertThat(cleartext.received(KEY)).isTrue();
        assertThat(rogue.received(KEY)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void pooledConnectionAfterOtherPolicies(Row row) throws Exception {
    try (Caller caller = caller(row)) {
      assertThat(caller.call(url())).contains("hello");
      trust.replacePolicies(unmatchedPins());

      if (row.pooledIsJudged()) {
        Throwable thrown = catchThrowable(() -> caller.call(url()));
        assertThat(thrown).isNotNull(); // some find their connection closed, others make a new one
        TrustRefusal.in(thrown)
            .ifPresent(found -> assertThat(found.reason()).isEqualTo(Reason.PIN_NOT_IN_PATH));
        refused(caller, url(), Reason.PIN_NOT_IN_PATH);
        assertThat(api.requests()).hasSize(1);
      } else {
        assertThat(caller.call(url())).as("what README admits").contains("hello");
      }
    }
  }
}
