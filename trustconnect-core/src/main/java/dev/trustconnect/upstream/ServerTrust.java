package dev.trustconnect.upstream;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.pin.Pin;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks that a TLS peer is the intended DoH server: path, name and pins, in this order.
 *
 * <p>JSSE adds no checks to those of an extended trust manager, and the connection is to an
 * address, not to the name to check. So everything is checked here.
 */
final class ServerTrust extends X509ExtendedTrustManager {
  /** Resumed sessions bypass the trust manager, so a full handshake is required every hour. */
  private static final int SESSION_SECONDS = 3_600;

  private final PeerName name;
  private final TrustRoots roots;
  private final List<Pin> pins;
  private final InstantSource clock;

  /**
   * The check for one server.
   *
   * @param pins the path must contain one of them; empty if nothing is pinned
   */
  ServerTrust(PeerName name, TrustRoots roots, List<Pin> pins, InstantSource clock) {
    this.name = name;
    this.roots = roots;
    this.pins = List.copyOf(pins);
    this.clock = clock;
  }

  /** A context for this server alone, so that its sessions can't be resumed with another server. */
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
    try {
      ServedChain served = new ServedChain(name, List.of(chain), authType);
      check(VerifiedPath.find(roots, served, this::wouldHoldPin, clock.instant()));
    } catch (BrokenPathException broken) {
      throw new CertificateException(broken.getMessage());
    }
  }

  private boolean wouldHoldPin(List<X509Certificate> candidate) {
    for (Pin pin : pins) {
      if (pin.wouldBeIn(candidate)) {
        return true;
      }
    }
    return false;
  }

  private void check(VerifiedPath path) throws PinMismatchException {
    if (!pins.isEmpty() && !wouldHoldPin(path.certificates())) {
      throw new PinMismatchException(
          "seen "
              + Pin.seenIn(path, pins)
              + "; wanted "
              + pins.stream().map(Pin::toString).collect(Collectors.joining(" or ")));
    }
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
    return roots.certificates().toArray(new X509Certificate[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this trust manager checks servers only");
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
