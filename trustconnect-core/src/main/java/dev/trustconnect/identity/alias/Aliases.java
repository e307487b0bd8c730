package dev.trustconnect.identity.alias;

import dev.trustconnect.identity.ClientIdentity;
import java.lang.ref.WeakReference;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The identities that were chosen, by the alias that was returned for each: JSSE asks for the key
 * and for the chain in two calls, and both are of the identity that the alias stands for, even if
 * it has been renewed in between. Thread-safe.
 */
public final class Aliases {
  /**
   * JSSE hands the alias back, and an entry is forgotten when JSSE forgets its alias, so there are
   * as many as handshakes under way. Guarded by itself.
   */
  private final Map<String, Chosen> chosen = new WeakHashMap<>();

  private long count; // guarded by chosen

  /** The key is returned only for the alias object itself, not for an equal text. */
  private record Chosen(WeakReference<String> alias, ClientIdentity identity) {}

  /** A new alias for {@code identity}, unlike all others; it begins with {@code name}. */
  public String aliasFor(String name, ClientIdentity identity) {
    synchronized (chosen) {
      count++;
      String alias = name + "#" + count;
      chosen.put(alias, new Chosen(new WeakReference<>(alias), identity));
      return alias;
    }
  }

  private @Nullable ClientIdentity identityFor(String alias) {
    synchronized (chosen) {
      Chosen known = chosen.get(alias);
      return known != null && known.alias.refersTo(alias) ? known.identity : null;
    }
  }

  /** The key for an alias; null if it isn't one of these. */
  public @Nullable PrivateKey keyFor(String alias) {
    ClientIdentity identity = identityFor(alias);
    return identity == null ? null : identity.privateKey();
  }

  /** The chain for an alias; null if it isn't one of these. */
  public X509Certificate @Nullable [] chainFor(String alias) {
    ClientIdentity identity = identityFor(alias);
    return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
  }
}
