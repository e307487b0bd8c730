package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Engines, whose connections nothing checks again: one that was made before the policies were
 * replaced and shakes hands afterwards, and one whose client certificate expires.
 */
@Timeout(120)
class LateHandshakeTest {
  private static final String HOST = "api.example.test";
  private static final String TLS_1_2 = "TLSv1.2"; // its sessions can be resumed at once

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");

  @AfterEach
  void close() {
    internet.close();
  }

  private EndpointPolicy.Builder policy() {
    return TestInternet.policy(HOST).roots(TrustRoots.of(corp.certificate()));
  }

  private TrustConnect trust(TestCa.Identity ours) {
    return internet
        .trust()
        .identity("payments", Identities.of(ours.asClient()))
        .policy(policy().identity("payments").build())
        .build();
  }

  private static SSLEngine engine(TrustConnect trust, AskingPeer server) {
    return trust.tls().context().createSSLEngine(HOST, server.port());
  }

  private static SSLSession shaken(SSLEngine engine, AskingPeer server) throws IOException {
    return EngineClient.handshake(engine, server.address(), server.port(), TLS_1_2);
  }

  @Test
  void engineThatWasMadeBeforeResumesNoSessionOfReplacedPolicies() throws IOException {
    TestCa.Identity ours = corp.client("payments.example.test");
    TrustRoots others = TrustRoots.of(TestCa.create("Other").certificate());
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).start();
        TrustConnect trust = trust(ours)) {
      SSLSession first = shaken(engine(trust, server), server);
      SSLEngine twin = engine(trust, server);
      SSLEngine late = engine(trust, server);
      assertThat(shaken(twin, server).getId()).as("it is resumed").isEqualTo(first.getId());

      trust.replacePolicies(TestInternet.policy(HOST).roots(others).build());

      Throwable thrown = catchThrowable(() -> shaken(late, server));
      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.PATH_ISSUER_UNKNOWN);
    }
  }

  @Test
  void engineIsNotUsedAfterItsClientCertificateHasExpired() throws IOException {
    Instant end = internet.now().plus(Duration.ofMinutes(10));
    TestCa.Identity shortLived =
        corp.odd("payments").purposes(KeyPurposeId.id_kp_clientAuth).to(end).identity();
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).start();
        TrustConnect trust = trust(shortLived)) {
      SSLSession session = shaken(engine(trust, server), server);
      assertThat(check(trust, server, session).identity()).isPresent();

      internet.now(end.plusSeconds(1));

      Throwable thrown = catchThrowable(() -> check(trust, server, session));
      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.IDENTITY_EXPIRED);
    }
  }

  private static Evidence check(TrustConnect trust, AskingPeer server, SSLSession session)
      throws UntrustedConnectionException {
    return trust.requestGate().begin(HOST, server.port()).connection(session);
  }
}
