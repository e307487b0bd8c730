package dev.trustconnect.server;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.IdentitySource;
import dev.trustconnect.identity.alias.Aliases;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A server's own certificate and key, from a source that may renew them. Thread-safe. */
final class ServedIdentity extends X509ExtendedKeyManager {
  private static final String NAME = "server";

  private final IdentitySource source;
  private final Aliases aliases = new Aliases();

  ServedIdentity(IdentitySource source) {
    this.source = source;
  }

  private @Nullable String choose(String keyType) {
    ClientIdentity identity = source.current();
    String algorithm = identity.leaf().getPublicKey().getAlgorithm();
    boolean fits =
        keyType.equals(algorithm) || (keyType.startsWith("EC") && algorithm.equals("EC"));
    return fits ? aliases.aliasFor(NAME, identity) : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return aliases.keyFor(alias);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return aliases.chainFor(alias);
  }

  /** Null: this is for servers. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  /** Names none, since each handshake has its own. */
  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /** Null: this is for servers. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
