package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import okhttp3.Authenticator;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An undeclared proxy doesn't even learn which host was meant. */
class UndeclaredProxiesTest {
  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet
          .trust()
          .policies(TestInternet.policy(API).build(), TestInternet.policy(OTHER).build())
          .build();
  private final ProxySelector usual = ProxySelector.getDefault();
  private ListeningProxy proxy;

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @BeforeEach
  void listen() throws IOException {
    proxy = new ListeningProxy();
  }

  @AfterEach
  void close() throws IOException {
    ProxySelector.setDefault(usual);
    proxy.close();
    trust.close();
    lab.close();
  }

  /** Selects {@code chosen} for the port of the lab's hosts, whatever the scheme. */
  private ProxySelector selecting(Proxy chosen) {
    return selecting(uri -> uri.getPort() == lab.api.port(), chosen);
  }

  private static ProxySelector selecting(String host, Proxy chosen) {
    return selecting(uri -> uri.getHost().equals(host), chosen);
  }

  private static ProxySelector selecting(Predicate<URI> where, Proxy chosen) {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return List.of(where.test(uri) ? chosen : Proxy.NO_PROXY);
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    };
  }

  private void refusedUnheard(OkHttpClient client) throws Exception {
    TrustRefusal refusal =
        refused(client, withKey(lab.api.url(API, "/")), Reason.ADDRESS_NOT_PROVEN);

    assertThat(proxy.heard()).isEmpty();
    assertThat(lab.api.connections()).isZero();
    assertThat(refusal.refused()).isEqualTo(API + ":" + lab.api.port());
    assertThat(refusal.getMessage()).contains("proxy").contains("declare");
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void httpProxyOfTheBuilderReceivesNothing(Wiring wiring) throws Exception {
    refusedUnheard(
        wiring.client(trust, new OkHttpClient.Builder().proxy(proxy.as(Proxy.Type.HTTP))));
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void socksProxyOfTheBuilderReceivesNothing(Wiring wiring) throws Exception {
    refusedUnheard(
        wiring.client(trust, new OkHttpClient.Builder().proxy(proxy.as(Proxy.Type.SOCKS))));
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void httpProxyOfASelectorReceivesNothing(Wiring wiring) throws Exception {
    refusedUnheard(
        wiring.client(
            trust, new OkHttpClient.Builder().proxySelector(selecting(proxy.as(Proxy.Type.HTTP)))));
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void socksProxyOfASelectorReceivesNothing(Wiring wiring) throws Exception {
    refusedUnheard(
        wiring.client(
            trust,
            new OkHttpClient.Builder().proxySelector(selecting(proxy.as(Proxy.Type.SOCKS)))));
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void httpProxyOfTheJvmReceivesNothing(Wiring wiring) throws Exception {
    ProxySelector.setDefault(selecting(proxy.as(Proxy.Type.HTTP)));

    refusedUnheard(wiring.client(trust));
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void socksProxyOfTheJvmReceivesNothing(Wiring wiring) throws Exception {
    ProxySelector.setDefault(selecting(proxy.as(Proxy.Type.SOCKS)));

    refusedUnheard(wiring.client(trust));
  }

  /** The JDK asks its default selector for every plain socket, whatever OkHttp was told. */
  @ParameterizedTest
  @MethodSource("wirings")
  void socksProxyOfTheJvmTakesNoDirectConnection(Wiring wiring) throws Exception {
    ProxySelector.setDefault(selecting(proxy.as(Proxy.Type.SOCKS)));
    OkHttpClient client = wiring.client(trust, new OkHttpClient.Builder().proxy(Proxy.NO_PROXY));

    assertThat(OkHttpLab.body(client, get(lab.api.url(API, "/"))))
        .isEqualTo("hello from 127.0.1.10");

    assertThat(proxy.heard()).isEmpty();
  }

  /** A proxy that is put in after TrustConnect. */
  @ParameterizedTest
  @MethodSource("wirings")
  void httpProxySetLaterReceivesNothing(Wiring wiring) throws Exception {
    refusedUnheard(wiring.client(trust).newBuilder().proxy(proxy.as(Proxy.Type.HTTP)).build());
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void socksProxySetLaterReceivesNothing(Wiring wiring) throws Exception {
    refusedUnheard(wiring.client(trust).newBuilder().proxy(proxy.as(Proxy.Type.SOCKS)).build());
  }

  /** The attack: what becomes of a client without TrustConnect. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP", "SOCKS"})
  void ordinaryClientNamesTheHostToTheJvmsProxy(Proxy.Type type) throws Exception {
    ProxySelector.setDefault(selecting(proxy.as(type)));

    assertThatThrownBy(() -> OkHttpLab.body(new OkHttpClient(), get(lab.api.url(API, "/"))))
        .isInstanceOf(IOException.class);

    assertThat(proxy.heard()).singleElement(STRING).contains(API);
  }

  /** A redirect to a host that has a proxy of its own. */
  @ParameterizedTest
  @MethodSource("wirings")
  void undeclaredProxyOfARedirectReceivesNothing(Wiring wiring) throws Exception {
    lab.api.redirect("/go", 302, lab.other.url(OTHER, "/"));
    for (Proxy.Type type : List.of(Proxy.Type.HTTP, Proxy.Type.SOCKS)) {
      OkHttpClient client =
          wiring.client(
              trust, new OkHttpClient.Builder().proxySelector(selecting(OTHER, proxy.as(type))));
      if (OkHttpAbilities.watchesCalls()) {
        refused(client, get(lab.api.url(API, "/go")), Reason.ADDRESS_NOT_PROVEN);
      } else { // nobody could refuse it in time: it is left out
        assertThat(OkHttpLab.body(client, get(lab.api.url(API, "/go"))))
            .isEqualTo("hello from 127.0.1.11");
      }
    }
    assertThat(proxy.heard()).isEmpty();
  }

  /** The JDK's own selector gives a proxy by name or as text, never by its address. */
  @ParameterizedTest
  @MethodSource("wirings")
  void declaredProxyIsUsedFromAnySource(Wiring wiring) throws Exception {
    for (Proxy.Type type : List.of(Proxy.Type.HTTP, Proxy.Type.SOCKS)) {
      try (ConnectProxy declared = new ConnectProxy(lab.api);
          TrustConnect declaring =
              lab.internet
                  .trust()
                  .policy(TestInternet.policy(API).build())
                  .proxies(declared.address())
                  .build()) {
        int port = declared.address().getPort();
        Proxy asText = new Proxy(type, InetSocketAddress.createUnresolved("127.0.0.1", port));
        OkHttpClient client =
            wiring.client(
                declaring, new OkHttpClient.Builder().proxySelector(selecting(API, asText)));

        assertThat(OkHttpLab.body(client, withKey(lab.api.url(API, "/"))))
            .isEqualTo("hello from 127.0.1.10");
        assertThat(declared.asked()).hasSize(1);
        client.connectionPool().evictAll();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void reportOnlyPolicyAllowsAnUndeclaredProxy(Wiring wiring) throws Exception {
    for (Proxy.Type type : List.of(Proxy.Type.HTTP, Proxy.Type.SOCKS)) {
      try (ConnectProxy undeclared = new ConnectProxy(lab.api);
          TrustConnect reporting =
              lab.internet.trust().policy(TestInternet.policy(API).reportOnly().build()).build()) {
        OkHttpClient client =
            wiring.client(
                reporting, new OkHttpClient.Builder().proxy(new Proxy(type, undeclared.address())));

        assertThat(OkHttpLab.body(client, withKey(lab.api.url(API, "/"))))
            .isEqualTo("hello from 127.0.1.10");
        client.connectionPool().evictAll();
      }
    }
  }

  /** A client's own authenticator answers for it as before, and hears of no other. */
  @ParameterizedTest
  @MethodSource("wirings")
  void proxyCredentialsAreAskedForDeclaredProxiesOnly(Wiring wiring) throws Exception {
    AtomicInteger answered = new AtomicInteger();
    Authenticator own =
        (route, response) -> {
          answered.incrementAndGet();
          return response
              .request()
              .newBuilder()
              .header("Proxy-Authorization", "Basic " + SECRET)
              .build();
        };
    refusedUnheard(
        wiring.client(
            trust,
            new OkHttpClient.Builder().proxyAuthenticator(own).proxy(proxy.as(Proxy.Type.HTTP))));
    assertThat(answered).hasValue(0);

    try (ConnectProxy declared = new ConnectProxy(lab.api);
        TrustConnect declaring =
            lab.internet
                .trust()
                .policy(TestInternet.policy(API).build())
                .proxies(declared.address())
                .build()) {
      OkHttpClient client =
          wiring.client(
              declaring,
              new OkHttpClient.Builder()
                  .proxyAuthenticator(own)
                  .proxy(new Proxy(Proxy.Type.HTTP, declared.address())));
      assertThat(OkHttpLab.body(client, get(lab.api.url(API, "/")))).startsWith("hello");
      assertThat(answered).hasValue(1);
      lab.settle(client);
    }
  }
}
