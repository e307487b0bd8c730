package dev.trustconnect.path;

import dev.trustconnect.finding.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Requires certificates that may be used for TLS servers, or clients (RFC 5280 §4.2.1.3,
 * §4.2.1.12).
 *
 * <p>Stricter than RFC 5280: an issuer's extended key usage also restricts the certificates it
 * issues, and {@code anyExtendedKeyUsage} is accepted in issuers only, not in the peer's own
 * certificate.
 */
final class KeyUsages {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY = "2.5.29.37.0";

  private KeyUsages() {}

  /**
   * Checks extended key usages, and that the server's key may be used as the handshake uses it.
   *
   * @param keyExchange the key exchange, as JSSE passes it to a trust manager
   */
  static void check(List<X509Certificate> path, String keyExchange, ChainExtensions chain)
      throws PathFailure {
    checkPurpose(path, chain, SERVER_AUTH, Reason.PATH_PURPOSE_NOT_SERVER, "servers");
    checkKey(path, KeyUse.in(keyExchange), chain, Reason.PATH_PURPOSE_NOT_SERVER);
  }

  /** The same for a client, which always signs the handshake (RFC 8446 §4.4.3, RFC 5246 §7.4.8). */
  static void checkClient(List<X509Certificate> path, ChainExtensions chain) throws PathFailure {
    checkPurpose(path, chain, CLIENT_AUTH, Reason.PATH_PURPOSE_NOT_CLIENT, "clients");
    checkKey(path, KeyUse.SIGNS, chain, Reason.PATH_PURPOSE_NOT_CLIENT);
  }

  private static void checkPurpose(
      List<X509Certificate> path, ChainExtensions chain, String oid, Reason reason, String whose)
      throws PathFailure {
    List<X509Certificate> counted = PathRule.belowRoot(path);
    for (int i = 0; i < counted.size(); i++) {
      X509Certificate certificate = counted.get(i);
      List<String> purposes = chain.of(certificate).extendedKeyUsage().orElse(null);
      boolean isFor =
          purposes == null || purposes.contains(oid) || (i > 0 && purposes.contains(ANY));
      if (!isFor) {
        throw new PathFailure(
            reason,
            ShownText.of(certificate) + " for purposes " + purposes,
            "a certificate for TLS " + whose + " (" + oid + ")");
      }
    }
  }

  private static void checkKey(
      List<X509Certificate> path, KeyUse needed, ChainExtensions chain, Reason reason)
      throws PathFailure {
    boolean[] usage = chain.of(path.get(0)).keyUsage().orElse(null);
    if (usage != null && !usage[needed.bit]) {
      throw new PathFailure(
          reason,
          ShownText.of(path.get(0)) + " with a key that may not " + needed.does,
          "a key usage with " + needed.name);
    }
  }

  /** How a handshake uses the server's key, and the bit of KeyUsage that allows it. */
  private enum KeyUse {
    SIGNS(0, "digitalSignature", "sign handshakes"), // RFC 5280 §4.2.1.3
    DECRYPTS(2, "keyEncipherment", "decrypt the premaster secret of an RSA key exchange"),
    AGREES(4, "keyAgreement", "agree on a key by static Diffie-Hellman");

    private final int bit;
    private final String name;
    private final String does;

    KeyUse(int bit, String name, String does) {
      this.bit = bit;
      this.name = name;
      this.does = does;
    }

    /**
     * RFC 5246 §7.4.2 and RFC 8422 §5.3. In all other key exchanges the server signs, in TLS 1.3
     * with any certificate (RFC 8446 §4.4.2.2); JSSE calls those {@code UNKNOWN}.
     */
    private static KeyUse in(String keyExchange) {
      return switch (keyExchange) {
        case "RSA" -> DECRYPTS;
        case "DH_RSA", "DH_DSS", "ECDH_RSA", "ECDH_ECDSA" -> AGREES;
        default -> SIGNS;
      };
    }
  }
}
