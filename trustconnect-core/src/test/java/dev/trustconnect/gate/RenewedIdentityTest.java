package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.IdentityEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections and sessions that were made with an identity that has changed since. */
@Timeout(120)
class RenewedIdentityTest {
  private static final String HOST = "api.example.test";
  private static final String OTHER = "other.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final AskingPeer server = AskingPeer.builder(corp.server(HOST, OTHER)).needs().start();
  private final AtomicReference<ClientIdentity> current =
      new AtomicReference<>(corp.client("payments").asClient());

  @AfterEach
  void close() {
    server.close();
    internet.close();
  }

  private EndpointPolicy.Builder policy() {
    return TestInternet.policy(HOST).roots(TrustRoots.of(corp.certificate()));
  }

  private TrustConnect trust(EndpointPolicy policy) {
    return internet
        .trust()
        .identity("payments", current::get)
        .identity("reports", Identities.of(corp.client("reports").asClient()))
        .policy(policy)
        .build();
  }

  private SSLSocket connect(TrustConnect trust, String version) throws IOException {
    SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port());
    socket.setEnabledProtocols(new String[] {version});
    use(socket);
    return socket;
  }

  private static void use(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().readNBytes(40)).startsWith('H', 'T', 'T', 'P');
  }

  private Evidence check(TrustConnect trust, SSLSocket socket) throws IOException {
    return trust.requestGate().checkConnection(HOST, server.port(), socket);
  }

  private static Optional<Reason> reason(Throwable thrown) {
    return TrustRefusal.in(thrown).map(TrustRefusal::reason);
  }

  /** The events about identities, once all have arrived. */
  private List<IdentityEvent> identityEvents(TrustConnect trust) {
    trust.close();
    return internet.events().stream()
        .filter(IdentityEvent.class::isInstance)
        .map(IdentityEvent.class::cast)
        .toList();
  }

  private static long generation(Evidence evidence) {
    return evidence.identity().orElseThrow().generation();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void renewedCertificateIsUsedFromTheNextConnectionOn(String version) throws IOException {
    try (TrustConnect trust = trust(policy().identity("payments").build());
        SSLSocket before = connect(trust, version)) {
      X509Certificate first = current.get().leaf();
      ClientIdentity renewed = corp.client("payments").asClient();
      current.set(renewed);

      try (SSLSocket after = connect(trust, version)) {
        assertThat(server.harvest())
            .as("no session was resumed")
            .containsExactly(first, renewed.leaf());
        assertThat(generation(check(trust, after))).isEqualTo(2);
      }
      use(before);
      assertThat(generation(check(trust, before))).as("calls under way go on").isEqualTo(1);
      assertThat(identityEvents(trust))
          .extracting(IdentityEvent::change)
          .containsExactly(
              IdentityChange.RELEASED, IdentityChange.RENEWED, IdentityChange.RELEASED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resumedSessionStillShowsItsIdentity(String version) throws IOException {
    try (TrustConnect trust = trust(policy().identity("payments").build());
        SSLSocket first = connect(trust, version);
        SSLSocket second = connect(trust, version)) {
      assertThat(server.harvest()).as("the second one is resumed").hasSize(1);
      assertThat(second.getSession().getCreationTime())
          .isEqualTo(first.getSession().getCreationTime());

      assertThat(generation(check(trust, second))).isEqualTo(1);
    }
  }

  /** In a policy that grants another identity, and in one that grants none. */
  @ParameterizedTest
  @ValueSource(strings = {"reports", ""})
  @Provokes(Reason.IDENTITY_OTHER_THAN_POLICY)
  void connectionUnderAnotherIdentityThanThePolicyNamesIsClosed(String name) throws IOException {
    EndpointPolicy.Builder changed = policy().credentials("x-other");
    try (TrustConnect trust = trust(policy().identity("payments").build());
        SSLSocket socket = connect(trust, "TLSv1.3")) {
      trust.replacePolicies(name.isEmpty() ? changed.build() : changed.identity(name).build());

      assertThat(reason(catchThrowable(() -> use(socket))))
          .contains(Reason.IDENTITY_OTHER_THAN_POLICY);
    }
  }

  /** The twin: another setting of the policy has changed, and the identity hasn't. */
  @Test
  void connectionUnderTheSameIdentityStaysOpen() throws IOException {
    try (TrustConnect trust = trust(policy().identity("payments").build());
        SSLSocket socket = connect(trust, "TLSv1.3")) {
      trust.replacePolicies(policy().identity("payments").credentials("x-other").build());

      use(socket);
      assertThat(generation(check(trust, socket))).isEqualTo(1);
    }
  }

  @Test
  void connectionIsNotUsedAfterItsCertificateHasExpired() throws IOException {
    Instant end = internet.now().plus(Duration.ofMinutes(10));
    TestCa.Identity shortLived =
        corp.odd("payments").purposes(KeyPurposeId.id_kp_clientAuth).to(end).identity();
    current.set(shortLived.asClient());
    try (TrustConnect trust = trust(policy().identity("payments").build());
        SSLSocket socket = connect(trust, "TLSv1.3")) {

      internet.now(end.plusSeconds(1));

      assertThat(reason(catchThrowable(() -> check(trust, socket))))
          .contains(Reason.IDENTITY_EXPIRED);
    }
  }

  @Test
  @Provokes(Reason.IDENTITY_EXPIRES_SOON)
  void certificateInItsLastThirdIsReportedOnce() throws IOException {
    Instant end = internet.now().plus(Duration.ofMinutes(10));
    TestCa.Identity shortLived =
        corp.odd("payments").purposes(KeyPurposeId.id_kp_clientAuth).to(end).identity();
    current.set(shortLived.asClient());
    try (TrustConnect trust = trust(policy().identity("payments").build())) {
      connect(trust, "TLSv1.2").close();
      connect(trust, "TLSv1.3").close();

      assertThat(identityEvents(trust))
          .filteredOn(event -> event.change() == IdentityChange.EXPIRES_SOON)
          .singleElement()
          .satisfies(event -> assertThat(event.reason()).contains(Reason.IDENTITY_EXPIRES_SOON));
    }
  }

  @Test
  void connectionOfOneHostGivesAnotherHostNothing() throws IOException {
    try (TrustConnect trust = trust(policy().identity("payments").build());
        SSLSocket socket = connect(trust, "TLSv1.3")) {
      assertThat(
              reason(
                  catchThrowable(
                      () -> trust.requestGate().checkConnection(OTHER, server.port(), socket))))
          .contains(Reason.GATE_OTHER_HOST);
    }
  }

  @Test
  void sourceThatFailsKeepsItsLastIdentity() throws IOException {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    try (TrustConnect trust =
        internet
            .trust()
            .identity(
                "payments",
                () -> {
                  if (failure.get() != null) {
                    throw failure.get();
                  }
                  return current.get();
                })
            .policy(policy().identity("payments").build())
            .build()) {
      failure.set(new IllegalStateException("the agent is gone"));

      connect(trust, "TLSv1.3").close();

      assertThat(server.harvest()).containsExactly(current.get().leaf());
    }
  }

  /**
   * The identity is renewed whenever it is asked for, so several times in each handshake: the
   * server checks that each was signed with the key of the certificate that it got. {@code
   * -Didentity.handshakes} sets how many.
   */
  @Test
  void noHandshakeMixesTheKeyOfOneIdentityWithTheCertificateOfAnother() throws IOException {
    int handshakes = Integer.getInteger("identity.handshakes", 300);
    List<ClientIdentity> identities = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      identities.add(corp.client("payments").asClient());
    }
    AtomicInteger asked = new AtomicInteger();
    try (TrustConnect trust =
        internet
            .trust()
            .identity("payments", () -> identities.get(asked.getAndIncrement() % 8))
            .policy(policy().identity("payments").build())
            .build()) {
      for (int i = 0; i < handshakes; i++) {
        try (SSLSocket socket = connect(trust, i % 2 == 0 ? "TLSv1.2" : "TLSv1.3")) {
          assertThat(check(trust, socket).identity()).isPresent();
        }
      }
    }

    assertThat(server.harvest())
        .as("no session was resumed with an older identity")
        .hasSize(handshakes)
        .isSubsetOf(identities.stream().map(ClientIdentity::leaf).toList());
    assertThat(asked.get()).isGreaterThan(3 * handshakes);
  }
}
