package dev.trustconnect.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Makes a peer ask for client certificates, and keeps those that it gets. Thread-safe. */
final class CertificateHarvest implements SslHandshakeListener {
  private final @Nullable X509Certificate authority;
  private final List<X509Certificate> certificates = new CopyOnWriteArrayList<>();

  /**
   * Of clients whose certificates {@code authority} has issued, which anybody can know; null asks
   * for none.
   */
  CertificateHarvest(@Nullable X509Certificate authority) {
    this.authority = authority;
  }

  void addTo(SslContextFactory.Server tls) throws GeneralSecurityException, IOException {
    if (authority == null) {
      return;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    tls.setTrustStore(store);
    tls.setWantClientAuth(true);
  }

  @Override
  public void handshakeSucceeded(Event event) {
    try {
      for (Certificate one : event.getSSLEngine().getSession().getPeerCertificates()) {
        certificates.add((X509Certificate) one);
      }
    } catch (SSLPeerUnverifiedException none) {
      // The client has sent none.
    }
  }

  /** All certificates that clients have sent. */
  List<X509Certificate> certificates() {
    return List.copyOf(certificates);
  }
}
