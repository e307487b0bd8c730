package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.post;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.EndpointPolicy.CredentialRule;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an OkHttp user gets from TrustConnect, however it is wired in: over real connections. */
class GuardedClientTest {

  private final OkHttpLab lab = new OkHttpLab();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private TrustConnect trust(EndpointPolicy... policies) {
    return lab.internet.trust().policies(policies).build();
  }

  private static EndpointPolicy open(String host) {
    return TestInternet.policy(host).build();
  }

  private static EndpointPolicy unmatchedPins(String host) {
    return TestInternet.policyWithUnmatchedPins(host).build();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void healthyCallHasEvidence(Wiring wiring) throws IOException {
    try (TrustConnect trust = trust(open(API))) {
      OkHttpClient client = wiring.client(trust);

      try (Response response = client.newCall(withKey(lab.api.url(API, "/v1"))).execute()) {
        Evidence evidence = TrustConnectOkHttp.evidenceOf(response).orElseThrow();
        assertThat(response.code()).isEqualTo(200);
        assertThat(evidence.summary())
            .startsWith(API + " SECURE at 127.0.1.10, path " + API + " ← ");
      }
      assertThat(lab.api.received(SECRET)).isTrue();
      lab.settle(client);
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  @Provokes(Reason.REQUEST_CLEARTEXT)
  void cleartextIsRefusedBeforeAnyConnection(Wiring wiring) {
    try (TrustConnect trust = trust(open(API))) {
      OkHttpClient client = wiring.client(trust);

      refused(
          client, withKey("http://" + API + ":" + lab.api.port() + "/"), Reason.REQUEST_CLEARTEXT);

      assertThat(lab.api.connections()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void addressLiteralIsRefusedBeforeAnyConnection(Wiring wiring) {
    try (TrustConnect trust = trust(open(API))) {
      OkHttpClient client = wiring.client(trust);

      refused(client, withKey(lab.api.url("127.0.1.10", "/")), Reason.ADDRESS_LITERAL);

      assertThat(lab.api.connections()).isZero();
    }
  }

  /**
   * OkHttp sends two hosts with the same address and certificate over one HTTP/2 connection and
   * asks the trust manager about the first host only.
   */
  @ParameterizedTest
  @MethodSource("wirings")
  void noConnectionIsCoalescedPastAPin(Wiring wiring) throws IOException {
    try (TrustConnect trust = trust(open(API), unmatchedPins("twin.example.test"))) {
      OkHttpClient client = wiring.client(trust);
      assertThat(body(client, get(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");

      refused(client, withKey(lab.api.url("twin.example.test", "/")), Reason.PIN_NOT_IN_PATH);

      lab.settle(client);
      assertThat(lab.api.received(SECRET)).isFalse();
      assertThat(lab.api.connections()).isGreaterThan(1);
    }
  }

  /**
   * {@code https://host./} is the same host spelled differently; exact-host pins must still apply.
   */
  @ParameterizedTest
  @MethodSource("wirings")
  void pinsApplyToAHostWithATrailingDot(Wiring wiring) {
    try (TrustConnect trust = trust(unmatchedPins(API))) {
      OkHttpClient client = wiring.client(trust);

      refused(client, withKey(lab.api.url(API + ".", "/")), Reason.PIN_NOT_IN_PATH);

      assertThat(lab.api.requests()).isEmpty();
    }
  }

  /**
   * Behind an HTTP proxy OkHttp never asks {@code Dns} for the origin; the handshake is judged all
   * the same.
   */
  @ParameterizedTest
  @MethodSource("wirings")
  void callThroughAProxyIsJudgedIfTheProxyIsDeclared(Wiring wiring) throws IOException {
    try (ConnectProxy proxy = new ConnectProxy(lab.api);
        TrustConnect declared =
            lab.internet.trust().policy(open(API)).proxies(proxy.address()).build();
        TrustConnect undeclared = trust(open(API))) {
      OkHttpClient.Builder builder =
          new OkHttpClient.Builder().proxy(new Proxy(Proxy.Type.HTTP, proxy.address()));

      refused(
          wiring.client(undeclared, builder.build().newBuilder()),
          withKey(lab.api.url(API, "/")),
          Reason.ADDRESS_NOT_PROVEN);
      assertThat(lab.api.requests()).isEmpty();

      OkHttpClient client = wiring.client(declared, builder);
      try (Response response = client.newCall(withKey(lab.api.url(API, "/"))).execute()) {
        assertThat(TrustConnectOkHttp.evidenceOf(response).orElseThrow().summary())
            .startsWith(API + " SECURE, peer address not seen, path " + API);
      }
      declared.replacePolicies(unmatchedPins(API));
      refused(client, withKey(lab.api.url(API, "/")), Reason.PIN_NOT_IN_PATH);
    }
  }

  /** OkHttp reuses a pooled connection without asking {@code Dns} or the trust manager again. */
  @ParameterizedTest
  @MethodSource("wirings")
  void pooledConnectionIsJudgedAgainAfterThePoliciesChanged(Wiring wiring) throws IOException {
    try (TrustConnect trust = trust(open(API))) {
      OkHttpClient client = wiring.client(trust);
      assertThat(body(client, get(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");

      trust.replacePolicies(unmatchedPins(API));
      refused(client, withKey(lab.api.url(API, "/")), Reason.PIN_NOT_IN_PATH);

      assertThat(lab.api.received(SECRET)).isFalse();
      trust.replacePolicies(open(API));
      assertThat(body(client, get(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");
    }
  }

  /** The same policies in a new book cost no connection. */
  @ParameterizedTest
  @MethodSource("wirings")
  void pooledConnectionIsKeptUnderAnEqualPolicy(Wiring wiring) throws IOException {
    try (TrustConnect trust = trust(open(API))) {
      OkHttpClient client = wiring.client(trust);
      assertThat(body(client, get(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");

      trust.replacePolicies(open(API));

      assertThat(body(client, get(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");
      assertThat(lab.api.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  @Provokes(Reason.REQUEST_CREDENTIAL_ELSEWHERE)
  void keyDoesNotFollowARedirectToAnotherHost(Wiring wiring) throws IOException {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/steal"));
    try (TrustConnect trust = trust(open(API), open(OTHER))) {
      OkHttpClient client = wiring.client(trust);

      TrustRefusal refusal =
          refused(client, withKey(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      assertThat(refusal.refused()).isEqualTo(OTHER + ":" + lab.other.port());
      assertThat(lab.other.requests()).isEmpty();

      assertThat(body(client, get(lab.api.url(API, "/go")))).isEqualTo("hello from 127.0.1.11");
    }
  }

  /** An installed client sees that there is a cookie, and not that it came from the jar. */
  @ParameterizedTest
  @MethodSource("wirings")
  void cookieOfAJarFollowsARedirectWhereItIsDeclared(Wiring wiring) throws IOException {
    CookieJar jar =
        new CookieJar() {
          @Override
          public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}

          @Override
          public List<Cookie> loadForRequest(HttpUrl url) {
            return url.host().equals(OTHER)
                ? List.of(new Cookie.Builder().name("s").value("other").domain(OTHER).build())
                : List.of();
          }
        };
    lab.api.redirect("/away", 302, lab.other.url(OTHER, "/"));
    Request request = get(lab.api.url(API, "/away"));
    EndpointPolicy declared = TestInternet.policy(OTHER).credentials("cookie").build();
    try (TrustConnect trust = trust(open(API), open(OTHER))) {
      OkHttpClient client = wiring.client(trust, new OkHttpClient.Builder().cookieJar(jar));
      if (wiring.isInstalled()) {
        refused(client, request, Reason.REQUEST_CREDENTIAL_ELSEWHERE);
        trust.replacePolicies(open(API), declared);
      }
      assertThat(body(client, request)).startsWith("hello");
      assertThat(lab.other.requests())
          .singleElement()
          .satisfies(seen -> assertThat(seen.headers()).containsEntry("cookie", "s=other"));
    }
  }

  /** On a 307 to another host OkHttp sends the request body again, to that host. */
  @ParameterizedTest
  @MethodSource("wirings")
  @Provokes(Reason.REQUEST_BODY_ELSEWHERE)
  void bodyDoesNotFollowARedirectToAnotherHost(Wiring wiring) throws IOException {
    lab.api.redirect("/go", 307, lab.other.url(OTHER, "/steal"));
    lab.api.redirect("/here", 307, lab.api.url(API, "/there"));
    try (TrustConnect trust = trust(open(API), open(OTHER))) {
      OkHttpClient client = wiring.client(trust);

      refused(client, post(lab.api.url(API, "/go"), "the prompt"), Reason.REQUEST_BODY_ELSEWHERE);
      assertThat(lab.other.requests()).isEmpty();

      assertThat(body(client, post(lab.api.url(API, "/here"), "the prompt")))
          .isEqualTo("hello from 127.0.1.10");
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void redirectToCleartextIsRefused(Wiring wiring) {
    lab.api.redirect("/go", 302, "http://" + API + ":" + lab.api.port() + "/");
    try (TrustConnect trust = trust(open(API))) {
      OkHttpClient client = wiring.client(trust);

      refused(client, withKey(lab.api.url(API, "/go")), Reason.REQUEST_CLEARTEXT);

      assertThat(lab.api.requests()).hasSize(1);
    }
  }

  /** What the policy calls a credential is one, whatever its name. */
  @ParameterizedTest
  @MethodSource("wirings")
  void declaredCredentialGoesToItsHostOnly(Wiring wiring) throws IOException {
    EndpointPolicy policy = TestInternet.policy(API).credentials("X-Corp-Token").build();
    try (TrustConnect trust = trust(policy, open(OTHER))) {
      OkHttpClient client = wiring.client(trust);

      refused(
          client,
          get(lab.other.url(OTHER, "/")).newBuilder().header("x-corp-token", SECRET).build(),
          Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      assertThat(lab.other.connections()).isZero();

      assertThat(
              body(
                  client,
                  get(lab.api.url(API, "/")).newBuilder().header("x-corp-token", SECRET).build()))
          .isEqualTo("hello from 127.0.1.10");
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void stripRemovesTheKeyWhereItCan(Wiring wiring) throws IOException {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/steal"));
    EndpointPolicy policy = TestInternet.policy(API).credentialRule(CredentialRule.STRIP).build();
    try (TrustConnect trust = trust(policy, open(OTHER))) {
      OkHttpClient client = wiring.client(trust);

      if (wiring.isInstalled()) {
        assertThat(body(client, withKey(lab.api.url(API, "/go"))))
            .isEqualTo("hello from 127.0.1.11");
      } else {
        refused(client, withKey(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      }
      assertThat(lab.other.received(SECRET)).isFalse();
      assertThat(lab.api.received(SECRET)).isTrue();
    }
  }

  /** An authenticator that answers a stranger's challenge with the key of home. */
  @ParameterizedTest
  @MethodSource("wirings")
  void authenticatorDoesNotCarryTheKeyElsewhere(Wiring wiring) {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/challenge"));
    lab.other.answer("/challenge", 401, Map.of("WWW-Authenticate", "Bearer"), "");
    try (TrustConnect trust = trust(open(API), open(OTHER))) {
      OkHttpClient client =
          wiring.client(
              trust,
              new OkHttpClient.Builder()
                  .authenticator(
                      (route, response) ->
                          response
                              .request()
                              .newBuilder()
                              .header("Authorization", "Bearer " + SECRET)
                              .build()));

      refused(client, get(lab.api.url(API, "/go")), Reason.REQUEST_CREDENTIAL_ELSEWHERE);

      assertThat(lab.other.received(SECRET)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void refusalReachesTheCallbackOfAnAsynchronousCall(Wiring wiring) throws Exception {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/steal"));
    try (TrustConnect trust = trust(open(API), open(OTHER))) {
      CompletableFuture<Response> future = new CompletableFuture<>();
      wiring
          .client(trust)
          .newCall(withKey(lab.api.url(API, "/go")))
          .enqueue(
              new Callback() {
                @Override
                public void onFailure(Call call, IOException e) {
                  future.completeExceptionally(e);
                }

                @Override
                public void onResponse(Call call, Response response) {
                  future.complete(response);
                }
              });

      Throwable thrown = null;
      try {
        future.get().close();
      } catch (ExecutionException e) {
        thrown = e.getCause();
      }
      assertThat(TrustRefusal.in(thrown))
          .as("%s", thrown)
          .map(TrustRefusal::reason)
          .contains(Reason.REQUEST_CREDENTIAL_ELSEWHERE);
      assertThat(lab.other.requests()).isEmpty();
    }
  }

  /**
   * {@code createSocket(Socket, …)} receives the connected socket before the handshake: a peer at
   * an address that isn't proven receives no byte.
   */
  @ParameterizedTest
  @MethodSource("wirings")
  void rogueAddressGetsNoByte(Wiring wiring) throws IOException {
    try (TrustConnect trust = trust(open(API), open(OTHER))) {
      OkHttpClient client =
          wiring
              .client(trust)
              .newBuilder()
              .dns(host -> List.of(InetAddress.getByName("127.0.1.11")))
              .build();

      if (wiring.isInstalled()) {
        refused(client, withKey(lab.api.url(API, "/")), Reason.ADDRESS_NOT_PROVEN);
      } else { // the interceptor gives the call our dns all the same
        assertThat(body(client, get(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");
      }
      lab.settle(client);
      assertThat(lab.other.bytesReceived()).isZero();
    }
  }

  /** The reasons of requests, which core has no client to provoke with. */
  @Test
  void everyReasonOfRequestsIsProvoked() {
    assertThat(Provokes.Finder.in(GuardedClientTest.class))
        .containsExactlyInAnyOrderElementsOf(Provokes.Finder.allOf(Reason.Kind.REQUEST));
  }
}
