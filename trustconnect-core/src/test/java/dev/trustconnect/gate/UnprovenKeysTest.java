package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.AskingPeer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.io.IOException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that show a certificate of another, whose private key they don't have. In TLS 1.2 with
 * RSA key transport that is noticed only after the client has sent its certificate and a signature.
 */
@Timeout(120)
class UnprovenKeysTest {
  private static final String HOST = "api.example.test";
  private static final String RSA_KEY_TRANSPORT = "TLS_RSA_WITH_AES_128_GCM_SHA256";
  private static final String SIGNED = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

  private final TestInternet internet = TestInternet.usual();
  private final TestCa corp = TestCa.create("Corp");
  private final TestCa.Identity ours = corp.client("payments.example.test");
  private final TestCa.Identity genuine = rsa(corp);

  @AfterEach
  void close() {
    internet.close();
  }

  private static TestCa.Identity rsa(TestCa by) {
    return by.odd(HOST)
        .key("RSA", 2_048)
        .keyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
        .identity();
  }

  /** The certificate of the genuine server, which anybody can get from it, over another key. */
  private TestCa.Identity replayed() {
    return new TestCa.Identity(rsa(TestCa.create("Rogue")).key(), genuine.chain());
  }

  private TrustConnect trust() {
    return internet
        .trust()
        .identity("payments", Identities.of(ours.asClient()))
        .policy(
            TestInternet.policy(HOST)
                .roots(TrustRoots.of(corp.certificate()))
                .identity("payments")
                .build())
        .build();
  }

  private static SSLSession call(TrustConnect trust, AskingPeer server, boolean byEngine)
      throws IOException {
    if (byEngine) {
      SSLEngine engine = trust.tls().context().createSSLEngine(HOST, server.port());
      return EngineClient.handshake(engine, server.address(), server.port(), "TLSv1.2");
    }
    try (SSLSocket socket =
        (SSLSocket) trust.tls().socketFactory().createSocket(HOST, server.port())) {
      socket.startHandshake();
      return socket.getSession();
    }
  }

  private static AskingPeer server(TestCa.Identity identity, String suite) {
    return AskingPeer.builder(identity).protocols("TLSv1.2").suites(suite).start();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void serverWithoutTheKeyGetsNeitherCertificateNorSignature(boolean byEngine) throws Exception {
    assumeTrue(
        Arrays.asList(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
            .contains(RSA_KEY_TRANSPORT),
        "newer Java runtimes have switched RSA key transport off");
    try (AskingPeer rogue = server(replayed(), RSA_KEY_TRANSPORT);
        AskingPeer unproven = server(genuine, RSA_KEY_TRANSPORT);
        AskingPeer twin = server(genuine, SIGNED);
        TrustConnect trust = trust()) {
      assertThat(catchThrowable(() -> call(trust, rogue, byEngine))).isNotNull();
      SSLSession session = call(trust, unproven, byEngine);
      SSLSession unused = call(trust, twin, byEngine);

      assertThat(rogue.harvest()).isEmpty();
      assertThat(unproven.harvest()).isEmpty();
      assertThat(twin.harvest()).containsExactly(ours.certificate());
      assertThat(Evidence.of(session).orElseThrow().finding(Check.IDENTITY))
          .get()
          .isInstanceOfSatisfying(
              Finding.NotEvaluated.class,
              open -> assertThat(open.reason()).isEqualTo(Reason.IDENTITY_WITHHELD));
    }
  }
}
