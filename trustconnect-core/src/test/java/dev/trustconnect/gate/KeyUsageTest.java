package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handshake does with the server's key must be what its certificate allows. */
class KeyUsageTest {
  private static final String HOST = "api.example.test";
  private static final String RSA_KEY_TRANSPORT = "TLS_RSA_WITH_AES_128_GCM_SHA256";

  private final TestInternet internet =
      new TestInternet(
          SignedWorld.builder()
              .zone("example.test", zone -> zone.record("api A 127.0.1.10"))
              .build());

  private TestCa.Identity server(int keyUsage) {
    return internet.ca().odd(HOST).key("RSA", 2_048).keyUsage(keyUsage).identity();
  }

  private TrustConnect trust() {
    return internet.trust().policy(TestInternet.policy(HOST).build()).build();
  }

  private @Nullable Reason refusal(TestCa.Identity server, String version, String... suites)
      throws Exception {
    try (TrustConnect trust = trust();
        ResumingServer peer = new ResumingServer(server, version);
        SSLSocket socket =
            (SSLSocket) trust.tls().socketFactory().createSocket(HOST, peer.port())) {
      socket.setEnabledProtocols(new String[] {version});
      if (suites.length > 0) {
        socket.setEnabledCipherSuites(suites);
      }
      Throwable thrown = catchThrowable(socket::startHandshake);
      assertThat(thrown == null || TrustRefusal.in(thrown).isPresent()).as("%s", thrown).isTrue();
      return TrustRefusal.in(thrown).map(TrustRefusal::reason).orElse(null);
    }
  }

  /** RFC 8446 §4.4.2.2, RFC 5246 §7.4.2: it signs, in both versions. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void keyThatMayOnlyDecryptSignsNoHandshake(String version) throws Exception {
    assertThat(refusal(server(KeyUsage.keyEncipherment), version))
        .isEqualTo(Reason.PATH_PURPOSE_NOT_SERVER);
    assertThat(refusal(server(KeyUsage.keyAgreement), version))
        .isEqualTo(Reason.PATH_PURPOSE_NOT_SERVER);
    assertThat(refusal(server(KeyUsage.digitalSignature), version)).isNull();
    assertThat(refusal(server(0), version)).as("no key usage at all").isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void keyThatMayOnlyDecryptSignsNoHandshakeOfAnEngine(String version) throws Exception {
    try (TrustConnect trust = trust();
        TlsPeer peer = TlsPeer.start(server(KeyUsage.keyEncipherment));
        TlsPeer twin = TlsPeer.start(server(KeyUsage.digitalSignature))) {
      Throwable thrown =
          catchThrowable(() -> EngineClient.handshake(engine(trust, peer), peer, version));
      assertThat(TrustRefusal.in(thrown).map(TrustRefusal::reason))
          .contains(Reason.PATH_PURPOSE_NOT_SERVER);
      assertThat(EngineClient.handshake(engine(trust, twin), twin, version)).isNotNull();
    }
  }

  private static SSLEngine engine(TrustConnect trust, TlsPeer peer) {
    return trust.tls().context().createSSLEngine(HOST, peer.port());
  }

  /** RFC 5246 §7.4.2: only RSA key transport encrypts to the server's key, and never signs. */
  @Test
  void keyMayDecryptWhereItIsEncryptedTo() throws Exception {
    assumeTrue(
        Arrays.asList(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
            .contains(RSA_KEY_TRANSPORT),
        "newer Java runtimes have switched RSA key transport off");

    assertThat(refusal(server(KeyUsage.keyEncipherment), "TLSv1.2", RSA_KEY_TRANSPORT)).isNull();
    assertThat(refusal(server(KeyUsage.digitalSignature), "TLSv1.2", RSA_KEY_TRANSPORT))
        .isEqualTo(Reason.PATH_PURPOSE_NOT_SERVER);
  }

  /** A session that is judged again later is judged by the handshake it came from. */
  @ParameterizedTest
  @CsvSource({
    "TLS_RSA_WITH_AES_128_GCM_SHA256, RSA",
    "SSL_RSA_WITH_3DES_EDE_CBC_SHA, RSA",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, ECDHE_RSA",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ECDHE_ECDSA",
    "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA, ECDH_ECDSA",
    "TLS_AES_128_GCM_SHA256, UNKNOWN",
    "TLS_CHACHA20_POLY1305_SHA256, UNKNOWN",
  })
  void keyExchangeOfASessionIsThatOfItsCipherSuite(String suite, String keyExchange) {
    SSLSession session =
        (SSLSession)
            Proxy.newProxyInstance(
                KeyUsageTest.class.getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (self, method, arguments) -> suite);

    assertThat(KeyExchange.of(session)).isEqualTo(keyExchange);
  }
}
