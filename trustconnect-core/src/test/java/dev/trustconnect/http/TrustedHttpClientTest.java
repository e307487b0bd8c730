package dev.trustconnect.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.gate.UntrustedConnectionException;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The JDK's client under the checks, over real connections. The JDK's resolver knows no {@code
 * .test}: a declared proxy leads the client to its peer, or to a rogue.
 */
class TrustedHttpClientTest {
  private static final String HOST = "api.example.test";
  private static final String KEY = "sk-test-0123456789";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
  private final ConnectProxy way = new ConnectProxy(peer);
  private TrustConnect trust = trust(TestInternet.policy(HOST).build());

  @AfterEach
  void close() {
    trust.close();
    way.close();
    peer.close();
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet.trust().policy(policy).proxies(way.address()).build();
  }

  private void restart(EndpointPolicy policy) {
    trust.close();
    trust = trust(policy);
  }

  private HttpClient.Builder settings() {
    return HttpClient.newBuilder().proxy(ProxySelector.of(way.address()));
  }

  private TrustedHttpClient client() {
    return TrustedHttpClient.over(trust, settings());
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("x-api-key", KEY)
        .POST(BodyPublishers.ofString("prompt"))
        .build();
  }

  private HttpResponse<String> call(TrustedHttpClient client, String path) throws Exception {
    return client.send(request(peer.url(HOST, path)), BodyHandlers.ofString());
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);

    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  @Test
  void provenHostGetsTheRequestAndItsSessionHasEvidence() throws Exception {
    HttpResponse<String> response = call(client(), "/");

    assertThat(response.body()).isEqualTo("hello from 127.0.1.10");
    assertThat(Evidence.of(response.sslSession().orElseThrow())).isPresent();
    assertThat(peer.received(KEY)).isTrue();
  }

  @Test
  void misissuedCertificateOutsideThePinsGetsNoRequest() {
    restart(TestInternet.policyWithUnmatchedPins(HOST).build());

    refused(Reason.PIN_NOT_IN_PATH, () -> call(client(), "/"));

    assertThat(peer.requestBytes()).isZero();
  }

