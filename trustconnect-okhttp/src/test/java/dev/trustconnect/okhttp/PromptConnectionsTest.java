package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * OkHttp never sets TCP_NODELAY, so small requests on a warm connection wait for a delayed
 * acknowledgement: about 44 ms each. TrustConnect's sockets set it on every route to the host.
 */
class PromptConnectionsTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final AtomicReference<Boolean> prompt = new AtomicReference<>();

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void look(Interceptor.Chain chain) throws SocketException {
    prompt.set(Objects.requireNonNull(chain.connection()).socket().getTcpNoDelay());
  }

  private OkHttpClient looking(OkHttpClient client) {
    return client
        .newBuilder()
        .addNetworkInterceptor(
            chain -> {
              look(chain);
              return chain.proceed(chain.request());
            })
        .build();
  }

  private void call(OkHttpClient client) throws IOException {
    assertThat(OkHttpLab.body(looking(client), get(lab.api.url(API, "/"))))
        .isEqualTo("hello from 127.0.1.10");
    client.connectionPool().evictAll();
  }

  private TrustConnect.Builder trust() {
    return lab.internet.trust().policy(TestInternet.policy(API).build());
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void directConnectionHasTcpNoDelay(Wiring wiring) throws IOException {
    try (TrustConnect trust = trust().build()) {
      call(wiring.client(trust));
      assertThat(prompt).hasValue(true);
    }
  }

  /** A client's own socket factory stays, and TLS is laid over its sockets by ours. */
  @ParameterizedTest
  @MethodSource("wirings")
  void connectionOfTheClientsOwnSocketFactoryHasTcpNoDelay(Wiring wiring) throws IOException {
    try (TrustConnect trust = trust().build()) {
      CountingSocketFactory own = new CountingSocketFactory(trust.tls().plainSockets());
      call(wiring.client(trust, new OkHttpClient.Builder().socketFactory(own)));
      assertThat(prompt).hasValue(true);
      assertThat(own.made).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void connectionThroughADeclaredProxyHasTcpNoDelay(Wiring wiring) throws IOException {
    for (Proxy.Type type : List.of(Proxy.Type.HTTP, Proxy.Type.SOCKS)) {
      try (ConnectProxy proxy = new ConnectProxy(lab.api);
          TrustConnect trust = trust().proxies(proxy.address()).build()) {
        prompt.set(null);
        call(
            wiring.client(
                trust, new OkHttpClient.Builder().proxy(new Proxy(type, proxy.address()))));
        assertThat(prompt).as(type.name()).hasValue(true);
      }
    }
  }

  /** Whatever was put in for that: an OkHttp pool is shared by equal clients only. */
  @ParameterizedTest
  @MethodSource("wirings")
  void clientsOverOneTrustShareAConnection(Wiring wiring) throws IOException {
    ConnectionPool pool = new ConnectionPool();
    try (TrustConnect trust = trust().build()) {
      for (int i = 0; i < 2; i++) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder().connectionPool(pool);
        assertThat(OkHttpLab.body(wiring.client(trust, builder), get(lab.api.url(API, "/"))))
            .isEqualTo("hello from 127.0.1.10");
      }
      assertThat(lab.api.connections()).isEqualTo(1);
    }
    pool.evictAll();
  }

  /** The unhurried twin. */
  @Test
  void ordinaryOkHttpHasNoTcpNoDelay() throws IOException {
    OkHttpClient ordinary =
        new OkHttpClient.Builder()
            .dns(host -> List.of(InetAddress.getByName("127.0.1.10")))
            .sslSocketFactory(
                lab.internet.ca().clientContext().getSocketFactory(),
                lab.internet.ca().trustManager())
            .build();
    call(ordinary);
    assertThat(prompt).hasValue(false);
  }

  /** As an application might have it, to bind its sockets or to count them. */
  private static final class CountingSocketFactory extends SocketFactory {
    private final SocketFactory plain;
    private int made;

    private CountingSocketFactory(SocketFactory plain) {
      this.plain = plain;
    }

    @Override
    public Socket createSocket() throws IOException {
      made++;
      return plain.createSocket();
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
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }
  }
}
