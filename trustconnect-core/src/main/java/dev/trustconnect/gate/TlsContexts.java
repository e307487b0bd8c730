package dev.trustconnect.gate;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS contexts of a kit: one for its sockets and one for engines, so that neither resumes the
 * other's sessions. Thread-safe.
 */
final class TlsContexts {
  /** A resumed session isn't shown to a trust manager: look again after a quarter of an hour. */
  private static final int SESSION_SECONDS = 900;

  private static final String JSSE = "SunJSSE";

  private final TrustManager trustManager;
  private final @Nullable Provider provider;
  private volatile SSLContext sockets;
  private volatile @Nullable SSLContext engines; // few clients take engines

  TlsContexts(TrustManager trustManager) {
    this.trustManager = trustManager;
    this.provider = ofTheJdk();
    this.sockets = newContext();
  }

  /** What sockets are made by now. */
  SSLContext sockets() {
    return sockets;
  }

  /** What engines are made by now. */
  SSLContext engines() {
    SSLContext known = engines;
    return known != null ? known : newEngines();
  }

  private synchronized SSLContext newEngines() {
    SSLContext known = engines;
    if (known == null) {
      known = newContext();
      engines = known;
    }
    return known;
  }

  /**
   * No session of before is resumed any more: there are other contexts, since a ticket may still
   * arrive for an old one (RFC 8446 §4.6.1).
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
   * The JDK's own provider, wherever it is in the JVM's list, since it carries what a gate leaves
   * on a handshake's session over to the connection's; Conscrypt doesn't. Our sockets don't need
   * that, so the JVM's first provider serves where the JDK's can't: on JDK 17 it fails to start if
   * Conscrypt was put first before, whose EC parameters aren't what it expects.
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
