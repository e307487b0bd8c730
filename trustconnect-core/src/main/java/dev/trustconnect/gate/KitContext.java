package dev.trustconnect.gate;

import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A kit's context for clients. Engines and sockets have separate sessions: an engine doesn't show
 * its peer, so it mustn't resume a session that was checked with a visible peer. Thread-safe.
 */
final class KitContext extends SSLContext {
  /**
   * A context that delegates to the current contexts of {@code kit}, which replaces them to drop
   * all sessions.
   *
   * @param like a context of the same provider and protocol
   */
  KitContext(TlsKit kit, SSLSocketFactory sockets, SSLContext like) {
    super(new OfKit(kit, sockets), like.getProvider(), like.getProtocol());
  }

  private static final class OfKit extends SSLContextSpi {
    private final TlsKit kit;
    private final SSLSocketFactory sockets;

    private OfKit(TlsKit kit, SSLSocketFactory sockets) {
      this.kit = kit;
      this.sockets = sockets;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random) {
      throw new IllegalStateException("this context has the trust manager of a TlsKit already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return sockets;
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return kit.engines().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return kit.engines().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return kit.engines().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return kit.engines().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return kit.engines().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return kit.engines().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return kit.engines().getSupportedSSLParameters();
    }
  }
}
