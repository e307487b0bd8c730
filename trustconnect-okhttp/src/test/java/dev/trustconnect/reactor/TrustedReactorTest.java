package dev.trustconnect.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.WithoutLibrary;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

/** Reactor Netty's own client over real connections, with the checks in it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TrustedReactorTest {
  private static final String API = "api.example.test";
  private static final String OTHER = "other.example.test";
  private static final String KEY = "sk-test-0123456789";
  private static final String PROMPT = "a long prompt";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = internet.server(API);

  /** Of one connection: it goes back to the pool a moment after its response has been read. */
  private final ConnectionProvider pool = ConnectionProvider.create("test", 1);

  private TrustConnect trust = trust(TestInternet.policy(API).build());

  @AfterEach
  void close() {
    pool.dispose();
    trust.close();
    internet.close();
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet.trust().policies(policy, TestInternet.policy(OTHER).build()).build();
  }

  private void restart(EndpointPolicy policy) {
    trust.close();
    trust = trust(policy);
  }

  private HttpClient plain() {
    return HttpClient.create(pool);
  }

  private HttpClient client() {
    return TrustedReactor.secure(trust, plain());
  }

  /** Posts key and prompt; the status and the text of the answer. */
  private static String post(HttpClient client, String url) {
    return client
        .headers(headers -> headers.set("x-api-key", KEY))
        .post()
        .uri(url)
        .send(ByteBufMono.fromString(Mono.just(PROMPT)))
        .responseSingle(
            (response, body) ->
                body.asString()
                    .defaultIfEmpty("")
                    .map(text -> response.status().code() + " " + text))
        .block();
  }

  private static void refused(Reason reason, HttpClient client, String url) {
    Throwable thrown = catchThrowable(() -> post(client, url));

    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  @Test
  void provenHostGetsKeyAndPrompt() {
    assertThat(post(client(), peer.url(API, "/"))).isEqualTo("200 hello from 127.0.1.10");

    assertThat(peer.received(KEY)).isTrue();
    assertThat(peer.received(PROMPT)).isTrue();
  }

  @Test
  void connectionIsPooled() {
    HttpClient client = client();

    String answers = post(client, peer.url(API, "/")) + post(client, peer.url(API, "/"));

    assertThat(answers).contains("200").doesNotContain("500");
    assertThat(peer.requests()).hasSize(2);
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void streamedResponseIsReadAsItComes() {
    LiveAnswer live = peer.live("/events", "text/event-stream");
    Iterator<String> words =
        client()
            .get()
            .uri(peer.url(API, "/events"))
            .responseContent()
            .asString()
            .toIterable()
            .iterator();

    live.awaitRequest();
    live.say("one");
    assertThat(words.next()).isEqualTo("one");
    live.say("two");
    assertThat(words.next()).isEqualTo("two");
    live.end();
    assertThat(words.hasNext()).isFalse();
  }

  @Test
  void poisonedAddressGetsNoConnection() {
    TlsPeer rogue = internet.poison(API);

    refused(Reason.SIGNATURE_INVALID, client(), peer.url(API, "/"));

    assertThat(rogue.connections()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
  }

  /** A resolver that was set afterwards, and always returns one address. */
  private static final class Deceived extends AddressResolverGroup<InetSocketAddress> {
    private final InetAddress address;

    private Deceived(InetAddress address) {
      this.address = address;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
      return new InetSocketAddressResolver(
          executor,
          new InetNameResolver(executor) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> promise) {
              promise.setSuccess(address);
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
              promise.setSuccess(List.of(address));
            }
          });
    }
  }

  @Test
  void addressOfAnotherResolverGetsNoConnection() throws Exception {
    TlsPeer rogue = internet.rogue(API);
    InetAddress wrong = InetAddress.getByName(rogue.address());

    refused(Reason.ADDRESS_NOT_PROVEN, client().resolver(new Deceived(wrong)), peer.url(API, "/"));

    assertThat(rogue.connections()).isZero();
    assertThat(rogue.bytesReceived()).isZero();
  }

  @Test
  void misissuedCertificateOutsideThePinsGetsNoRequest() {
    TlsPeer rogue = internet.hijack(API);
    restart(TestInternet.policyWithUnmatchedPins(API).build());

    refused(Reason.PIN_NOT_IN_PATH, client(), peer.url(API, "/"));

    assertThat(rogue.connections()).isEqualTo(1);
    assertThat(rogue.requestBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.example.test:{port}/, REQUEST_CLEARTEXT",
    "https://127.0.1.10:{port}/, ADDRESS_LITERAL"
  })
  void requestThatCantBeProvenIsRefusedBeforeAConnection(String url, Reason reason) {
    refused(reason, client(), url.replace("{port}", "" + peer.port()));

    assertThat(peer.connections()).isZero();
    assertThat(peer.bytesReceived()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307})
  void redirectToAnotherHostGetsNothing(int status) {
    TlsPeer other = internet.server(OTHER);
    peer.redirect("/moved", status, other.url(OTHER, "/"));

    String answer = post(TrustedReactor.secure(trust, plain().followRedirect(true)), moved());

    assertThat(answer).isEqualTo(status + " ");
    assertThat(other.connections()).isZero();
  }

  @Test
  void redirectToHttpGetsNothing() {
    peer.redirect("/moved", 307, "http://" + API + ":" + peer.port() + "/");

    String answer = post(TrustedReactor.secure(trust, plain().followRedirect(true)), moved());

    assertThat(answer).isEqualTo("307 ");
    assertThat(peer.connections()).isEqualTo(1);
  }

  private String moved() {
    return peer.url(API, "/moved");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307})
  void redirectThatIsFollowedAfterAllCarriesNoSecretElsewhere(int status) {
    TlsPeer other = internet.server(OTHER);
    peer.redirect("/moved", status, other.url(OTHER, "/"));

    refused(Reason.REQUEST_CREDENTIAL_ELSEWHERE, client().followRedirect(true), moved());

    assertThat(other.requestBytes()).isZero();
  }

  @Test
  void redirectThatIsFollowedAfterAllDoesntLeadToHttp() {
    try (TlsPeer listening = TlsPeer.plain().start()) {
      peer.redirect("/moved", 307, "http://" + API + ":" + listening.port() + "/");

      refused(Reason.REQUEST_CLEARTEXT, client().followRedirect(true), moved());

      assertThat(listening.connections()).isZero();
    }
  }

  @Test
  void pooledConnectionIsCheckedUnderNewPolicies() {
    HttpClient client = client();
    String before = post(client, peer.url(API, "/"));
    int bytes = peer.requestBytes();

    trust.replacePolicies(TestInternet.policyWithUnmatchedPins(API).build());
    refused(Reason.PIN_NOT_IN_PATH, client, peer.url(API, "/"));

    assertThat(before).startsWith("200");
    assertThat(peer.requestBytes()).isEqualTo(bytes);
  }

  /** Until it is closed, the pool could hand it out to the next request, which would fail too. */
  @Test
  void poolDoesNotGetTheConnectionOfARefusedRequestBack() {
    CompletableFuture<Boolean> returns = new CompletableFuture<>();
    HttpClient client =
        client()
            .observe(
                new ConnectionObserver() {
                  @Override
                  public void onStateChange(Connection connection, State state) {}

                  @Override
                  public void onUncaughtException(Connection connection, Throwable error) {
                    returns.complete(connection.isPersistent());
                  }
                });
    HttpClient.ResponseReceiver<?> get = client.get().uri(peer.url(API, "/"));
    assertThat(get.response().block().status().code()).isEqualTo(200);

    trust.replacePolicies(TestInternet.policyWithUnmatchedPins(API).build());
    Throwable thrown = catchThrowable(() -> get.response().block());

    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).isPresent();
    assertThat(returns.join()).isFalse();
  }

  @Test
  void pooledConnectionIsntUsedWhenTheNameIsBogusNow() {
    HttpClient client = client();
    String before = post(client, peer.url(API, "/"));
    int bytes = peer.requestBytes();

    internet.now(internet.now().plus(Duration.ofHours(2)));
    TlsPeer rogue = internet.poison(API);
    refused(Reason.SIGNATURE_INVALID, client, peer.url(API, "/"));

    assertThat(before).startsWith("200");
    assertThat(peer.requestBytes()).isEqualTo(bytes);
    assertThat(rogue.connections()).isZero();
  }

  /** Reactor Netty doesn't show the gate its pool, so the request on an old connection is lost. */
  @Test
  void pooledConnectionIsClosedWhenTheNameHasMoved() {
    HttpClient client = client();
    String before = post(client, peer.url(API, "/"));
    int bytes = peer.requestBytes();

    internet.now(internet.now().plus(Duration.ofHours(2)));
    TlsPeer next = internet.hijack(API); // without pins, as good as a move
    refused(Reason.ADDRESS_NOT_PROVEN, client, peer.url(API, "/"));
    peer.awaitNoConnection(); // it is closed a moment after the refusal
    String after = post(client, peer.url(API, "/"));

    assertThat(before).startsWith("200");
    assertThat(after).startsWith("200");
    assertThat(peer.requestBytes()).isEqualTo(bytes);
    assertThat(next.received(PROMPT)).isTrue();
  }

  @Test
  void cleartextWebSocketGetsNoConnection() {
    Throwable thrown =
        catchThrowable(
            () ->
                client()
                    .websocket()
                    .uri("ws://" + API + ":" + peer.port() + "/")
                    .connect()
                    .block());

    assertThat(TrustRefusal.in(thrown))
        .as("%s", thrown)
        .map(TrustRefusal::reason)
        .contains(Reason.REQUEST_CLEARTEXT);
    assertThat(peer.connections()).isZero();
  }

  @Test
  void policyThatRequiresTheAddressRefusesThisClient() {
    restart(TestInternet.policy(API).requireBoundAddress().build());

    refused(Reason.ADDRESS_NOT_SEEN, client(), peer.url(API, "/"));

    assertThat(peer.requestBytes()).isZero();
  }

  @Test
  void undeclaredProxyLearnsNothing() {
    try (ConnectProxy proxy = new ConnectProxy(peer)) {
      HttpClient before = plain().proxy(spec -> to(spec, proxy));
      assertThatThrownBy(() -> TrustedReactor.secure(trust, before))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("TrustConnect.builder().proxies");

      refused(
          Reason.ADDRESS_NOT_PROVEN, client().proxy(spec -> to(spec, proxy)), peer.url(API, "/"));

      assertThat(proxy.asked()).isEmpty();
    }
    assertThat(peer.connections()).isZero();
  }

  @Test
  void declaredProxyIsUsed() {
    try (ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect behind =
            internet
                .trust()
                .policy(TestInternet.policy(API).build())
                .proxies(proxy.address())
                .build()) {
      HttpClient client = TrustedReactor.secure(behind, plain().proxy(spec -> to(spec, proxy)));

      assertThat(post(client, peer.url(API, "/"))).startsWith("200");

      assertThat(proxy.asked()).hasSize(1);
    }
  }

  private static void to(ProxyProvider.TypeSpec spec, ConnectProxy proxy) {
    spec.type(ProxyProvider.Proxy.HTTP).socketAddress(proxy.address());
  }

  @Test
  void tlsThatIsSetAfterwardsGetsNoRequest() throws Exception {
    var own = SslContextBuilder.forClient().trustManager(internet.ca().certificate()).build();

    refused(
        Reason.GATE_NO_EVIDENCE, client().secure(spec -> spec.sslContext(own)), peer.url(API, "/"));

    assertThat(peer.requestBytes()).isZero();
  }

  @Test
  void http2ThatIsSetAfterwardsGetsNoRequest() {
    HttpClient client = client().protocol(HttpProtocol.H2, HttpProtocol.HTTP11);

    assertThatThrownBy(() -> post(client, peer.url(API, "/")))
        .hasStackTraceContaining("only HTTP/1.1 over TCP can be checked");

    assertThat(peer.requestBytes()).isZero();
  }

  /** Compiled against the library, as an application's code is. */
  private static final class Application implements Consumer<TrustConnect> {
    @Override
    @SuppressWarnings("CheckReturnValue") // it throws
    public void accept(TrustConnect trust) {
      TrustedReactor.secure(trust, null);
    }
  }

  @Test
  @SuppressWarnings("unchecked") // the class is the application's, of another class loader
  void absentLibraryIsNamedWithItsPlace() throws Exception {
    var constructor =
        new WithoutLibrary("reactor.netty.", "dev.trustconnect.reactor.")
            .loadClass(Application.class.getName())
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    var application = (Consumer<TrustConnect>) constructor.newInstance();
    assertThatThrownBy(() -> application.accept(trust))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "TrustedReactor needs io.projectreactor.netty:reactor-netty-http on the class path, or"
                + " on the module path with --add-modules reactor.netty.http");
  }
}
