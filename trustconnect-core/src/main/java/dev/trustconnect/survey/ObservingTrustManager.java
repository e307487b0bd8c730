package dev.trustconnect.survey;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Records the served chain and accepts it, so that an invalid one can be described too. Nothing is
 * sent over such a connection: only {@link ObservingHandshake} has one, and closes it.
 */
final class ObservingTrustManager extends X509ExtendedTrustManager {
  private volatile Observed observed = Observed.NOTHING;

  /** The chain that was served in the last handshake. */
  Observed observed() {
    return observed;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    SSLSession session = socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
    List<byte[]> staples =
        session instanceof ExtendedSSLSession extended ? extended.getStatusResponses() : List.of();
    observed = new Observed(List.of(chain), authType, staples);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw onlyForOurSockets();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw onlyForOurSockets();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw onlyForOurSockets();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw onlyForOurSockets();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw onlyForOurSockets();
  }

  private static CertificateException onlyForOurSockets() {
    return new CertificateException("observes servers on sockets only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
