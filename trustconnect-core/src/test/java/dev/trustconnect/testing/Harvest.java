package dev.trustconnect.testing;

import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The client certificates that a server got: it asks for them and refuses none, as an attacker's
 * does. Thread-safe.
 */
public final class Harvest extends X509ExtendedTrustManager {
  private final X509Certificate[] issuers;
  private final List<X509Certificate> certificates = new CopyOnWriteArrayList<>();

  /**
   * Nothing yet.
   *
   * @param issuers the authorities that the server names in its request; none means any
   */
  public Harvest(X509Certificate... issuers) {
    this.issuers = issuers.clone();
  }

  /** All certificates that clients have sent, each as often as it came. */
  public List<X509Certificate> certificates() {
    return new ArrayList<>(certificates);
  }

  /** TLS of a Jetty server that asks for a certificate, and also serves clients without one. */
  SslContextFactory.Server asking() {
    SslContextFactory.Server tls =
        new SslContextFactory.Server() {
          @Override
          protected TrustManager[] getTrustManagers(
              KeyStore trusted, Collection<? extends CRL> revoked) {
            return new TrustManager[] {Harvest.this};
          }
        };
    tls.setWantClientAuth(true);
    return tls;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
    certificates.addAll(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    certificates.addAll(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    certificates.addAll(List.of(chain));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new IllegalStateException("a server checks no server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw new IllegalStateException("a server checks no server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    throw new IllegalStateException("a server checks no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return issuers.clone();
  }
}
