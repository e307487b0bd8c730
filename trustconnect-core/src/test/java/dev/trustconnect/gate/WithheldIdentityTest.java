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
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a caller learns if a server ends the connection because it got no client certificate: JSSE
 * reports an alert, or that the connection was closed.
 */
@Timeout(120)
class WithheldIdentityTest {
  private static final String HOST = "api.example.test";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity ours = corp.client("payments.example.test");

  @AfterEach
  void close() {
    internet.close();
  }

  private EndpointPolicy.Builder policy() {
    return TestInternet.policy(HOST).roots(TrustRoots.of(corp.certificate()));
  }

  private TrustConnect trust(TestCa.Identity identity, EndpointPolicy policy) {
    return internet
        .trust()
        .identity("payments", Identities.of(identity.asClient()))
        .policy(policy)
        .build();
  }

  private static SSLSocket socket(TrustConnect trust, AskingPeer server, String version)
      throws IOException {
    SSLSocket socket = (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port());
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static void request(SSLSocket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write("GET /secret HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] answer = socket.getInputStream().readNBytes(40);
    assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
  }

  private static void call(TrustConnect trust, AskingPeer server, String version)
      throws IOException {
    try (SSLSocket socket = socket(trust, server, version)) {
      request(socket);
    }
  }

  /** The type is JSSE's, and ours is beside it. */
  private static void saysWhy(Throwable thrown, AskingPeer server, Reason reason, String why) {
    assertThat(thrown)
        .isInstanceOfAny(SSLException.class, SocketException.class)
        .isNotInstanceOf(TrustRefusal.class);
    assertThat(TrustRefusal.in(thrown)).as("we have refused nothing").isEmpty();
    assertThat(thrown.getSuppressed())
        .singleElement()
        .isInstanceOfSatisfying(
            WithheldIdentityException.class,
            withheld -> {
              assertThat(withheld.reason()).isEqualTo(reason);
              assertThat(withheld)
                  .hasMessage(
                      HOST
                          + ":"
                          + server.port()
                          + " got no client certificate ["
                          + reason.code()
                          + "]: "
                          + why);
            });
    assertThat(WithheldIdentityException.in(new IllegalStateException(thrown))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverThatRequiresACertificateOfAPolicyWithoutIdentity(String version) throws IOException {
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).needs().start()) {
      try (TrustConnect trust = trust(ours, policy().build())) {
        saysWhy(
            catchThrowable(() -> call(trust, server, version)),
            server,
            Reason.IDENTITY_WITHHELD,
            "the server asked for one, but the policy names no identity");
      }
      try (TrustConnect trust = trust(ours, policy().identity("payments").build())) {
        call(trust, server, version);
      }
      assertThat(server.harvest()).containsExactly(ours.certificate());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverThatRequiresACertificateOfAnotherAuthority(String version) {
    TestCa other = TestCa.create("Another");
    try (AskingPeer server =
            AskingPeer.builder(corp.server(HOST)).issuers(other.certificate()).needs().start();
        TrustConnect trust = trust(ours, policy().identity("payments").build())) {
      saysWhy(
          catchThrowable(() -> call(trust, server, version)),
          server,
          Reason.IDENTITY_NOT_WANTED,
          "the server accepts certificates of other authorities");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverThatRequiresACertificateThatHasExpired(String version) {
    TestCa.Identity expired =
        corp.odd("payments.example.test")
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .to(internet.now().plusSeconds(600))
            .identity();
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).needs().start();
        TrustConnect trust = trust(expired, policy().identity("payments").build())) {
      internet.now(internet.now().plusSeconds(601));

      saysWhy(
          catchThrowable(() -> call(trust, server, version)),
          server,
          Reason.IDENTITY_EXPIRED,
          "the certificate is valid from "
              + expired.certificate().getNotBefore().toInstant()
              + " to "
              + expired.certificate().getNotAfter().toInstant());
    }
  }

  /** Each read and write fails again, partly with the same exception. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void laterFailuresSayItOnceEach(String version) throws IOException {
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).needs().start();
        TrustConnect trust = trust(ours, policy().build());
        SSLSocket socket = socket(trust, server, version)) {
      for (int i = 0; i < 3; i++) {
        Throwable thrown = catchThrowable(() -> request(socket));
        assertThat(thrown.getSuppressed()).hasSize(1);
      }
    }
  }

  /** A connection to a server that wanted a certificate, answered without one, and is gone. */
  private SSLSocket answered(TrustConnect trust, String version) throws IOException {
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).start()) {
      SSLSocket socket = socket(trust, server, version);
      request(socket);
      return socket;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void failureAfterAnAnswerDoesNotMentionIt(String version) throws IOException {
    try (TrustConnect trust = trust(ours, policy().build());
        SSLSocket socket = answered(trust, version)) {
      OutputStream out = socket.getOutputStream();
      Throwable thrown =
          catchThrowable(
              () -> {
                while (true) {
                  out.write(new byte[16_384]);
                }
              });

      assertThat(thrown).isInstanceOfAny(SSLException.class, SocketException.class);
      assertThat(WithheldIdentityException.in(thrown)).isEmpty();
    }
  }

  /** The server waits for a request, with or without a certificate. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void timeoutDoesNotMentionIt(String version) throws IOException {
    try (AskingPeer server = AskingPeer.builder(corp.server(HOST)).start();
        TrustConnect trust = trust(ours, policy().build());
        SSLSocket socket = socket(trust, server, version)) {
      socket.startHandshake();
      socket.setSoTimeout(1);

      Throwable thrown = catchThrowable(() -> socket.getInputStream().read());

      assertThat(thrown).isInstanceOf(SocketTimeoutException.class);
      assertThat(WithheldIdentityException.in(thrown)).isEmpty();
    }
  }

  /** The server wasn't the host's, so it never came to a client certificate. */
  @Test
  void refusalOfTheServerDoesNotMentionIt() {
    try (AskingPeer rogue = AskingPeer.builder(internet.ca().server(HOST)).needs().start();
        TrustConnect trust = trust(ours, policy().build())) {
      Throwable thrown = catchThrowable(() -> call(trust, rogue, "TLSv1.3"));

      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.PATH_ISSUER_UNKNOWN);
      assertThat(WithheldIdentityException.in(thrown)).isEmpty();
    }
  }

  @Test
  void isFoundInSuppressedExceptionsAndInRings() {
    WithheldIdentityException withheld =
        new WithheldIdentityException(
            "a peer", new IdentityAnswer.Withheld(Reason.IDENTITY_WITHHELD, "why"));
    Exception ring = new Exception("ring");
    ring.addSuppressed(new Exception("round", ring));
    assertThat(WithheldIdentityException.in(null)).isEmpty();
    assertThat(WithheldIdentityException.in(ring)).isEmpty();

    ring.addSuppressed(new Exception("deeper", new Exception(withheld)));

    assertThat(WithheldIdentityException.in(new Exception(ring))).containsSame(withheld);
    assertThat(withheld.getStackTrace()).as("it says nothing about a place").isEmpty();
  }
}
