package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a kit gives to a client beside connections that are checked. */
class TlsKitTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TrustConnect trust =
      internet
          .trust()
          .policies(TestInternet.policy(HOST).build(), TestInternet.policy(OTHER).build())
          .build();

  @AfterEach
  void close() {
    trust.close();
  }

  private static InetAddress address(String text) throws IOException {
    return InetAddress.getByName(text);
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  // The context.

  @Test
  void contextIsThatOfTheJdkAndKeepsItsTrustManager() {
    SSLContext context = trust.tls().context();

    assertThat(context.getProtocol()).isEqualTo("TLS");
    assertThat(context.getProvider().getName()).isEqualTo("SunJSSE");
    assertThat(context.getSocketFactory()).isSameAs(trust.tls().socketFactory());
    assertThatThrownBy(() -> context.init(null, null, null))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void enginesAreClientsOfTheirHostAndShareTheirSessions() throws Exception {
    SSLContext context = trust.tls().context();
    SSLEngine engine = context.createSSLEngine(HOST, 443);

    assertThat(engine.getPeerHost()).isEqualTo(HOST);
    assertThat(engine.getPeerPort()).isEqualTo(443);
    assertThat(context.createSSLEngine().getPeerHost()).isNull();
    assertThat(context.getClientSessionContext()).isSameAs(context.getClientSessionContext());
    assertThat(context.getClientSessionContext())
        .isNotNull()
        .isNotSameAs(context.getServerSessionContext());
    assertThat(context.getServerSessionContext()).isNotNull();
  }

  @Test
  void parametersAndSuitesAreThoseOfTheJdk() throws Exception {
    SSLContext context = trust.tls().context();
    SSLContext jdks = SSLContext.getInstance("TLS");
    jdks.init(null, null, null);

    assertThat(context.getDefaultSSLParameters().getCipherSuites())
        .isEqualTo(jdks.getDefaultSSLParameters().getCipherSuites());
    assertThat(context.getSupportedSSLParameters().getProtocols())
        .isEqualTo(jdks.getSupportedSSLParameters().getProtocols());
    assertThat(trust.tls().socketFactory().getDefaultCipherSuites())
        .isEqualTo(jdks.getSocketFactory().getDefaultCipherSuites());
    assertThat(trust.tls().socketFactory().getSupportedCipherSuites())
        .isEqualTo(jdks.getSocketFactory().getSupportedCipherSuites());
    assertThat(context.getServerSocketFactory().getSupportedCipherSuites())
        .isEqualTo(jdks.getServerSocketFactory().getSupportedCipherSuites());
  }

  @Test
  void sessionWithoutAnythingHasNoEvidence() {
    assertThat(Evidence.of(null)).isEmpty();
    assertThat(Evidence.of(trust.tls().context().createSSLEngine().getSession())).isEmpty();
  }

  /** OkHttp completes chains with them, for its pinner. */
  @Test
  void issuersAreTheUsualRootsAndThoseOfThePolicies() {
    TestCa privateCa = TestCa.create("Private");

    assertThat(trust.tls().trustManager().getAcceptedIssuers())
        .containsExactly(internet.ca().certificate());
    trust.replacePolicies(
        TestInternet.policy(HOST).roots(TrustRoots.of(privateCa.certificate())).build(),
        TestInternet.policy(OTHER).build());

    assertThat(trust.tls().trustManager().getAcceptedIssuers())
        .containsExactly(internet.ca().certificate(), privateCa.certificate());
  }

  // Sockets without TLS.

  @Test
  void plainSocketToANameIsConnectedToAProvenAddress() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 9, address("127.0.1.10"))) {
      int port = server.getLocalPort();
      SocketFactory plain = trust.tls().plainSockets();
      try (Socket direct = plain.createSocket(HOST, port);
          Socket bound = plain.createSocket(HOST, port, address("127.0.1.200"), 0)) {
        assertThat(direct.getInetAddress()).isEqualTo(address("127.0.1.10"));
        assertThat(direct.getPort()).isEqualTo(port);
        assertThat(bound.getInetAddress()).isEqualTo(address("127.0.1.10"));
        assertThat(bound.getLocalAddress()).isEqualTo(address("127.0.1.200"));
      }
    }
  }

  @Test
  void plainSocketToAnAddressIsConnectedThere() throws IOException {
    SocketFactory plain = trust.tls().plainSockets();
    int port;
    try (ServerSocket server = new ServerSocket(0, 9, address("127.0.1.66"))) {
      port = server.getLocalPort();
      try (Socket direct = plain.createSocket(address("127.0.1.66"), port);
          Socket bound =
              plain.createSocket(address("127.0.1.66"), port, address("127.0.1.200"), 0)) {
        assertThat(direct.getRemoteSocketAddress()).isEqualTo(server.getLocalSocketAddress());
        assertThat(direct.getTcpNoDelay()).isTrue();
        assertThat(bound.getRemoteSocketAddress()).isEqualTo(server.getLocalSocketAddress());
        assertThat(bound.getLocalAddress()).isEqualTo(address("127.0.1.200"));
      }
    }
    assertThatThrownBy(() -> plain.createSocket(address("127.0.1.66"), port))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void plainSocketIsRefusedOutsideTheKitAndForAnAddressAsName() {
    SocketFactory plain = trust.tls().only(HOST).plainSockets();

    refused(Reason.GATE_HOST_OUTSIDE_KIT, () -> plain.createSocket(OTHER, 443));
    refused(Reason.ADDRESS_LITERAL, () -> plain.createSocket("127.0.1.10", 443));
  }

  @Test
  void localAddressThatCannotBeUsedIsAFailure() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 9, address("127.0.1.10"))) {
      assertThatThrownBy(
              () ->
                  trust
                      .tls()
                      .plainSockets()
                      .createSocket(HOST, server.getLocalPort(), address("192.0.2.1"), 0))
          .isInstanceOf(BindException.class);
    }
  }
}
