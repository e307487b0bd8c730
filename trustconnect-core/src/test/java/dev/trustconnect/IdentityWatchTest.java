package dev.trustconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.IdentityEvent;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.identity.IdentityException;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.house.Provokes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Identities in files, as an application starts with them and as they are renewed. */
@Timeout(120)
public class IdentityWatchTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity first = corp.client("payments");
  private final AskingPeer server = AskingPeer.builder(corp.server(HOST)).needs().start();
  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
    internet.close();
  }

  private EndpointPolicy policy() {
    return TestInternet.policy(HOST)
        .roots(TrustRoots.of(corp.certificate()))
        .identity("payments")
        .build();
  }

  private TrustConnect.Builder trust(Path bundle) {
    return internet.trust().identity("payments", Identities.pem(bundle)).policy(policy());
  }

  private void call(TrustConnect trust) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      socket.startHandshake();
    }
  }

  private List<IdentityEvent> events(TrustConnect trust) {
    trust.close();
    return internet.events().stream()
        .filter(IdentityEvent.class::isInstance)
        .map(IdentityEvent.class::cast)
        .toList();
  }

  @Test
  @Provokes(Reason.IDENTITY_UNREADABLE)
  void renewedFileIsUsedAndABadOneIsNot() throws IOException {
    Path bundle = Files.writeString(folder.resolve("bundle.pem"), first.pem());
    TestCa.Identity second = corp.client("payments");
    try (TrustConnect trust = trust(bundle).build()) {
      call(trust);
      Files.writeString(bundle, "half a ");
      trust.identities.look();
      trust.identities.look();
      call(trust);
      Files.writeString(bundle, second.pem());
      trust.identities.look();
      trust.identities.look();
      call(trust);

      assertThat(server.harvest().get(0)).isEqualTo(first.certificate());
      assertThat(server.harvest()).last().isEqualTo(second.certificate());
      List<IdentityEvent> events = events(trust);
      assertThat(events)
          .extracting(IdentityEvent::change)
          .contains(IdentityChange.NOT_RENEWED, IdentityChange.RENEWED);
      assertThat(events)
          .filteredOn(event -> event.change() == IdentityChange.NOT_RENEWED)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.reason()).contains(Reason.IDENTITY_UNREADABLE);
                assertThat(event.identity()).isEqualTo("payments");
                assertThat(event.message())
                    .isEqualTo(
                        "identity "
                            + bundle
                            + ": no certificate in PEM form; the last good certificate stays");
              });
    }
  }

  /** The thread that looks ends with the TrustConnect, and there is none without files. */
  @Test
  void threadLivesOnlyAsLongAsItIsNeeded() throws Exception {
    try (TrustConnect without = internet.trust().build()) {
      assertThat(without.policies().policies()).isEmpty();
      assertThat(watchers()).isEmpty();
    }
    Path bundle = Files.writeString(folder.resolve("bundle.pem"), first.pem());
    List<Thread> during;
    try (TrustConnect trust = trust(bundle).build()) {
      assertThat(trust.policies().policies()).hasSize(1);
      during = watchers().toList();
      assertThat(during).hasSize(1);
    }
    during.get(0).join();
  }

  private static Stream<Thread> watchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("trustconnect-identity-watch"));
  }

  @Test
  void certificateThatIsNotValidNowEndsTheStart() {
    TestCa.Identity expired =
        corp.odd("payments")
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .to(internet.now().minusSeconds(1))
            .identity();

    assertThat(
            catchThrowable(
                () ->
                    internet
                        .trust()
                        .identity("payments", Identities.of(expired.asClient()))
                        .build()))
        .isInstanceOf(IdentityException.class)
        .hasMessageStartingWith("identity 'payments': ")
        .hasMessageContaining("is valid from ")
        .hasMessageEndingWith("; renew it, or check this clock");
  }

  @Test
  void identityOfAPolicyFileIsRead() throws IOException {
    Files.writeString(folder.resolve("bundle.pem"), first.pem());
    corp.writePem(folder.resolve("corp.pem"));
    PolicyFile file =
        PolicyFile.read(
            Files.writeString(
                folder.resolve("policies.yaml"),
                """
                version: 1
                upstreams: [QUAD9]
                identities:
                  payments: {pem: bundle.pem}
                endpoints:
                  - host: api.example.test
                    roots: corp.pem
                    addresses: [127.0.1.0/24]
                    identity: payments
                """));
    try (TrustConnect trust =
        internet
            .trust()
            .policies(file.policies())
            .identity("payments", file.identities().get("payments").open())
            .build()) {
      call(trust);

      assertThat(server.harvest()).containsExactly(first.certificate());
    }
    Files.delete(folder.resolve("bundle.pem"));
    assertThat(catchThrowable(() -> TrustConnect.builder().file(file)))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("bundle.pem: can't be read (no such file)");
  }
}
