package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.net.Proxy;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A later interceptor that puts a proxy in for one call (OkHttp 5.4): ours has looked already. */
class LaterProxiesOkHttp5Test {
  private final OkHttpLab lab = new OkHttpLab();
  private final TrustConnect trust =
      lab.internet.trust().policy(TestInternet.policy(API).build()).build();
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
    proxy.close();
    trust.close();
    lab.close();
  }

  private OkHttpClient through(Wiring wiring, Proxy.Type type) {
    return wiring
        .client(trust)
        .newBuilder()
        .addInterceptor(chain -> chain.withProxy(proxy.as(type)).proceed(chain.request()))
        .build();
  }

  private void hearsNothing(Wiring wiring, Proxy.Type type) throws Exception {
    refused(through(wiring, type), withKey(lab.api.url(API, "/")), Reason.ADDRESS_NOT_PROVEN);

    assertThat(proxy.heard()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void httpProxyReceivesNothing(Wiring wiring) throws Exception {
    hearsNothing(wiring, Proxy.Type.HTTP);
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void socksProxyReceivesNothing(Wiring wiring) throws Exception {
    hearsNothing(wiring, Proxy.Type.SOCKS);
  }
}