  @Test
  void policyThatRequiresTheAddressRefusesThisClient() {
    restart(TestInternet.policy(HOST).requireBoundAddress().build());

    refused(Reason.ADDRESS_NOT_SEEN, () -> call(client(), "/"));

    assertThat(peer.requestBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.example.test:{port}/, REQUEST_CLEARTEXT",
    "https://127.0.1.10:{port}/, ADDRESS_LITERAL"
  })
  void requestThatCantBeProvenIsRefusedBeforeAConnection(String url, Reason reason) {
    HttpRequest request = request(url.replace("{port}", "" + peer.port()));

    refused(reason, () -> client().send(request, BodyHandlers.ofString()));
    refused(reason, () -> client().sendAsync(request, BodyHandlers.ofString()).get());

    assertThat(way.asked()).isEmpty();
    assertThat(peer.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://other.example.test:{port}/", "http://api.example.test:{port}/"})
  void redirectIsTheApplicationsToFollow(String target) throws Exception {
    String url = target.replace("{port}", "" + peer.port());
    peer.redirect("/moved", 307, url);

    HttpResponse<String> response = call(client(), "/moved");

    assertThat(response.statusCode()).isEqualTo(307);
    assertThat(response.headers().firstValue("location")).contains(url);
    assertThat(peer.requests()).hasSize(1);
    assertThat(way.asked()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "ALWAYS"})
  void clientThatFollowsRedirectsIsRefusedWhenItIsBuilt(Redirect redirect) {
    assertThatThrownBy(() -> TrustedHttpClient.over(trust, settings().followRedirects(redirect)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use Redirect.NEVER");
  }

  @Test
  void undeclaredProxyLearnsNothing() {
    try (ConnectProxy undeclared = new ConnectProxy(peer)) {
      TrustedHttpClient client =
          TrustedHttpClient.over(
              trust, HttpClient.newBuilder().proxy(ProxySelector.of(undeclared.address())));

      refused(Reason.ADDRESS_NOT_PROVEN, () -> call(client, "/"));

      assertThat(undeclared.asked()).isEmpty();
    }
  }

  @Test
  void proxyOfTheJvmLearnsNothingUnlessItIsDeclared() throws Exception {
    ProxySelector usual = ProxySelector.getDefault();
    try (ConnectProxy undeclared = new ConnectProxy(peer)) {
      TrustedHttpClient client = TrustedHttpClient.create(trust);

      ProxySelector.setDefault(ProxySelector.of(undeclared.address()));
      refused(Reason.ADDRESS_NOT_PROVEN, () -> call(client, "/"));
      assertThat(undeclared.asked()).isEmpty();

      ProxySelector.setDefault(ProxySelector.of(way.address()));
      assertThat(call(TrustedHttpClient.create(trust), "/").statusCode()).isEqualTo(200);

      ProxySelector.setDefault(null);
      Throwable direct = catchThrowable(() -> call(TrustedHttpClient.create(trust), "/"));
      assertThat(direct).isInstanceOf(IOException.class); // the JDK knows no .test
      assertThat(TrustRefusal.in(direct)).isEmpty();
    } finally {
      ProxySelector.setDefault(usual);
    }
  }

  /** The JDK's client keeps the default selector of the moment in which it is built. */
  @Test
  void formerProxyOfTheJvmLearnsNothing() {
    ProxySelector usual = ProxySelector.getDefault();
    try (ConnectProxy undeclared = new ConnectProxy(peer)) {
      ProxySelector.setDefault(ProxySelector.of(undeclared.address()));
      TrustedHttpClient client = TrustedHttpClient.create(trust);
      ProxySelector.setDefault(usual);

      assertThat(catchThrowable(() -> call(client, "/"))).isInstanceOf(IOException.class);

      assertThat(undeclared.asked()).isEmpty();
    } finally {
      ProxySelector.setDefault(usual);
    }
  }

  /** The proxy that is checked is the one that is used. */
  @Test
  void proxyOfASelectorThatAlternatesLearnsNothing() throws Exception {
    try (ConnectProxy undeclared = new ConnectProxy(peer)) {
      Alternating selector = new Alternating(way.address(), undeclared.address());
      TrustedHttpClient client =
          TrustedHttpClient.over(trust, HttpClient.newBuilder().proxy(selector));

      assertThat(call(client, "/").statusCode()).isEqualTo(200);
      refused(Reason.ADDRESS_NOT_PROVEN, () -> call(client, "/"));
      CompletableFuture<HttpResponse<String>> third =
          client.sendAsync(request(peer.url(HOST, "/")), BodyHandlers.ofString());

      assertThat(third.get().statusCode()).isEqualTo(200);
      assertThat(way.asked()).isNotEmpty();
      assertThat(undeclared.asked()).isEmpty();
      assertThat(client.proxy()).contains(selector);
    }
  }

  private static final class Alternating extends ProxySelector {
    private final List<InetSocketAddress> proxies;
    private int asked;

    Alternating(InetSocketAddress... proxies) {
      this.proxies = List.of(proxies);
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(new Proxy(Proxy.Type.HTTP, proxies.get(asked++ % proxies.size())));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }

  /** The connection is proven for its own host only; the JDK accepts any name in a push. */
  @Test
  void pushForAnotherHostIsntTaken() throws Exception {
    String own = peer.url(HOST, "/own");
    peer.push("/page", own, peer.url("other.example.test", "/theirs"), "http://" + HOST + "/plain");
    Map<URI, CompletableFuture<HttpResponse<String>>> pushed = new ConcurrentHashMap<>();

    HttpResponse<String> response =
        client()
            .sendAsync(
                HttpRequest.newBuilder(URI.create(peer.url(HOST, "/page"))).build(),
                BodyHandlers.ofString(),
                (asked, promised, accept) ->
                    pushed.put(promised.uri(), accept.apply(BodyHandlers.ofString())))
            .get();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(pushed).containsOnlyKeys(URI.create(own));
    assertThat(pushed.get(URI.create(own)).get().statusCode()).isEqualTo(200);
  }

  /** The JDK's client doesn't show its pool, so another one takes its place. */
  @Test
  void pooledConnectionIsntUsedUnderOtherPolicies() throws Exception {
    TrustedHttpClient client = client();
    HttpResponse<String> first = call(client, "/");
    HttpResponse<String> second = call(client, "/");

    trust.replacePolicies(TestInternet.policyWithUnmatchedPins(HOST).build());
    refused(Reason.PIN_NOT_IN_PATH, () -> call(client, "/"));

    assertThat(first.statusCode() + second.statusCode()).isEqualTo(400);
    assertThat(peer.requests()).hasSize(2);
    assertThat(way.asked()).as("one connection for both, another afterwards").hasSize(2);
  }

  /** While a request is checked, its body's length is asked: here that replaces the policies. */
  @Test
  void pooledConnectionIsntUsedIfThePoliciesAreReplacedWhileTheRequestIsChecked() throws Exception {
    TrustedHttpClient client = client();
    HttpResponse<String> first = call(client, "/");
    BodyPublisher prompt = BodyPublishers.ofString("prompt");
    AtomicBoolean replaced = new AtomicBoolean();
    BodyPublisher replacing =
        new BodyPublisher() {
          @Override
          public long contentLength() {
            if (replaced.compareAndSet(false, true)) {
              trust.replacePolicies(TestInternet.policyWithUnmatchedPins(HOST).build());
            }
            return prompt.contentLength();
          }

          @Override
          public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            prompt.subscribe(subscriber);
          }
        };
    HttpRequest second =
        HttpRequest.newBuilder(URI.create(peer.url(HOST, "/"))).POST(replacing).build();

    refused(Reason.PIN_NOT_IN_PATH, () -> client.send(second, BodyHandlers.ofString()));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(peer.requests()).hasSize(1);
  }

  /** The builder is ours; what is changed in it must not weaken the next client. */
  @Test
  void builderThatIsChangedAfterwardsIsRefused() throws Exception {
    HttpClient.Builder builder = settings();
    TrustedHttpClient client = TrustedHttpClient.over(trust, builder);
    HttpResponse<String> before = call(client, "/");
    builder.followRedirects(Redirect.ALWAYS);

    trust.replacePolicies(TestInternet.policy(HOST).build());

    assertThatThrownBy(() -> call(client, "/")).isInstanceOf(IllegalArgumentException.class);
    assertThat(before.statusCode()).isEqualTo(200);
    assertThat(peer.requests()).hasSize(1);
  }

  @Test
  void asynchronousCallIsCheckedToo() throws Exception {
    TrustedHttpClient client = client();

    assertThat(client.sendAsync(request(peer.url(HOST, "/")), BodyHandlers.ofString()).get().body())
        .isEqualTo("hello from 127.0.1.10");
    CompletableFuture<HttpResponse<String>> refused =
        client.sendAsync(request("http://" + HOST + "/"), BodyHandlers.ofString());

    assertThatThrownBy(refused::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UntrustedConnectionException.class);
  }

  @Test
  void cancellingTheFutureEndsTheExchange() {
    LiveAnswer answer = peer.live("/slow", "text/plain");
    CompletableFuture<HttpResponse<String>> call =
        client().sendAsync(request(peer.url(HOST, "/slow")), BodyHandlers.ofString());
    answer.awaitRequest();
    answer.say("first word");

    assertThat(call.cancel(true)).isTrue();

    answer.awaitGivenUp();
  }

  @Test
  void settingsOfTheBuilderAreShown() {
    TrustedHttpClient client = client();

    assertThat(client.followRedirects()).isEqualTo(Redirect.NEVER);
    assertThat(client.sslContext()).isSameAs(trust.tls().context());
    assertThat(client.proxy()).isPresent();
    assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(client.executor()).isEmpty();
    assertThat(client.authenticator()).isEmpty();
    assertThat(client.cookieHandler()).isEmpty();
    assertThat(client.connectTimeout()).isEmpty();
    assertThat(client.sslParameters()).isNotNull();
    assertThat(TrustedHttpClient.create(trust).proxy()).isEmpty();
    assertThatThrownBy(client::newWebSocketBuilder)
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
