package dev.trustconnect.identity.alias;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trustconnect.identity.ClientIdentity;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The identities that were chosen, by the alias that was returned for each: JSSE asks for the key
 * and for the chain in two calls, and both are of the identity that the alias stands for, even if
 * it has been renewed in between. Thread-safe.
 */
public final class Aliases {
  /**
   * By the alias as an object: JSSE hands it back. It is forgotten when JSSE forgets it, so there
   * are as many as handshakes under way.
   */
  private final Cache<String, ClientIdentity> chosen = Caffeine.newBuilder().weakKeys().build();

  /** A new alias for {@code identity}; it begins with {@code name}. */
  public String aliasFor(String name, ClientIdentity identity) {
    String alias = name + "#" + Integer.toHexString(System.identityHashCode(identity));
    chosen.put(alias, identity);
    return alias;
  }

  /** The key for an alias; null if it isn't one of these. */
  public @Nullable PrivateKey keyFor(String alias) {
    ClientIdentity identity = chosen.getIfPresent(alias);
    return identity == null ? null : identity.privateKey();
  }

  /** The chain for an alias; null if it isn't one of these. */
  public X509Certificate @Nullable [] chainFor(String alias) {
    ClientIdentity identity = chosen.getIfPresent(alias);
    return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
  }
}
