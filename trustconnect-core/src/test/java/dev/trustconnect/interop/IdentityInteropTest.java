package dev.trustconnect.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent.IdentityChange;
import dev.trustconnect.audit.AuditEvent.IdentityEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client's identity at servers that require one: OpenSSL's, nginx and Jetty. */
@Timeout(120)
class IdentityInteropTest {
  private static final String HOST = "api.example.test";

  @TempDir private Path folder;

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");

  @AfterEach
  void close() {
    internet.close();
  }

  static Stream<Arguments> servers() {
    return Stream.of(StrictServer.Kind.values())
        .flatMap(kind -> Stream.of("TLSv1.2", "TLSv1.3").map(tls -> Arguments.of(kind, tls)));
  }

  /** How a request ended: the answer's status, or why there is none. */
  private record Outcome(int status, @Nullable IOException failure) {
    Optional<Reason> reason() {
      return TrustRefusal.in(failure).map(TrustRefusal::reason);
    }
  }

  private TrustConnect trust(TestCa.Identity client, boolean isNamed) {
    EndpointPolicy.Builder policy =
        TestInternet.policy(HOST).roots(TrustRoots.of(corp.certificate()));
    return internet
        .trust()
        .identity("payments", Identities.of(client.asClient()))
        .policy(isNamed ? policy.identity("payments").build() : policy.build())
        .build();
  }

  private static Outcome request(TrustConnect trust, StrictServer server, String version) {
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      socket.setEnabledProtocols(new String[] {version});
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nhost: " + HOST + "\r\nconnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      if (line == null) {
        throw new IOException("the server closed the connection");
      }
      return new Outcome(Integer.parseInt(line.split(" ")[1]), null);
    } catch (IOException failed) {
      return new Outcome(0, failed);
    }
  }

  private List<IdentityChange> changes(TrustConnect trust) {
    trust.close(); // all events have arrived
    return internet.events().stream()
        .filter(IdentityEvent.class::isInstance)
        .map(event -> ((IdentityEvent) event).change())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void serverAcceptsTheCertificate(StrictServer.Kind kind, String version) throws Exception {
    try (StrictServer server = StrictServer.start(kind, corp.server(HOST), corp, folder);
        TrustConnect trust = trust(corp.client("payments"), true)) {
      Outcome outcome = request(trust, server, version);

      assertThat(outcome.status()).as("%s", outcome.failure()).isEqualTo(200);
      assertThat(changes(trust)).containsExactly(IdentityChange.RELEASED);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void serverRefusesAClientWithoutACertificate(StrictServer.Kind kind, String version)
      throws Exception {
    try (StrictServer server = StrictServer.start(kind, corp.server(HOST), corp, folder);
        TrustConnect trust = trust(corp.client("payments"), false)) {
      assertRefusedByTheServer(kind, request(trust, server, version));
      assertThat(changes(trust)).containsExactly(IdentityChange.WITHHELD);
    }
  }

  /** The server names its authority, so the certificate of another one doesn't leave. */
  @ParameterizedTest
  @MethodSource("servers")
  void certificateOfAnotherAuthorityIsNotSent(StrictServer.Kind kind, String version)
      throws Exception {
    TestCa.Identity other = TestCa.create("Another").client("payments");
    try (StrictServer server = StrictServer.start(kind, corp.server(HOST), corp, folder);
        TrustConnect trust = trust(other, true)) {
      assertRefusedByTheServer(kind, request(trust, server, version));
      assertThat(changes(trust)).containsExactly(IdentityChange.WITHHELD);
    }
  }

  /** It fits what the server asks for, and the server finds out. */
  @ParameterizedTest
  @MethodSource("servers")
  void serverRefusesTheCertificateOfAnAuthorityOfTheSameName(StrictServer.Kind kind, String version)
      throws Exception {
    TestCa.Identity other = TestCa.create("Corp").client("payments");
    try (StrictServer server = StrictServer.start(kind, corp.server(HOST), corp, folder);
        TrustConnect trust = trust(other, true)) {
      assertRefusedByTheServer(kind, request(trust, server, version));
      assertThat(changes(trust)).containsExactly(IdentityChange.RELEASED);
    }
  }

  /** nginx may complete the handshake and refuse the request; the others end the handshake. */
  private static void assertRefusedByTheServer(StrictServer.Kind kind, Outcome outcome) {
    assertThat(outcome.reason()).as("refused by us").isEmpty();
    if (kind == StrictServer.Kind.NGINX && outcome.failure() == null) {
      assertThat(outcome.status()).isEqualTo(400);
    } else {
      assertThat(outcome.failure()).as("status %s", outcome.status()).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void weRefuseAServerOfAnotherAuthority(StrictServer.Kind kind, String version) throws Exception {
    try (StrictServer rogue =
            StrictServer.start(kind, TestCa.create("Another").server(HOST), corp, folder);
        TrustConnect trust = trust(corp.client("payments"), true)) {
      assertThat(request(trust, rogue, version).reason()).contains(Reason.PATH_ISSUER_UNKNOWN);
      assertThat(changes(trust)).isEmpty();
    }
  }
}
