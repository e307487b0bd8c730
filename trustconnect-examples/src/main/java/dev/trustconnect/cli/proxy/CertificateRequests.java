package dev.trustconnect.cli.proxy;

import dev.trustconnect.gate.Evidence;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager without certificates, which records whether a server requested one after it was
 * checked.
 */
final class CertificateRequests extends X509ExtendedKeyManager {
  private volatile boolean fromJudged;

  /**
   * Whether a server requested a certificate after its own certificate had been checked and it had
   * signed its part of the key exchange: JSSE processes a ServerKeyExchange before a
   * CertificateRequest, in the order of RFC 5246 §7.3. With RSA key transport and static
   * Diffie-Hellman, the key isn't proven at that point.
   */
  boolean cameFromAJudgedServer() {
    return fromJudged;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    if (socket instanceof SSLSocket tls) {
      SSLSession session = tls.getHandshakeSession();
      fromJudged =
          session != null && Evidence.of(session).isPresent() && isSigned(session.getCipherSuite());
    }
    return null;
  }

  /**
   * Whether the server signs the key exchange: in all suites of TLS 1.3, whose names have no {@code
   * _WITH_} (RFC 8446 §B.4), and in the ephemeral ones before (RFC 5246 §7.4.3). With others an
   * attacker could send the server's certificate, request ours and close the connection.
   */
  static boolean isSigned(String cipherSuite) {
    return !cipherSuite.contains("_WITH_")
        || cipherSuite.startsWith("TLS_ECDHE_")
        || cipherSuite.startsWith("TLS_DHE_");
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return null;
  }
}
