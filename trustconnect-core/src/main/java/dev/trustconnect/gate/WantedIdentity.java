package dev.trustconnect.gate;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.text.SafeText;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Whether an identity satisfies a server's CertificateRequest (RFC 8446 §4.3.2). */
final class WantedIdentity {
  private static final int MAX_NAMES = 32;

  private WantedIdentity() {}

  /**
   * Whether the key is of one of these types, as JSSE names them. JSSE passes all types that the
   * server accepts in one call.
   */
  static boolean fitsKeyTypes(ClientIdentity identity, String[] keyTypes) {
    String algorithm = identity.leaf().getPublicKey().getAlgorithm();
    List<String> wanted = List.of(keyTypes);
    return switch (algorithm) {
      case "RSA" -> wanted.contains("RSA") || wanted.contains("RSASSA-PSS");
      case "EdDSA", "Ed25519", "Ed448" ->
          wanted.contains("EdDSA") || wanted.contains("Ed25519") || wanted.contains("Ed448");
      default -> wanted.contains(algorithm);
    };
  }

  /** Whether a certificate of the chain is issued by one of these; none or null means any. */
  static boolean fitsIssuers(ClientIdentity identity, Principal @Nullable [] issuers) {
    if (issuers == null || issuers.length == 0) {
      return true;
    }
    for (X509Certificate certificate : identity.chain()) {
      X500Principal issuer = certificate.getIssuerX500Principal();
      for (Principal wanted : issuers) {
        if (issuer.equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The first 32 of the authorities that a server names, which are safe to print. */
  static List<String> names(Principal @Nullable [] issuers) {
    List<String> names = new ArrayList<>();
    for (int i = 0; issuers != null && i < issuers.length && i < MAX_NAMES; i++) {
      names.add(SafeText.of(issuers[i].getName()));
    }
    return names;
  }
}
