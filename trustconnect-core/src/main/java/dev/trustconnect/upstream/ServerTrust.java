package dev.trustconnect.upstream;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a TLS peer is the DoH server we mean: path, name, pins, in this order.
 *
 * <p>JSSE trusts an extended trust manager as it is and checks no name behind it, and the name to
 * check isn't the one in the connection (that is an address). So everything is checked here.
 */
final class ServerTrust extends X509ExtendedTrustManager {
  /** A resumed session isn't shown to a trust manager: look again every hour. */
  private static final int SESSION_SECONDS = 3_600;

  private final X509TrustManager platform;
  private final ServerName name;
  private final ServerPins pins;

  private ServerTrust(X509TrustManager platform, ServerName name, ServerPins pins) {
    this.platform = platform;
    this.name = name;
    this.pins = pins;
  }

  /**
   * The check for one server.
   *
   * @param roots the only ones to trust; empty: those of the Java runtime
   */
  static ServerTrust of(ServerName name, List<X509Certificate> roots, ServerPins pins) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(keyStore(roots));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager platform) {
          return new ServerTrust(platform, name, pins);
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime can't check certificates", e);
    }
    throw new IllegalStateException("this Java runtime has no X.509 trust manager");
  }

  private static @Nullable KeyStore keyStore(List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    if (roots.isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < roots.size(); i++) {
      store.setCertificateEntry("root-" + i, roots.get(i));
    }
    return store;
  }

  /** A context for this server alone, so that its sessions are resumed nowhere else. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    // Without the engine: its host is the address we connect to, not the name that counts.
    platform.checkServerTrusted(chain, authType);
    name.check(chain[0]);
    pins.check(chain, platform.getAcceptedIssuers());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform.getAcceptedIssuers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is always the client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }
}
