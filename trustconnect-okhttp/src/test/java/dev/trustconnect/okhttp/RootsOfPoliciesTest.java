package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.OTHER;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.CertificatePinner;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What OkHttp itself knows of a peer whose policy has roots of its own. */
class RootsOfPoliciesTest {
  private final TestInternet internet = TestInternet.usual();
  private final TestCa company = TestCa.create("Company CA");
  private final TestCa issuer = company.intermediate("Company Issuer");
  private final TestCa.Identity identity = issuer.server(API, OTHER);
  private final TlsPeer peer = TlsPeer.start(identity);
  private final TlsPeer other =
      TlsPeer.builder(identity).address("127.0.1.11").port(peer.port()).start();

  @AfterEach
  void close() {
    other.close();
    peer.close();
  }

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  private static EndpointPolicy rootedIn(X509Certificate root) {
    return TestInternet.policy(API).roots(TrustRoots.of(root)).build();
  }

  private List<Certificate> certificates(OkHttpClient client) throws IOException {
    try (Response response = client.newCall(get(peer.url(API, "/"))).execute()) {
      return Objects.requireNonNull(response.handshake()).peerCertificates();
    }
  }

  private static OkHttpClient.Builder pinning(X509Certificate certificate) {
    return new OkHttpClient.Builder()
        .certificatePinner(
            new CertificatePinner.Builder().add(API, SpkiPin.of(certificate).toString()).build());
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void handshakeHoldsTheVerifiedPath(Wiring wiring) throws IOException {
    try (TrustConnect trust = internet.trust().policy(rootedIn(company.certificate())).build()) {
      OkHttpClient client = wiring.client(trust);
      for (int i = 0; i < 2; i++) { // on a new connection, and on a pooled one
        assertThat(certificates(client))
            .containsExactly(identity.certificate(), issuer.certificate(), company.certificate());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void pinnerOfTheClientHolds(Wiring wiring) throws IOException {
    try (TrustConnect trust = internet.trust().policy(rootedIn(company.certificate())).build()) {
      for (X509Certificate right :
          List.of(identity.certificate(), issuer.certificate(), company.certificate())) {
        assertThat(certificates(wiring.client(trust, pinning(right)))).isNotEmpty();
      }
      OkHttpClient wrong = wiring.client(trust, pinning(internet.ca().certificate()));
      assertThat(catchThrowable(() -> certificates(wrong)))
          .isInstanceOf(SSLPeerUnverifiedException.class)
          .hasMessageContaining("Certificate pinning failure");
    }
  }

  /** Before OkHttp 5.4 a client's pinner knows the roots of the policies it was built under. */
  @ParameterizedTest
  @MethodSource("wirings")
  void rootsOfLaterPoliciesAreKnownToo(Wiring wiring) throws IOException {
    try (TrustConnect trust = internet.trust().build()) {
      OkHttpClient client = wiring.client(trust);
      OkHttpClient pinned = wiring.client(trust, pinning(company.certificate()));
      trust.replacePolicies(rootedIn(company.certificate()));

      assertThat(certificates(client))
          .containsExactly(identity.certificate(), issuer.certificate(), company.certificate());
      if (OkHttpAbilities.overridesPerCall()) {
        assertThat(certificates(pinned)).hasSize(3);
      }
    }
  }

  /** Which issued nothing here, so that OkHttp finds no way from the certificate to a root. */
  @ParameterizedTest
  @MethodSource("wirings")
  void certificateThatIsTheRootItselfIsInTheHandshake(Wiring wiring) throws IOException {
    try (TrustConnect trust = internet.trust().policy(rootedIn(identity.certificate())).build()) {
      assertThat(certificates(wiring.client(trust))).containsExactly(identity.certificate());
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void rootsOfOneHostAreNoneOfAnother(Wiring wiring) {
    try (TrustConnect trust =
        internet
            .trust()
            .policies(rootedIn(company.certificate()), TestInternet.policy(OTHER).build())
            .build()) {
      refused(wiring.client(trust), get(peer.url(OTHER, "/")), Reason.PATH_ISSUER_UNKNOWN);
      assertThat(other.requests()).isEmpty();
    }
  }
}
