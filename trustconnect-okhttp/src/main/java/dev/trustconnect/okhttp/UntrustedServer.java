package dev.trustconnect.okhttp;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Tests whether a client accepts any server: shows it a self-signed certificate for {@code
 * nobody.invalid}, whose key was destroyed.
 */
final class UntrustedServer {
  private static final String CERTIFICATE =
      "MIIBjDCCATKgAwIBAgIJAJS9jHtRtaWrMAoGCCqGSM49BAMCMBkxFzAVBgNVBAMTDm5vYm9k"
          + "eS5pbnZhbGlkMCAXDTIwMDEwMTAwMDAwMFoYDzIwOTkwNTI2MDAwMDAwWjAZMRcwFQYDVQQD"
          + "Ew5ub2JvZHkuaW52YWxpZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPx5Bqm04QheLuWq"
          + "8MF5aTe8DyLvgmzcgJMkJzYlKNpnJBlrznBcFR6mfkq5hlT1LaC8FyegBt8YVcsrn7GPJkOj"
          + "YTBfMB0GA1UdDgQWBBRfJWAgTnU2zkXe5oG2VY03VgiEfDAOBgNVHQ8BAf8EBAMCB4AwGQYD"
          + "VR0RBBIwEIIObm9ib2R5LmludmFsaWQwEwYDVR0lBAwwCgYIKwYBBQUHAwEwCgYIKoZIzj0E"
          + "AwIDSAAwRQIhAJAiRV6i1WdhuKSG+4Xv2Vjq7YLmjGcpk/8jsbMOKaUxAiAnMtn2QeThyYlS"
          + "ZfkZyVl4DpbXKk1TY77ZR38Wyr/khQ==";

  private static final String KEY_EXCHANGE = "ECDHE_ECDSA";

  private final X509Certificate certificate;

  UntrustedServer() {
    byte[] encoded = Base64.getDecoder().decode(CERTIFICATE);
    try {
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (CertificateException e) {
      throw new IllegalStateException("this Java runtime reads no certificate", e);
    }
  }

  /**
   * Whether {@code manager} accepts the certificate in either of the ways JSSE asks. OkHttp's chain
   * cleaner and Conscrypt have others, which aren't tried.
   */
  boolean isTrustedBy(X509TrustManager manager) {
    X509Certificate[] chain = {certificate};
    return accepts(() -> manager.checkServerTrusted(chain, KEY_EXCHANGE))
        || (manager instanceof X509ExtendedTrustManager extended
            && accepts(() -> extended.checkServerTrusted(chain, KEY_EXCHANGE, (Socket) null)));
  }

  private interface Question {
    void ask() throws CertificateException;
  }

  private static boolean accepts(Question question) {
    try {
      question.ask();
      return true;
    } catch (CertificateException | RuntimeException refused) { // whatever it throws, it refuses
      return false;
    }
  }

  /** Whether {@code verifier} accepts the certificate for another host. */
  boolean isVerifiedBy(HostnameVerifier verifier) {
    try {
      return verifier.verify("somebody-else.invalid", session());
    } catch (RuntimeException refused) { // whatever it throws, it refuses
      return false;
    }
  }

  /** A session with the peer's certificate and the few properties a verifier may read. */
  private SSLSession session() {
    return (SSLSession)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SSLSession.class},
            (session, method, arguments) ->
                switch (method.getName()) {
                  case "getPeerCertificates" -> new Certificate[] {certificate};
                  case "getPeerPrincipal" -> certificate.getSubjectX500Principal();
                  case "getPeerHost" -> "somebody-else.invalid";
                  case "getPeerPort" -> 443;
                  case "getProtocol" -> "TLSv1.3";
                  case "getCipherSuite" -> "TLS_AES_128_GCM_SHA256";
                  case "isValid" -> true;
                  case "toString" -> "a session with an untrusted server";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
