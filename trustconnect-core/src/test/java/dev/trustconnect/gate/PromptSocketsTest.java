package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.DirectSockets;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sockets that {@link TlsKit} makes: they send at once, and connect where they are told to. */
class PromptSocketsTest {
  private static final String API = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TlsPeer peer = TlsPeer.start(internet.ca().server(API));
  private final TrustConnect trust =
      internet.trust().policy(TestInternet.policy(API).build()).build();
  private final ProxySelector usual = ProxySelector.getDefault();

  @AfterEach
  void close() {
    ProxySelector.setDefault(usual);
    trust.close();
    peer.close();
  }

  @Test
  void socketsHaveTcpNoDelay() throws IOException {
    try (Socket plain = DirectSockets.to(peer);
        Socket over = trust.tls().socketFactory().createSocket(plain, API, peer.port(), true);
        Socket made = trust.tls().socketFactory().createSocket(API, peer.port())) {
      assertThat(over.getTcpNoDelay()).isTrue();
      assertThat(made.getTcpNoDelay()).isTrue();
    }
  }

  /** The JDK asks its default selector for a SOCKS proxy whenever a plain socket connects. */
  @Test
  void proxyOfTheJvmIsNotAsked() throws IOException {
    ProxySelector.setDefault(new NobodyListens());

    try (Socket made = trust.tls().socketFactory().createSocket(API, peer.port())) {
      assertThat(made.isConnected()).isTrue();
    }
  }

  private final class NobodyListens extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      return uri.getPort() == peer.port()
          ? List.of(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", 1)))
          : List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
