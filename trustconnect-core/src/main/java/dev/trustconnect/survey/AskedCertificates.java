package dev.trustconnect.survey;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Records that a server asks for a client certificate, and has none. */
final class AskedCertificates extends X509ExtendedKeyManager {
  private static final int MAX_AUTHORITIES = 500;

  private volatile @Nullable List<String> authorities;

  /** The authorities that the server names; null if it hasn't asked. */
  @Nullable List<String> authorities() {
    return authorities;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    List<String> names = new ArrayList<>();
    if (issuers != null) {
      for (Principal issuer : issuers) {
        if (names.size() == MAX_AUTHORITIES) {
          break;
        }
        names.add(
            issuer instanceof X500Principal name
                ? name.getName(X500Principal.RFC2253)
                : issuer.getName());
      }
    }
    authorities = List.copyOf(names);
    return null;
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
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
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
