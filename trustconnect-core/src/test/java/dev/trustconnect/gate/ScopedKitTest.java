package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kits for clients that take a socket factory and nothing else. */
class ScopedKitTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa.Identity identity = internet.ca().server(HOST, OTHER);
  private final TlsPeer peer = TlsPeer.start(identity);
  private final TlsPeer other =
      TlsPeer.builder(identity).address("127.0.1.11").port(peer.port()).start();
  private final TlsPeer rogue =
      TlsPeer.builder(identity).address("127.0.1.66").port(peer.port()).start();
  private final TrustConnect trust =
      internet
          .trust()
          .policy(TestInternet.policy(HOST).build())
          .policy(TestInternet.policy(OTHER).build())
          .build();

  @AfterEach
  void close() {
    trust.close();
    peer.close();
    other.close();
    rogue.close();
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  private Socket plain(TlsPeer to) throws IOException {
    return trust.tls().plainSockets().createSocket(InetAddress.getByName(to.address()), to.port());
  }

  /** What the peer that was reached says of itself. */
  private static String asked(SSLSocket tls, String host) throws IOException {
    try (tls) {
      tls.getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(tls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.substring(answer.indexOf("hello"));
    }
  }

  private static SSLSocket over(TlsKit kit, Socket connected, String host) throws IOException {
    return (SSLSocket) kit.socketFactory().createSocket(connected, host, connected.getPort(), true);
  }

  @Test
  @Provokes(Reason.GATE_HOST_OUTSIDE_KIT)
  void kitForOneHostConnectsThereAndNowhereElse() throws IOException {
    TlsKit only = trust.tls().only(HOST);

    assertThat(asked(over(only, plain(peer), HOST), HOST)).isEqualTo("hello from 127.0.1.10");

    refused(Reason.GATE_HOST_OUTSIDE_KIT, () -> over(only, plain(other), OTHER));
    refused(
        Reason.GATE_HOST_OUTSIDE_KIT, () -> only.socketFactory().createSocket(OTHER, other.port()));
    other.awaitNoConnection();
    assertThat(other.bytesReceived()).isZero();
    assertThat(asked(over(trust.tls(), plain(other), OTHER), OTHER))
        .isEqualTo("hello from 127.0.1.11");
  }

  /** Where the client makes its sockets by itself, from the context or with the trust manager. */
  @Test
  void contextAndVerifierOfAKitAreScopedToo() throws IOException {
    TlsKit only = trust.tls().only(HOST);
    refused(
        Reason.GATE_HOST_OUTSIDE_KIT,
        () -> {
          SSLSocket tls =
              (SSLSocket)
                  only.context()
                      .getSocketFactory()
                      .createSocket(plain(other), OTHER, other.port(), true);
          tls.startHandshake();
        });
    try (SSLSocket elsewhere = over(trust.tls(), plain(other), OTHER)) {
      elsewhere.startHandshake();
      refused(
          Reason.GATE_HOST_OUTSIDE_KIT,
          () -> only.hostnameVerifier().verify(OTHER, elsewhere.getSession()));
    }
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void hostIsTakenInAnySpelling() throws IOException {
    TlsKit only = trust.tls().only("API.Example.test.");

    assertThat(asked(over(only, plain(peer), HOST + "."), HOST)).startsWith("hello");
  }

  @Test
  void kitOfAKitIsForTheHostsOfBoth() throws IOException {
    TlsKit both = trust.tls().only(HOST, OTHER);

    assertThat(asked(over(both.only(HOST), plain(peer), HOST), HOST)).startsWith("hello");
    assertThatThrownBy(() -> trust.tls().only(HOST).only(OTHER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no host left");
    assertThatThrownBy(() -> trust.tls().only()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> trust.tls().only("https://api.example.test"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Clients share connections only if they were given the same objects. */
  @Test
  void sameHostsAreTheSameKit() {
    assertThat(trust.tls().only(HOST, OTHER)).isSameAs(trust.tls().only(OTHER, HOST));
    assertThat(trust.tls().only(HOST).reconnecting())
        .isSameAs(trust.tls().reconnecting().only(HOST))
        .isNotSameAs(trust.tls().only(HOST));
  }

  @Test
  void policiesAreReplacedForEveryKit() throws IOException {
    TlsKit only = trust.tls().only(HOST);
    SSLSocket before = over(only, plain(peer), HOST);
    before.startHandshake();

    trust.replacePolicies(TestInternet.policyWithUnmatchedPins(HOST).build());

    assertThat(catchThrowable(() -> asked(before, HOST))).isInstanceOf(IOException.class);
    refused(
        Reason.PIN_NOT_IN_PATH,
        () -> {
          try (SSLSocket after = over(only, plain(peer), HOST)) {
            after.startHandshake();
          }
        });
  }

  @Test
  void rogueAddressIsRefusedUnlessTheKitReconnects() throws IOException {
    refused(Reason.ADDRESS_NOT_PROVEN, () -> over(trust.tls(), plain(rogue), HOST));

    Socket misdirected = plain(rogue);
    SSLSocket led = over(trust.tls().reconnecting(), misdirected, HOST);

    assertThat(led.getInetAddress().getHostAddress()).isEqualTo("127.0.1.10");
    assertThat(asked(led, HOST)).isEqualTo("hello from 127.0.1.10");
    assertThat(misdirected.isClosed()).as("closed with the connection in its place").isTrue();
    rogue.awaitNoConnection();
    assertThat(rogue.bytesReceived()).isZero();
  }

  /** OkHttp cancels a call by closing the socket it made itself. */
  @Test
  void closingTheOriginalSocketEndsItsReplacement() throws IOException {
    Socket misdirected = plain(rogue);
    SSLSocket led = over(trust.tls().reconnecting(), misdirected, HOST);
    led.startHandshake();
    assertThat(led.isClosed()).isFalse();

    misdirected.close();

    assertThatThrownBy(() -> asked(led, HOST)).isInstanceOf(IOException.class);
  }

  @Test
  void provenAddressIsKeptByAKitThatReconnects() throws IOException {
    Socket straight = plain(peer);

    assertThat(asked(over(trust.tls().reconnecting(), straight, HOST), HOST)).startsWith("hello");
    assertThat(peer.connections()).isEqualTo(1);
  }

  /** Going around a proxy would go around what it is there for. */
  @Test
  void proxyIsNeverBypassed() {
    try (ConnectProxy proxy = new ConnectProxy(peer)) {
      refused(
          Reason.ADDRESS_NOT_PROVEN,
          () -> {
            Socket tunnel = new Socket();
            tunnel.connect(proxy.address());
            trust.tls().reconnecting().socketFactory().createSocket(tunnel, HOST, 443, true);
          });
      refused(
          Reason.ADDRESS_NOT_PROVEN,
          () -> {
            Socket tunnel = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()));
            tunnel.connect(InetSocketAddress.createUnresolved(HOST, peer.port()));
            trust
                .tls()
                .reconnecting()
                .socketFactory()
                .createSocket(tunnel, HOST, peer.port(), true);
          });
      assertThat(peer.bytesReceived()).isZero();
    }
  }

  /** Who keeps its socket open would be left with two. */
  @Test
  void socketThatMustNotBeClosedIsNotReplaced() {
    refused(
        Reason.ADDRESS_NOT_PROVEN,
        () -> {
          try (Socket owned = plain(rogue)) {
            trust
                .tls()
                .reconnecting()
                .socketFactory()
                .createSocket(owned, HOST, rogue.port(), false);
          }
        });
  }
}
