package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A SOCKS proxy leads every connection to a rogue with a mis-issued certificate, and the sockets
 * that come through it report the proven address as their peer.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SocksProxiesTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.start(internet.ca().server(HOST));
  private final TlsPeer rogue =
      TlsPeer.builder(internet.ca().server(HOST)).address("127.0.1.66").port(peer.port()).start();
  private final ConnectProxy rogues = new ConnectProxy(rogue);
  private final ConnectProxy declared = new ConnectProxy(peer);
  private final TrustConnect trust =
      internet
          .trust()
          .policy(TestInternet.policy(HOST).build())
          .proxies(declared.address())
          .build();
  private final ProxySelector usual = ProxySelector.getDefault();

  @AfterEach
  void close() {
    ProxySelector.setDefault(usual);
    trust.close();
    declared.close();
    rogues.close();
    peer.close();
    rogue.close();
  }

  private InetSocketAddress proven() {
    return new InetSocketAddress(peer.address(), peer.port());
  }

  private void refused(Reason reason, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);

    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
    assertThat(rogue.bytesReceived()).isZero();
  }

  private SSLSocket over(TlsKit kit, Socket connected) throws IOException {
    return (SSLSocket) kit.socketFactory().createSocket(connected, HOST, peer.port(), true);
  }

  private void answersFromThePeer(SSLSocket tls) throws IOException {
    try (tls) {
      tls.startHandshake();
      assertThat(Evidence.of(tls.getSession())).isPresent();
    }
    assertThat(rogue.bytesReceived()).isZero();
  }

  private static Socket through(ConnectProxy proxy, InetSocketAddress to) throws IOException {
    Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()));
    socket.connect(to);
    return socket;
  }

  private void jvmTakesSocksTo(ConnectProxy proxy) {
    jvmTakes(proxy, peer.port());
  }

  private static void jvmTakes(ConnectProxy proxy, int port) {
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(
                uri.getScheme().equals("socket") && uri.getPort() == port
                    ? new Proxy(Proxy.Type.SOCKS, proxy.address())
                    : Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
  }

  /** The attack: nothing about the socket says where it goes. */
  @Test
  void socketThroughAProxyReportsItsTarget() throws IOException {
    try (Socket socket = through(rogues, proven())) {
      assertThat(socket.getRemoteSocketAddress()).isEqualTo(proven());
    }
  }

  @Test
  @Provokes(Reason.GATE_SOCKET_NOT_OURS)
  void socketOfAnotherFactoryIsRefused() throws IOException {
    refused(Reason.GATE_SOCKET_NOT_OURS, () -> over(trust.tls(), through(rogues, proven())));
    refused(
        Reason.GATE_SOCKET_NOT_OURS, () -> over(trust.tls().only(HOST), through(rogues, proven())));
    answersFromThePeer(
        over(
            trust.tls(),
            trust
                .tls()
                .plainSockets()
                .createSocket(InetAddress.getByName(peer.address()), peer.port())));
    answersFromThePeer(over(trust.tls(), DirectSockets.to(peer)));
  }

  @Test
  void plainSocketOfAJvmWithAProxyIsRefused() throws IOException {
    jvmTakesSocksTo(rogues);
    refused(
        Reason.GATE_SOCKET_NOT_OURS,
        () -> over(trust.tls(), new Socket(InetAddress.getByName(peer.address()), peer.port())));
    assertThat(rogues.asked()).hasSize(1);

    answersFromThePeer(
        over(
            trust.tls(),
            trust
                .tls()
                .plainSockets()
                .createSocket(InetAddress.getByName(peer.address()), peer.port())));
    assertThat(rogues.asked()).hasSize(1);
  }

  /** A wrapper may do anything with what it wraps. */
  @Test
  void subclassOfASocketIsRefused() throws IOException {
    Socket wrapped = new Socket() {};
    wrapped.connect(proven());

    refused(Reason.GATE_SOCKET_NOT_OURS, () -> over(trust.tls(), wrapped));
  }

  /** Where a proxy is declared, others aren't: by name or by address, also to the declared one. */
  @Test
  void undeclaredProxyIsRefusedBesideADeclaredOne() throws IOException {
    InetSocketAddress byName = InetSocketAddress.createUnresolved(HOST, peer.port());
    refused(Reason.ADDRESS_NOT_PROVEN, () -> over(trust.tls(), through(rogues, byName)));
    refused(Reason.ADDRESS_NOT_PROVEN, () -> over(trust.tls(), through(declared, byName)));

    TlsKit through = trust.tls().through(declared.address());
    for (InetSocketAddress to : List.of(byName, proven())) {
      Socket socket = through.plainSockets().createSocket();
      socket.connect(to);
      answersFromThePeer(over(through, socket));
    }
    assertThatThrownBy(() -> trust.tls().through(rogues.address()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("undeclared");
  }

  /** A kit of another TrustConnect, which declares other proxies. */
  @Test
  void proxyThatAnotherDeclaresIsRefused() throws IOException {
    try (TrustConnect other =
        internet
            .trust()
            .policy(TestInternet.policy(HOST).build())
            .proxies(rogues.address())
            .build()) {
      Socket socket = other.tls().through(rogues.address()).plainSockets().createSocket();
      socket.connect(proven());

      refused(Reason.ADDRESS_NOT_PROVEN, () -> over(trust.tls(), socket));
    }
  }

  @Test
  void addressBehindADeclaredProxyIsNotSeen() throws IOException {
    TlsKit through = trust.tls().through(declared.address());
    try (SSLSocket tls = (SSLSocket) through.socketFactory().createSocket(HOST, peer.port())) {
      tls.startHandshake();
      assertThat(Evidence.of(tls.getSession()).orElseThrow().peer()).isEmpty();
    }
    assertThat(declared.asked()).hasSize(1);
  }

  /** A SOCKS proxy of the JVM may be on the way to a declared HTTP proxy, too. */
  @Test
  void tunnelToADeclaredProxyIsTakenUnlessTheJvmsProxyMayCarryIt() throws IOException {
    Socket tunnel = new Socket();
    tunnel.connect(declared.address());
    tunnel
        .getOutputStream()
        .write(("CONNECT " + HOST + ":443 HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    tunnel.getInputStream().readNBytes("HTTP/1.1 200 Connected\r\n\r\n".length());
    answersFromThePeer(over(trust.tls(), tunnel));

    jvmTakes(rogues, declared.address().getPort());
    Socket carried = new Socket();
    carried.connect(declared.address());
    refused(Reason.GATE_SOCKET_NOT_OURS, () -> over(trust.tls(), carried));
  }

  /** The trust manager alone sees a TLS socket, not what carries it. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tlsOfAnotherFactoryIsRefusedInItsHandshake(String version) throws Exception {
    SSLContext foreign = SSLContext.getInstance("TLS");
    foreign.init(null, new TrustManager[] {trust.tls().trustManager()}, null);
    Throwable thrown =
        catchThrowable(
            () -> {
              try (SSLSocket tls =
                  (SSLSocket)
                      foreign
                          .getSocketFactory()
                          .createSocket(through(rogues, proven()), HOST, peer.port(), true)) {
                tls.setEnabledProtocols(new String[] {version});
                tls.startHandshake();
              }
            });

    assertThat(TrustRefusal.in(thrown))
        .as("%s", thrown)
        .map(TrustRefusal::reason)
        .contains(Reason.GATE_SOCKET_NOT_OURS);
    assertThat(rogue.requests()).isEmpty();
  }

  @Test
  void tlsOfAnotherFactoryOverASocketChannelIsTaken() throws Exception {
    SSLContext foreign = SSLContext.getInstance("TLS");
    foreign.init(null, new TrustManager[] {trust.tls().trustManager()}, null);

    answersFromThePeer(
        (SSLSocket)
            foreign
                .getSocketFactory()
                .createSocket(DirectSockets.to(peer), HOST, peer.port(), true));
  }

  /** Who takes the context makes our sockets, too. */
  @Test
  void contextMakesBoundSockets() throws IOException {
    refused(
        Reason.GATE_SOCKET_NOT_OURS,
        () ->
            trust
                .tls()
                .context()
                .getSocketFactory()
                .createSocket(through(rogues, proven()), HOST, peer.port(), true));
    answersFromThePeer(
        (SSLSocket) trust.tls().context().getSocketFactory().createSocket(HOST, peer.port()));
  }

  /** {@code HttpsURLConnection} connects it and brings it back. */
  @Test
  void unconnectedSocketSendsOnlyTls() throws IOException {
    jvmTakesSocksTo(rogues);
    Socket socket = trust.tls().socketFactory().createSocket();
    socket.connect(proven());

    assertThatThrownBy(() -> socket.getOutputStream().write(1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.getOutputStream().write(new byte[] {1, 2}))
        .isInstanceOf(SocketException.class);
    answersFromThePeer(over(trust.tls(), socket));
    assertThat(rogues.asked()).isEmpty();
  }

  @Test
  void reportOnlyPolicyAllowsForeignSockets() throws IOException {
    trust.replacePolicies(TestInternet.policy(HOST).reportOnly().build());

    answersFromThePeer(over(trust.tls(), new Socket(peer.address(), peer.port())));

    assertThat(internet.events())
        .as("the socket itself is reported, before its handshake")
        .filteredOn(
            event ->
                event instanceof AuditEvent.Judged judged
                    && judged.outcome() == AuditEvent.Outcome.REPORTED
                    && judged.findings().size() == 1
                    && judged.reason().equals(Optional.of(Reason.GATE_SOCKET_NOT_OURS)))
        .hasSize(1);
  }
}
