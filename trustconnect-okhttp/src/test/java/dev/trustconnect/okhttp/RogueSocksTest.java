package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.body;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.TlsKit;
import dev.trustconnect.policy.EndpointPolicy.Mode;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A SOCKS proxy that wasn't declared leads to a rogue that has a certificate of a trusted CA. Its
 * sockets report the address they were told to go to.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RogueSocksTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TlsPeer rogue =
      TlsPeer.builder(lab.internet.ca().server(API))
          .address("127.0.1.66")
          .port(lab.api.port())
          .start();
  private final ConnectProxy rogues = new ConnectProxy(rogue);
  private final ConnectProxy declared = new ConnectProxy(lab.api);
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policy(TestInternet.policy(API).build())
          .proxies(declared.address())
          .build();
  private final ProxySelector usual = ProxySelector.getDefault();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @BeforeEach
  void noProxyOfTheJvm() {
    ProxySelector.setDefault(null);
  }

  @AfterEach
  void close() {
    ProxySelector.setDefault(usual);
    trust.close();
    rogues.close();
    declared.close();
    rogue.close();
    lab.close();
  }

  /** As {@code -DsocksProxyHost} has it. */
  private void jvmTakesTheRogue() {
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(
                uri.getScheme().equals("socket") && uri.getPort() == lab.api.port()
                    ? new Proxy(Proxy.Type.SOCKS, rogues.address())
                    : Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
  }

  /** As an application might have it that wants everything through its tunnel. */
  private static final class Through extends SocketFactory {
    private final Proxy proxy;

    private Through(ConnectProxy proxy) {
      this.proxy = new Proxy(Proxy.Type.SOCKS, proxy.address());
    }

    @Override
    public Socket createSocket() {
      return new Socket(proxy);
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  private static OkHttpClient.Builder given(TlsKit kit) {
    return new OkHttpClient.Builder()
        .dns(host -> List.of(InetAddress.getByName("127.0.1.10")))
        .sslSocketFactory(kit.socketFactory(), kit.trustManager())
        .hostnameVerifier(kit.hostnameVerifier());
  }

  private void refusedUnheard(OkHttpClient client, Reason reason) {
    refused(client, withKey(lab.api.url(API, "/")), reason);
    assertThat(rogue.bytesReceived()).isZero();
  }

  private void answered(OkHttpClient client) throws IOException {
    assertThat(body(client, withKey(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.10");
    assertThat(rogue.bytesReceived()).isZero();
    client.connectionPool().evictAll();
  }

  @Test
  void sealedClientIsRefusedUnlessItsSocketsAreOurs() throws IOException {
    TlsKit kit = trust.tls().only(API);
    refusedUnheard(
        given(kit).socketFactory(new Through(rogues)).build(), Reason.GATE_SOCKET_NOT_OURS);
    refusedUnheard(
        given(kit.reconnecting()).proxy(new Proxy(Proxy.Type.SOCKS, rogues.address())).build(),
        Reason.ADDRESS_NOT_PROVEN);
    jvmTakesTheRogue();
    refusedUnheard(given(kit).proxy(Proxy.NO_PROXY).build(), Reason.GATE_SOCKET_NOT_OURS);
    assertThat(rogues.asked()).isNotEmpty();
    int before = rogues.asked().size();

    answered(given(kit).proxy(Proxy.NO_PROXY).socketFactory(kit.plainSockets()).build());
    assertThat(rogues.asked()).hasSize(before);
  }

  /** Going around a proxy would go around what it is there for. */
  @Test
  void reconnectingKitDoesNotBypassTheJvmsProxy() {
    jvmTakesTheRogue();

    refusedUnheard(
        given(trust.tls().only(API).reconnecting()).proxy(Proxy.NO_PROXY).build(),
        Reason.GATE_SOCKET_NOT_OURS);
    assertThat(lab.api.connections()).isZero();
  }

  /** A socket that isn't ours and may be direct is replaced: the proxy hears the address only. */
  @Test
  void reconnectingKitReplacesForeignSockets() throws IOException {
    answered(given(trust.tls().only(API).reconnecting()).build());
    answered(
        given(trust.tls().only(API).reconnecting()).socketFactory(new Through(rogues)).build());
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void foreignSocketFactoryIsRefused(Wiring wiring) {
    OkHttpClient.Builder foreign = new OkHttpClient.Builder().socketFactory(new Through(rogues));

    refusedUnheard(wiring.client(trust, foreign), Reason.GATE_SOCKET_NOT_OURS);
  }

  /** Pooled and resumed connections are judged by the way they took, whatever let them pass. */
  @ParameterizedTest
  @MethodSource("wirings")
  void connectionThatWasOnlyReportedIsRefusedOnceThePolicyRefuses(Wiring wiring)
      throws IOException {
    trust.replacePolicies(TestInternet.policy(API).mode(Mode.REPORT_ONLY).build());
    OkHttpClient client =
        wiring.client(trust, new OkHttpClient.Builder().socketFactory(new Through(rogues)));
    assertThat(body(client, get(lab.api.url(API, "/")))).isEqualTo("hello from 127.0.1.66");

    trust.replacePolicies(TestInternet.policy(API).build());

    refused(client, withKey(lab.api.url(API, "/")), Reason.GATE_SOCKET_NOT_OURS);
    assertThat(rogue.received(SECRET)).isFalse();
  }

  /** On an older OkHttp only the socket factory sees it. */
  @ParameterizedTest
  @MethodSource("wirings")
  void socketFactoryThatComesLaterIsRefused(Wiring wiring) {
    OkHttpClient client =
        wiring.client(trust).newBuilder().socketFactory(new Through(rogues)).build();

    refusedUnheard(client, Reason.GATE_SOCKET_NOT_OURS);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void socksProxyThatComesLaterIsRefusedBesideADeclaredOne(Wiring wiring) {
    OkHttpClient client =
        wiring
            .client(trust)
            .newBuilder()
            .proxy(new Proxy(Proxy.Type.SOCKS, rogues.address()))
            .build();

    refusedUnheard(client, Reason.ADDRESS_NOT_PROVEN);
    assertThat(rogues.asked()).isEmpty();
  }

  /** Without our interceptors it isn't refused in time; its sockets still are. */
  @Test
  void socksProxyOfAClientWithoutInterceptorsIsRefused() throws IOException {
    OkHttpClient.Builder stripped =
        TrustConnectOkHttp.install(trust, new OkHttpClient.Builder())
            .proxy(new Proxy(Proxy.Type.SOCKS, rogues.address()));
    stripped.interceptors().clear();
    stripped.networkInterceptors().clear();

    refusedUnheard(stripped.build(), Reason.ADDRESS_NOT_PROVEN);
  }

  /** What was chosen for an earlier call on the same thread doesn't vouch for a later one. */
  @Test
  void declaredProxyOfAnEarlierCallAllowsNoOther() throws IOException {
    Proxy ours = new Proxy(Proxy.Type.SOCKS, declared.address());
    answered(TrustConnectOkHttp.install(trust, new OkHttpClient.Builder().proxy(ours)).build());

    socksProxyOfAClientWithoutInterceptorsIsRefused();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void declaredProxyIsUsed(Wiring wiring) throws IOException {
    for (Proxy.Type type : List.of(Proxy.Type.SOCKS, Proxy.Type.HTTP)) {
      int before = declared.asked().size();
      answered(
          wiring.client(
              trust, new OkHttpClient.Builder().proxy(new Proxy(type, declared.address()))));
      assertThat(declared.asked()).hasSize(before + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void proxyOfTheJvmCarriesNoDirectConnection(Wiring wiring) throws IOException {
    jvmTakesTheRogue();

    answered(wiring.client(trust, new OkHttpClient.Builder().proxy(Proxy.NO_PROXY)));
    assertThat(rogues.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void httpProxyOnTheRequestedPortIsNotBypassed(boolean ourSockets) throws IOException {
    try (ConnectProxy proxy =
        new ConnectProxy(
            new InetSocketAddress("127.0.1.77", lab.api.port()),
            new InetSocketAddress(lab.api.address(), lab.api.port()))) {
      TlsKit kit = trust.tls().only(API).reconnecting();
      OkHttpClient.Builder builder = given(kit).proxy(new Proxy(Proxy.Type.HTTP, proxy.address()));
      if (ourSockets) {
        builder.socketFactory(kit.plainSockets());
      }

      Throwable thrown =
          catchThrowable(() -> body(builder.build(), withKey(lab.api.url(API, "/"))));

      assertThat(TrustRefusal.in(thrown))
          .as("%s", thrown)
          .map(TrustRefusal::reason)
          .contains(Reason.ADDRESS_NOT_PROVEN);
      assertThat(lab.api.received(SECRET)).isFalse();
      assertThat(lab.api.requests()).isEmpty();
    }
  }
}
