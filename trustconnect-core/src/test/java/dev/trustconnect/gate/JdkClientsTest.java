package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own clients with what {@link TlsKit} gives them, over real connections. */
class JdkClientsTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa.Identity honest = internet.ca().server(HOST);
  private final TlsPeer peer = TlsPeer.start(honest);

  @AfterEach
  void close() {
    peer.close();
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet.trust().policy(policy).build();
  }

  private static EndpointPolicy open() {
    return TestInternet.policy(HOST).build();
  }

  private static EndpointPolicy unmatchedPins() {
    return TestInternet.policyWithUnmatchedPins(HOST).build();
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);

    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  /** The JDK's resolver knows no {@code .test}: the connection goes where we resolved it to. */
  private static String read(TrustConnect trust, int port, Proxy proxy) throws IOException {
    HttpsURLConnection connection =
        (HttpsURLConnection) new URL("https://" + HOST + ":" + port + "/").openConnection(proxy);
    connection.setSSLSocketFactory(trust.tls().socketFactory());
    connection.setHostnameVerifier(trust.tls().hostnameVerifier());
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void urlConnectionThroughADeclaredProxyIsJudgedWithoutItsAddress() throws IOException {
    try (ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect trust = internet.trust().policy(open()).proxies(proxy.address()).build()) {
      Proxy way = new Proxy(Proxy.Type.HTTP, proxy.address());

      assertThat(read(trust, peer.port(), way)).isEqualTo("hello from 127.0.1.10");

      trust.replacePolicies(unmatchedPins());
      refused(Reason.PIN_NOT_IN_PATH, () -> read(trust, peer.port(), way));
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  @Provokes(Reason.ADDRESS_NOT_SEEN)
  void policyThatRequiresTheAddressAllowsNoProxy() {
    try (ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect trust =
            internet
                .trust()
                .policy(TestInternet.policy(HOST).requireBoundAddress().build())
                .proxies(proxy.address())
                .build()) {
      refused(
          Reason.ADDRESS_NOT_SEEN,
          () -> {
            try (Socket tunnel = new Socket()) {
              tunnel.connect(proxy.address());
              trust.tls().socketFactory().createSocket(tunnel, HOST, peer.port(), true);
            }
          });
      assertThat(peer.bytesReceived()).isZero();
    }
  }

  @Test
  void proxyThatIsNotDeclaredGetsItsConnectAndNoMore() {
    try (ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect trust = trust(open())) {
      Throwable thrown =
          catchThrowable(
              () -> {
                try (Socket tunnel = new Socket()) {
                  tunnel.connect(proxy.address());
                  trust.tls().socketFactory().createSocket(tunnel, HOST, peer.port(), true);
                }
              });

      assertThat(TrustRefusal.in(thrown))
          .map(TrustRefusal::reason)
          .contains(Reason.ADDRESS_NOT_PROVEN);
      assertThat(thrown).hasMessageContaining("if it is your proxy, declare it");
      assertThat(peer.bytesReceived()).isZero();
    }
  }

  /** The JDK's client shows its proxy's tunnel as an engine: no address, all the rest. */
  @Test
  void httpClientIsJudgedInItsHandshake() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect trust = trust(open())) {
      HttpClient client =
          HttpClient.newBuilder()
              .sslContext(trust.tls().context())
              .proxy(ProxySelector.of(proxy.address()))
              .build();
      HttpRequest request = HttpRequest.newBuilder(URI.create(peer.url(HOST, "/"))).build();

      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(response.body()).isEqualTo("hello from 127.0.1.10");
      Evidence evidence = Evidence.of(response.sslSession().orElseThrow()).orElseThrow();
      assertThat(evidence.summary())
          .startsWith(HOST + " SECURE, peer address not seen, path " + HOST);
    }
    try (ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect trust = trust(unmatchedPins())) {
      HttpClient client =
          HttpClient.newBuilder()
              .sslContext(trust.tls().context())
              .proxy(ProxySelector.of(proxy.address()))
              .build();
      refused(
          Reason.PIN_NOT_IN_PATH,
          () ->
              client.send(
                  HttpRequest.newBuilder(URI.create(peer.url(HOST, "/"))).build(),
                  HttpResponse.BodyHandlers.ofString()));
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  @Provokes(Reason.ADDRESS_NOT_PROVEN)
  void rogueAddressGetsNoByteAndItsTwinIsTaken() throws IOException {
    try (TlsPeer rogue = TlsPeer.builder(honest).address("127.0.1.66").port(peer.port()).start();
        TrustConnect trust = trust(open())) {
      for (TlsPeer to : List.of(rogue, peer)) {
        ThrowingCallable connect =
            () -> {
              Socket plain = DirectSockets.to(to);
              try (SSLSocket tls =
                  (SSLSocket)
                      trust.tls().socketFactory().createSocket(plain, HOST, to.port(), true)) {
                tls.startHandshake();
              }
            };
        if (to == rogue) {
          refused(Reason.ADDRESS_NOT_PROVEN, connect);
        } else {
          assertThat(catchThrowable(connect)).isNull();
        }
        to.awaitNoConnection();
      }
      assertThat(rogue.connections()).isEqualTo(1);
      assertThat(rogue.bytesReceived()).isZero();
      assertThat(peer.bytesReceived()).isPositive();
    }
  }

  /** The context's own factory doesn't bind; the trust manager repeats the check. */
  @Test
  void trustManagerRepeatsTheCheckOfTheAddress() {
    try (TlsPeer rogue = TlsPeer.builder(honest).address("127.0.1.66").port(peer.port()).start();
        TrustConnect trust = trust(open())) {
      refused(
          Reason.ADDRESS_NOT_PROVEN,
          () -> {
            Socket plain = DirectSockets.to(rogue);
            try (SSLSocket tls =
                (SSLSocket)
                    trust
                        .tls()
                        .context()
                        .getSocketFactory()
                        .createSocket(plain, HOST, rogue.port(), true)) {
              tls.startHandshake();
            }
          });
      assertThat(rogue.requests()).isEmpty();
    }
  }

  /**
   * A resumed TLS session (1.2 and 1.3) skips the trust manager, so sessions must not outlive the
   * policies they were judged under. The server is JSSE's own: Jetty doesn't resume TLS 1.2.
   */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessionIsResumedUnderItsPolicyAndNotUnderAnother(String version) throws Exception {
    try (ResumingServer server = new ResumingServer(honest, version);
        TrustConnect trust = trust(open())) {
      try (SSLSocket first = answered(trust, server.port(), version);
          SSLSocket second = answered(trust, server.port(), version)) {
        assertThat(second.getSession().getCreationTime())
            .as("resumed")
            .isEqualTo(first.getSession().getCreationTime());

        trust.replacePolicies(unmatchedPins());

        refused(Reason.PIN_NOT_IN_PATH, () -> answered(trust, server.port(), version));
        assertThat(catchThrowable(() -> first.getInputStream().readAllBytes()))
            .as("a connection that doesn't hold any more is closed")
            .isInstanceOf(IOException.class);
        assertThat(server.requests()).isEqualTo(2);
      }
    }
  }

  /** Asks for something, which also lets TLS 1.3 tickets arrive. */
  private static SSLSocket answered(TrustConnect trust, int port, String version)
      throws IOException {
    SSLSocket tls = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, port);
    tls.setEnabledProtocols(new String[] {version});
    tls.startHandshake();
    assertThat(trust.tls().hostnameVerifier().verify(HOST, tls.getSession())).isTrue();
    tls.getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertThat(tls.getInputStream().read()).isEqualTo('H');
    return tls;
  }

  /**
   * With an {@code SSLEngine} only its peer host is visible; without one the gate must not guess.
   */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Provokes(Reason.GATE_HOST_NOT_KNOWN)
  void engineWithoutAHostIsRefused(String version) throws Exception {
    try (TrustConnect trust = trust(open())) {
      refused(
          Reason.GATE_HOST_NOT_KNOWN,
          () -> EngineClient.handshake(trust.tls().context().createSSLEngine(), peer, version));
      SSLEngine told = trust.tls().context().createSSLEngine(HOST, peer.port());
      assertThat(Evidence.of(EngineClient.handshake(told, peer, version))).isPresent();
    }
  }

  @Test
  void trustManagerWithoutAConnectionRefuses() {
    try (TrustConnect trust = trust(open())) {
      refused(
          Reason.GATE_HOST_NOT_KNOWN,
          () ->
              trust
                  .tls()
                  .trustManager()
                  .checkServerTrusted(honest.chain().toArray(X509Certificate[]::new), "UNKNOWN"));
    }
  }

  @Test
  @Provokes(Reason.ADDRESS_LITERAL)
  void socketToAnAddressInPlaceOfANameIsRefused() {
    try (TrustConnect trust = trust(open())) {
      refused(
          Reason.ADDRESS_LITERAL,
          () ->
              trust
                  .tls()
                  .socketFactory()
                  .createSocket(new InetSocketAddress("127.0.1.10", 1).getAddress(), peer.port()));
      assertThat(peer.connections()).isZero();
    }
  }

  @Test
  void closedTrustConnectRefusesNewConnections() {
    TrustConnect trust = trust(open());
    trust.close();

    refused(
        Reason.UPSTREAM_CLOSED, () -> trust.tls().socketFactory().createSocket(HOST, peer.port()));
    assertThat(peer.connections()).isZero();
  }

  /** A connection made without us, and one made for another host, offered to our verifier. */
  @Test
  @Provokes({Reason.GATE_NO_EVIDENCE, Reason.GATE_OTHER_HOST})
  void verifierTakesOnlyWhatWasJudgedForThisHost() throws IOException {
    try (TrustConnect trust = trust(open());
        SSLSocket foreign =
            (SSLSocket)
                internet
                    .ca()
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(peer.address(), peer.port());
        SSLSocket ours = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      foreign.startHandshake();
      ours.startHandshake();

      refused(
          Reason.GATE_NO_EVIDENCE,
          () -> trust.tls().hostnameVerifier().verify(HOST, foreign.getSession()));
      refused(
          Reason.GATE_OTHER_HOST,
          () -> trust.tls().hostnameVerifier().verify("other.example.test", ours.getSession()));
      assertThat(trust.tls().hostnameVerifier().verify(HOST, ours.getSession())).isTrue();
    }
  }

  /** It looks names up by itself: whom it leads to can't be seen. */
  @Test
  void socksProxyIsRefusedUnlessItIsDeclared() throws IOException {
    try (ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect declaring = internet.trust().policy(open()).proxies(proxy.address()).build();
        TrustConnect other = trust(open())) {
      TlsKit through = declaring.tls().through(proxy.address());
      InetSocketAddress byName = InetSocketAddress.createUnresolved(HOST, peer.port());
      Socket tunnel = through.plainSockets().createSocket();
      tunnel.connect(byName);
      try (SSLSocket tls =
          (SSLSocket) through.socketFactory().createSocket(tunnel, HOST, peer.port(), true)) {
        tls.startHandshake();
        assertThat(Evidence.of(tls.getSession()).orElseThrow().peer()).isEmpty();
      }
      peer.awaitNoConnection();
      long before = peer.bytesReceived();

      try (Socket undeclared = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()))) {
        undeclared.connect(byName);
        refused(
            Reason.ADDRESS_NOT_PROVEN,
            () -> other.tls().socketFactory().createSocket(undeclared, HOST, peer.port(), true));
      }
      assertThat(peer.bytesReceived()).isEqualTo(before);
    }
  }
}
