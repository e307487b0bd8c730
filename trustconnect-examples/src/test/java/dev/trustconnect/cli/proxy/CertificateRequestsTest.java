package dev.trustconnect.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that asks for a certificate has proven its key only if it signed before it asked. */
class CertificateRequestsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
      })
  void serverSignsTheKeyExchange(String cipherSuite) {
    assertThat(CertificateRequests.isSigned(cipherSuite)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "SSL_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
        "TLS_DH_anon_WITH_AES_128_GCM_SHA256"
      })
  void serverThatDoesNotSignHasProvenNothingYet(String cipherSuite) {
    assertThat(CertificateRequests.isSigned(cipherSuite)).isFalse();
  }
}
