package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.gate.ForwardingSslSocketTest.Forwarding;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** During and after a handshake our socket shows what that of JSSE does, and ends it likewise. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForwardedHandshakeTest {
  private static final String HOST = "api.example.test";

  private final TestCa ca = TestCa.create("root");
  private final TlsPeer peer = TlsPeer.start(ca.server(HOST));

  @AfterEach
  void close() {
    peer.close();
  }

  private static SSLSocket socketOf(SSLContext context) throws IOException {
    return (SSLSocket) context.getSocketFactory().createSocket();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(peer.address(), peer.port());
  }

  /** Decides as another trust manager does, and asks the socket something at that moment. */
  private static final class Asking extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager deciding;
    private final Runnable question;

    Asking(X509ExtendedTrustManager deciding, Runnable question) {
      this.deciding = deciding;
      this.question = question;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      question.run();
      deciding.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return deciding.getAcceptedIssuers();
    }
  }

  @Test
  void protocolAndSessionAreThoseOfTheInnerSocket() throws Exception {
    AtomicReference<@Nullable SSLSocket> asked = new AtomicReference<>();
    List<Object> answers = new ArrayList<>();
    X509ExtendedTrustManager asking =
        new Asking(
            ca.trustManager(),
            () -> {
              SSLSocket outer = Objects.requireNonNull(asked.get());
              answers.add(outer.getHandshakeApplicationProtocol());
              answers.add(outer.getHandshakeSession().getPeerHost());
            });
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {asking}, null);
    try (SSLSocket inner = socketOf(context)) {
      SSLSocket outer = new Forwarding(inner);
      asked.set(outer);
      SSLParameters parameters = outer.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      outer.setSSLParameters(parameters);
      assertThat(outer.getApplicationProtocol()).isNull();
      assertThat(outer.getHandshakeApplicationProtocol()).isNull();
      assertThat(outer.getHandshakeSession()).isNull();

      outer.connect(address());
      inner.startHandshake();

      assertThat(answers).containsExactly("h2", peer.address());
      assertThat(outer.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  /** In TLS 1.3 each direction ends alone; the peer answers the end of ours with its own. */
  @Test
  void endOfEachDirectionIsThatOfTheInnerSocket() throws Exception {
    try (SSLSocket inner = socketOf(ca.clientContext())) {
      SSLSocket outer = new Forwarding(inner);
      outer.connect(address());
      inner.startHandshake();
      assertThat(inner.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(outer.isOutputShutdown()).isFalse();
      assertThat(outer.isInputShutdown()).isFalse();

      outer.shutdownOutput();
      assertThat(inner.isOutputShutdown()).isTrue();
      assertThat(outer.isOutputShutdown()).isTrue();

      assertThat(inner.getInputStream().read()).isEqualTo(-1);
      outer.shutdownInput(); // the peer may have cut the connection before its end arrived
      assertThat(inner.isInputShutdown()).isTrue();
      assertThat(outer.isInputShutdown()).isTrue();
    }
  }
}
