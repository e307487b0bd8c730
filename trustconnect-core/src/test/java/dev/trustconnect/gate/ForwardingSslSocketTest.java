package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that sets or reads something on our socket or session reaches that of JSSE. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForwardingSslSocketTest {
  private static final String HOST = "api.example.test";

  private final ServerSocket listener = listener();
  private SSLSocket inner;
  private SSLSocket outer;

  /** Forwards everything. */
  static class Forwarding extends ForwardingSslSocket {
    Forwarding(SSLSocket inner) {
      super(inner);
    }

    @Override
    public void startHandshake() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SSLSession getSession() {
      throw new UnsupportedOperationException();
    }
  }

  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 9, InetAddress.getByName("127.0.1.10"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    inner = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket();
    outer = new Forwarding(inner);
  }

  @AfterEach
  void close() throws IOException {
    inner.close();
    listener.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  @Test
  void suitesAndProtocolsAreOfTheInnerSocket() {
    assertThat(outer.getSupportedCipherSuites()).isEqualTo(inner.getSupportedCipherSuites());
    assertThat(outer.getSupportedProtocols()).isEqualTo(inner.getSupportedProtocols());

    outer.setEnabledCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
    outer.setEnabledProtocols(new String[] {"TLSv1.3"});

    assertThat(inner.getEnabledCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
    assertThat(inner.getEnabledProtocols()).containsExactly("TLSv1.3");
    assertThat(outer.getEnabledCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
    assertThat(outer.getEnabledProtocols()).containsExactly("TLSv1.3");
  }

  @Test
  void modeIsOfTheInnerSocket() {
    assertThat(outer.getUseClientMode()).isTrue();
    outer.setUseClientMode(false);
    assertThat(inner.getUseClientMode()).isFalse();
    assertThat(outer.getUseClientMode()).isFalse();

    assertThat(outer.getNeedClientAuth()).isFalse();
    outer.setNeedClientAuth(true);
    assertThat(inner.getNeedClientAuth()).isTrue();
    assertThat(outer.getNeedClientAuth()).isTrue();

    assertThat(outer.getWantClientAuth()).isFalse();
    outer.setWantClientAuth(true);
    assertThat(inner.getWantClientAuth()).isTrue();
    assertThat(outer.getWantClientAuth()).isTrue();

    assertThat(outer.getEnableSessionCreation()).isTrue();
    outer.setEnableSessionCreation(false);
    assertThat(inner.getEnableSessionCreation()).isFalse();
    assertThat(outer.getEnableSessionCreation()).isFalse();
  }

  @Test
  void parametersAreOfTheInnerSocket() {
    SSLParameters parameters = outer.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(HOST)));
    parameters.setApplicationProtocols(new String[] {"h2"});

    outer.setSSLParameters(parameters);

    assertThat(inner.getSSLParameters().getServerNames()).containsExactly(new SNIHostName(HOST));
    assertThat(outer.getSSLParameters().getApplicationProtocols()).containsExactly("h2");
    BiFunction<SSLSocket, List<String>, String> selector = (socket, protocols) -> "h2";
    outer.setHandshakeApplicationProtocolSelector(selector);
    assertThat(inner.getHandshakeApplicationProtocolSelector()).isSameAs(selector);
    assertThat(outer.getHandshakeApplicationProtocolSelector()).isSameAs(selector);
  }

  @Test
  void optionsAreOfTheInnerSocket() throws IOException {
    assertThat(outer.supportedOptions()).isEqualTo(inner.supportedOptions()).isNotEmpty();
    for (boolean on : new boolean[] {true, false}) {
      outer.setTcpNoDelay(on);
      outer.setKeepAlive(on);
      outer.setReuseAddress(on);
      assertThat(inner.getTcpNoDelay()).isEqualTo(outer.getTcpNoDelay()).isEqualTo(on);
      assertThat(inner.getKeepAlive()).isEqualTo(outer.getKeepAlive()).isEqualTo(on);
      assertThat(inner.getReuseAddress()).isEqualTo(outer.getReuseAddress()).isEqualTo(on);
      assertThat(outer.setOption(StandardSocketOptions.SO_KEEPALIVE, !on)).isSameAs(outer);
      assertThat(inner.getOption(StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(!on);
      assertThat(outer.getOption(StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(!on);
    }
    outer.setSoLinger(true, 3);
    outer.setSoTimeout(1_234);
    outer.setTrafficClass(8);
    outer.setSendBufferSize(20_000);
    outer.setReceiveBufferSize(30_000);
    assertThat(inner.getSoLinger()).isEqualTo(outer.getSoLinger()).isEqualTo(3);
    assertThat(inner.getSoTimeout()).isEqualTo(outer.getSoTimeout()).isEqualTo(1_234);
    assertThat(inner.getTrafficClass()).isEqualTo(outer.getTrafficClass()).isEqualTo(8);
    // Linux doubles what is asked for.
    assertThat(inner.getSendBufferSize()).isEqualTo(outer.getSendBufferSize()).isPositive();
    assertThat(inner.getReceiveBufferSize()).isEqualTo(outer.getReceiveBufferSize()).isPositive();
    int before = inner.getSendBufferSize();
    outer.setSendBufferSize(40_000);
    assertThat(inner.getSendBufferSize()).isNotEqualTo(before);
    before = inner.getReceiveBufferSize();
    outer.setReceiveBufferSize(50_000);
    assertThat(inner.getReceiveBufferSize()).isNotEqualTo(before);
  }

  /** JSSE supports neither: a client must see that. */
  @Test
  void urgentDataIsRefusedAsByTheInnerSocket() {
    assertThatThrownBy(() -> outer.sendUrgentData(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> outer.setOOBInline(true)).isInstanceOf(IOException.class);
    assertThatThrownBy(outer::getOOBInline).isInstanceOf(IOException.class);
  }

  @Test
  void connectionIsThatOfTheInnerSocket() throws IOException {
    assertThat(outer.isBound()).isFalse();
    assertThat(outer.isConnected()).isFalse();
    outer.bind(new InetSocketAddress("127.0.1.200", 0));
    assertThat(inner.isBound()).isTrue();
    assertThat(outer.isBound()).isTrue();

    outer.connect(address());

    assertThat(inner.isConnected()).isTrue();
    assertThat(outer.isConnected()).isTrue();
    assertThat(outer.getInetAddress()).isEqualTo(listener.getInetAddress());
    assertThat(outer.getPort()).isEqualTo(listener.getLocalPort());
    assertThat(outer.getRemoteSocketAddress()).isEqualTo(address());
    assertThat(outer.getLocalAddress().getHostAddress()).isEqualTo("127.0.1.200");
    assertThat(outer.getLocalPort()).isEqualTo(inner.getLocalPort()).isPositive();
    assertThat(outer.getLocalSocketAddress()).isEqualTo(inner.getLocalSocketAddress()).isNotNull();
    assertThat(outer.getInputStream()).isSameAs(inner.getInputStream());
    assertThat(outer.getOutputStream()).isSameAs(inner.getOutputStream());
    assertThat(outer).hasToString(inner.toString());
  }

  /** JSSE refuses to remove what it doesn't have. */
  @Test
  void listenerIsRemovedFromTheInnerSocket() {
    HandshakeCompletedListener listener = event -> {};
    outer.addHandshakeCompletedListener(listener);

    outer.removeHandshakeCompletedListener(listener);

    assertThatThrownBy(() -> inner.removeHandshakeCompletedListener(listener))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timeoutOfConnectingIsPassedOn() throws IOException {
    outer.connect(address(), 10_000);

    assertThat(inner.isConnected()).isTrue();
  }

  @Test
  void endOfInputBeforeAHandshakeEndsThatOfTheInnerSocket() throws IOException {
    outer.connect(address());
    assertThat(outer.isInputShutdown()).isFalse();

    outer.shutdownInput();

    assertThat(inner.isInputShutdown()).isTrue();
    assertThat(outer.isInputShutdown()).isTrue();
  }

  @Test
  void closingEndsTheInnerSocket() throws IOException {
    outer.connect(address());
    assertThat(outer.isClosed()).isFalse();

    outer.close();

    assertThat(inner.isClosed()).isTrue();
    assertThat(outer.isClosed()).isTrue();
  }

  /** JSSE's sockets have none of these: another socket shows that they are passed on. */
  @Test
  void channelUrgentDataAndPreferencesAreThoseOfTheInnerSocket() throws IOException {
    List<Integer> preferences = new ArrayList<>();
    AtomicBoolean inline = new AtomicBoolean();
    try (SocketChannel channel = SocketChannel.open()) {
      SSLSocket having =
          new Forwarding(inner) {
            @Override
            public SocketChannel getChannel() {
              return channel;
            }

            @Override
            public boolean getOOBInline() {
              return inline.get();
            }

            @Override
            public void setPerformancePreferences(int connection, int latency, int bandwidth) {
              preferences.addAll(List.of(connection, latency, bandwidth));
            }
          };
      outer = new Forwarding(having);

      outer.setPerformancePreferences(1, 2, 3);

      assertThat(outer.getChannel()).isSameAs(channel);
      assertThat(outer.getOOBInline()).isFalse();
      inline.set(true);
      assertThat(outer.getOOBInline()).isTrue();
      assertThat(preferences).containsExactly(1, 2, 3);
    }
  }

  @Test
  void sessionIsThatOfTheConnection() throws Exception {
    TestInternet internet = TestInternet.usual();
    try (ResumingServer server = new ResumingServer(internet.ca().server(HOST), "TLSv1.2");
        TrustConnect trust = internet.trust().policy(TestInternet.policy(HOST).build()).build();
        JudgedSocket socket =
            (JudgedSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      CountDownLatch completed = new CountDownLatch(1);
      HandshakeCompletedListener removed =
          event -> {
            throw new AssertionError("it was removed");
          };
      HandshakeCompletedListener kept = event -> completed.countDown();
      socket.addHandshakeCompletedListener(removed);
      socket.addHandshakeCompletedListener(kept);
      socket.removeHandshakeCompletedListener(removed);
      socket.startHandshake();
      completed.await();
      JudgedSession session = (JudgedSession) socket.getSession();
      var shared = (javax.net.ssl.ExtendedSSLSession) socket.sharedSession();

      assertThat(session.getId()).isEqualTo(shared.getId()).isNotEmpty();
      assertThat(session.getSessionContext()).isSameAs(shared.getSessionContext()).isNotNull();
      assertThat(session.getCreationTime()).isEqualTo(shared.getCreationTime()).isPositive();
      assertThat(session.getLastAccessedTime())
          .isEqualTo(shared.getLastAccessedTime())
          .isPositive();
      assertThat(session.getPeerCertificates())
          .isEqualTo(shared.getPeerCertificates())
          .isNotEmpty();
      assertThat(session.getPeerPrincipal())
          .isEqualTo(((X509Certificate) shared.getPeerCertificates()[0]).getSubjectX500Principal());
      assertThat(session.getCipherSuite()).isEqualTo(shared.getCipherSuite()).isNotEmpty();
      assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
      assertThat(session.getPeerHost()).isEqualTo(HOST);
      assertThat(session.getPeerPort()).isEqualTo(server.port());
      assertThat(session.getPacketBufferSize()).isEqualTo(shared.getPacketBufferSize());
      assertThat(session.getPacketBufferSize()).isPositive();
      assertThat(session.getApplicationBufferSize()).isEqualTo(shared.getApplicationBufferSize());
      assertThat(session.getApplicationBufferSize()).isPositive();
      assertThat(session.getLocalSupportedSignatureAlgorithms())
          .isEqualTo(shared.getLocalSupportedSignatureAlgorithms())
          .isNotEmpty();
      assertThat(session.getPeerSupportedSignatureAlgorithms())
          .isEqualTo(shared.getPeerSupportedSignatureAlgorithms());
      assertThat(session.getRequestedServerNames())
          .isEqualTo(shared.getRequestedServerNames())
          .isNotEmpty();
      assertThat(session.getStatusResponses()).isEqualTo(shared.getStatusResponses());
      assertThat(session.getLocalCertificates()).isEqualTo(shared.getLocalCertificates());
      assertThat(session.getLocalPrincipal()).isEqualTo(shared.getLocalPrincipal());
    }
  }

  @Test
  void valuesAreSharedButEvidenceIsTheConnectionsOwn() throws Exception {
    TestInternet internet = TestInternet.usual();
    try (ResumingServer server = new ResumingServer(internet.ca().server(HOST), "TLSv1.3");
        TrustConnect trust = internet.trust().policy(TestInternet.policy(HOST).build()).build();
        JudgedSocket socket =
            (JudgedSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      socket.startHandshake();
      var session = socket.getSession();
      session.putValue("a.value", "of the client");

      assertThat(socket.sharedSession().getValue("a.value")).isEqualTo("of the client");
      assertThat(session.getValue("a.value")).isEqualTo("of the client");
      assertThat(session.getValueNames()).contains("a.value").doesNotHaveDuplicates();
      assertThat(session.getValueNames()).contains(Evidence.SESSION_VALUE);
      assertThat(((Evidence) session.getValue(Evidence.SESSION_VALUE)).peer()).isPresent();
      assertThat(((Evidence) socket.sharedSession().getValue(Evidence.SESSION_VALUE)).peer())
          .as("another connection may resume the session elsewhere")
          .isEmpty();
      session.removeValue("a.value");
      assertThat(socket.sharedSession().getValue("a.value")).isNull();

      assertThat(session.isValid()).isTrue();
      session.invalidate();
      assertThat(socket.sharedSession().isValid()).isFalse();
      assertThat(session.isValid()).isFalse();
    }
  }
}
