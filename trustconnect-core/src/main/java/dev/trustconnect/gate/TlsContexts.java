package dev.trustconnect.gate;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Collections;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
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
  private final KeyManager keyManager;
  private final @Nullable Provider provider;
  private final Supplier<Standing> standings;
  private volatile Current sockets;
  private volatile @Nullable Current engines; // few clients use engines

  /** A context, and what was in force before it was made. */
  private record Current(SSLContext context, Standing standing) {}

  TlsContexts(TrustManager trustManager, KeyManager keyManager, Supplier<Standing> standings) {
    this.trustManager = trustManager;
    this.keyManager = keyManager;
    this.standings = standings;
    this.provider = ofTheJdk();
    this.sockets = newCurrent();
  }

  /**
   * The current context for sockets. New policies or a renewed identity bring a new one, so that
   * nothing resumes a session that was made before.
   */
  SSLContext sockets() {
    Current known = sockets;
    return known.standing == standings.get() ? known.context : newSockets();
  }

  private synchronized SSLContext newSockets() {
    if (sockets.standing != standings.get()) {
      endSessions(sockets);
      sockets = newCurrent();
    }
    return sockets.context;
  }

  /**
   * The current context for engines, as for sockets. A client with engines doesn't check a session
   * that it resumes.
   */
  SSLContext engines() {
    Current known = engines;
    return known != null && known.standing == standings.get() ? known.context : newEngines();
  }

  private synchronized SSLContext newEngines() {
    Current known = engines;
    if (known == null || known.standing != standings.get()) {
      endSessions(known);
      known = newCurrent();
      engines = known;
    }
    return known.context;
  }

  /**
   * Drops all sessions by replacing the contexts: a ticket may still arrive for an old session (RFC
   * 8446 §4.6.1).
   */
  synchronized void forgetSessions() {
    endSessions(sockets);
    endSessions(engines);
    sockets = newCurrent();
    engines = null;
  }

  /**
   * Ends the sessions of a context that is replaced: one of its engines may not have begun its
   * handshake yet, and what an engine resumes isn't checked again.
   */
  private static void endSessions(@Nullable Current replaced) {
    if (replaced == null) {
      return;
    }
    SSLSessionContext sessions = replaced.context.getClientSessionContext();
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) { // it may have ended meanwhile
        session.invalidate();
      }
    }
  }

  private Current newCurrent() {
    Standing before = standings.get();
    return new Current(newContext(), before);
  }

  private SSLContext newContext() {
    try {
      SSLContext context =
          provider == null
              ? SSLContext.getInstance("TLS")
              : SSLContext.getInstance("TLS", provider);
      context.init(new KeyManager[] {keyManager}, new TrustManager[] {trustManager}, null);
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
