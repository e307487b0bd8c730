package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.SECRET;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static dev.trustconnect.okhttp.OkHttpLab.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.net.Proxy;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A company's proxy that opens TLS and shows a certificate of its own authority. */
class InspectedTlsTest {
  private final TestInternet internet = TestInternet.usual();
  private final TestCa company = TestCa.create("Company Inspection CA");
  private final TlsPeer inspector = TlsPeer.start(company.server(API));
  private final ConnectProxy proxy = new ConnectProxy(inspector);

  @AfterEach
  void close() {
    proxy.close();
    inspector.close();
  }

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet.trust().proxies(proxy.address()).policy(policy).build();
  }

  private OkHttpClient behindTheProxy(Wiring wiring, TrustConnect trust) {
    return wiring.client(
        trust, new OkHttpClient.Builder().proxy(new Proxy(Proxy.Type.HTTP, proxy.address())));
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void undeclaredInspectorIsRefusedAndItsAuthorityNamed(Wiring wiring) {
    try (TrustConnect trust = trust(TestInternet.policy(API).build())) {
      TrustRefusal refusal =
          refused(
              behindTheProxy(wiring, trust),
              withKey(inspector.url(API, "/")),
              Reason.PATH_ISSUER_UNKNOWN);

      assertThat(refusal.getMessage()).contains("Company Inspection CA");
      assertThat(inspector.received(SECRET)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void declaredInspectorIsTakenForItsHostAndSeenInTheEvidence(Wiring wiring) throws IOException {
    EndpointPolicy declared =
        TestInternet.policy(API).roots(TrustRoots.of(company.certificate())).build();
    try (TrustConnect trust = trust(declared)) {
      OkHttpClient client = behindTheProxy(wiring, trust);

      try (Response response = client.newCall(withKey(inspector.url(API, "/"))).execute()) {
        assertThat(TrustConnectOkHttp.evidenceOf(response).orElseThrow().summary())
            .contains("peer address not seen", "Company Inspection CA");
      }
    }
  }
}
