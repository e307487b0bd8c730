package dev.trustconnect.gate;

import dev.trustconnect.policy.PolicyBook;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS contexts of a kit: one for sockets and one for engines, so that neither resumes the
 * other's sessions. Thread-safe.
 */
final class TlsContexts {
  /**
   * Resumed sessions bypass the trust manager, so a full handshake is required every 15 minutes.
   */
  private static final int SESSION_SECONDS = 900;

  private static final String JSSE = "SunJSSE";

  private final TrustManager trustManager;
  private final @Nullable Provider provider;
  private volatile SSLContext sockets;
  private final Supplier<PolicyBook> policies;
  private volatile @Nullable Engines engines; // few clients use engines

  /** A context for engines, and the policies that were in force before it was made. */
  private record Engines(SSLContext context, PolicyBook book) {}

  TlsContexts(TrustManager trustManager, Supplier<PolicyBook> policies) {
    this.trustManager = trustManager;
    this.policies = policies;
    this.provider = ofTheJdk();
    this.sockets = newContext();
  }

  /** The current context for sockets. */
  SSLContext sockets() {
    return sockets;
  }

  /**
   * The current context for engines. A client with engines may see new policies before {@link
   * #forgetSessions} is called, and doesn't check a session that it resumes: so it gets none that
   * was made under other policies.
   */
  SSLContext engines() {
    Engines known = engines;
    return known != null && known.book == policies.get() ? known.context : newEngines();
  }

  private synchronized SSLContext newEngines() {
    PolicyBook book = policies.get();
    Engines known = engines;
    if (known == null || known.book != book) {
      known = new Engines(newContext(), book);
      engines = known;
    }
    return known.context;
  }

  /**
   * Drops all sessions by replacing the contexts: a ticket may still arrive for an old session (RFC
   * 8446 §4.6.1).
   */
  synchronized void forgetSessions() {
    sockets = newContext();
    engines = null;
  }

  private SSLContext newContext() {
    try {
      SSLContext context =
          provider == null
              ? SSLContext.getInstance("TLS")
              : SSLContext.getInstance("TLS", provider);
      context.init(null, new TrustManager[] {trustManager}, null);
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  /**
   * The JDK's own provider, whatever its position in the JVM's list: it copies the values of a
   * handshake's session to the connection's session, and Conscrypt doesn't. Our sockets don't
   * depend on that, so the JVM's first provider is used if the JDK's can't be. On JDK 17 the JDK's
   * fails to start if Conscrypt was installed first, because of its EC parameters.
   *
   * @return null if it can't be used
   */
  private static @Nullable Provider ofTheJdk() {
    Provider jsse = Security.getProvider(JSSE);
    if (jsse == null) {
      return null;
    }
    try {
      SSLContext probe = SSLContext.getInstance("TLS", jsse);
      probe.init(null, new TrustManager[0], null);
      SSLEngine unusedEngine = probe.createSSLEngine();
      return jsse;
    } catch (GeneralSecurityException | LinkageError cannotStart) {
      return null;
    }
  }
}
