package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.adapter.ChosenProxies;
import dev.trustconnect.name.HostName;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Which hosts a call reaches through a declared SOCKS proxy: on its own thread, until it ends. */
class ChosenProxiesTest {
  private static final HostName HOST = HostName.parse("api.example.test");
  private static final HostName OTHER = HostName.parse("other.example.test");

  private final ChosenProxies chosen = new ChosenProxies();

  private void chose(HostName host, int port, boolean isSocks) {
    chosen.chose(host.ascii(), port, isSocks);
  }

  @Test
  void choiceHoldsForItsHostAndPort() {
    try (ChosenProxies.Call call = chosen.begin()) {
      assertThat(call).isNotNull();
      assertThat(chosen.hasSocksFor(HOST, 443)).isFalse();
      chosen.chose("API.Example.test.", 443, true);

      assertThat(chosen.hasSocksFor(HOST, 443)).isTrue();
      assertThat(chosen.hasSocksFor(HOST, 8443)).isFalse();
      assertThat(chosen.hasSocksFor(OTHER, 443)).isFalse();
    }
    assertThat(chosen.hasSocksFor(HOST, 443)).as("after the call").isFalse();
  }

  @Test
  void laterChoiceReplacesTheEarlierOne() {
    try (ChosenProxies.Call call = chosen.begin()) {
      assertThat(call).isNotNull();
      chose(HOST, 443, true);
      chose(OTHER, 443, true);
      chose(HOST, 443, false);

      assertThat(chosen.hasSocksFor(HOST, 443)).isFalse();
      assertThat(chosen.hasSocksFor(OTHER, 443)).isTrue();
    }
  }

  @Test
  void nestedCallHasItsOwnChoices() {
    try (ChosenProxies.Call outer = chosen.begin()) {
      chose(HOST, 443, true);
      try (ChosenProxies.Call inner = chosen.begin()) {
        assertThat(inner).isNotSameAs(outer);
        assertThat(chosen.hasSocksFor(HOST, 443)).isFalse();
        chose(OTHER, 443, true);
      }
      assertThat(chosen.hasSocksFor(HOST, 443)).isTrue();
      assertThat(chosen.hasSocksFor(OTHER, 443)).isFalse();
    }
  }

  @Test
  void choiceOutsideACallIsForgotten() {
    chose(HOST, 443, true);

    assertThat(chosen.hasSocksFor(HOST, 443)).isFalse();
    try (ChosenProxies.Call call = chosen.begin()) {
      assertThat(call).isNotNull();
      assertThat(chosen.hasSocksFor(HOST, 443)).isFalse();
    }
  }

  @Test
  void choiceOfAnotherThreadDoesNotCount() {
    try (ChosenProxies.Call call = chosen.begin()) {
      assertThat(call).isNotNull();
      chose(HOST, 443, true);

      assertThat(CompletableFuture.supplyAsync(() -> chosen.hasSocksFor(HOST, 443)).join())
          .isFalse();
    }
  }

  @Test
  void addressIsNoHostToChooseFor() {
    try (ChosenProxies.Call call = chosen.begin()) {
      assertThat(call).isNotNull();
      chosen.chose("127.0.1.10", 443, true);
      chosen.chose("not a host", 443, true);
      chose(HOST, 443, true);

      assertThat(chosen.hasSocksFor(HOST, 443)).isTrue();
    }
  }

  /** A socket that a client such as OkHttp made for the proxy that it was given. */
  @Test
  void socketThatHidesItsPeerIsAcceptedWhereTheCallChoseADeclaredProxy() throws IOException {
    TestInternet internet = TestInternet.usual();
    try (TlsPeer peer = TlsPeer.start(internet.ca().server(HOST.ascii()));
        ConnectProxy proxy = new ConnectProxy(peer);
        TrustConnect trust =
            internet
                .trust()
                .policy(TestInternet.policy(HOST.ascii()).build())
                .proxies(proxy.address())
                .build()) {
      ChosenProxies ofTheGate = trust.requestGate().forAdapter().chosenProxies();
      assertThat(trust.requestGate().forAdapter().chosenProxies()).isSameAs(ofTheGate);
      try (ChosenProxies.Call call = ofTheGate.begin()) {
        assertThat(call).isNotNull();
        ofTheGate.chose(HOST.ascii(), peer.port(), true);
        try (SSLSocket tls = overTheProxy(trust, proxy, peer.port())) {
          tls.startHandshake();
          assertThat(Evidence.of(tls.getSession()).orElseThrow().peer()).isEmpty();
        }
      }

      assertThat(TrustRefusal.in(catchThrowable(() -> overTheProxy(trust, proxy, peer.port()))))
          .map(TrustRefusal::reason)
          .contains(Reason.ADDRESS_NOT_PROVEN);
    }
  }

  private static SSLSocket overTheProxy(TrustConnect trust, ConnectProxy proxy, int port)
      throws IOException {
    Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()));
    socket.connect(InetSocketAddress.createUnresolved(HOST.ascii(), port));
    return (SSLSocket) trust.tls().socketFactory().createSocket(socket, HOST.ascii(), port, true);
  }
}
