package dev.trustconnect.gate;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import java.security.cert.CertificateException;

/**
 * A handshake was refused: the peer isn't a proven address, its certificate path isn't valid, or
 * the path has none of the pins. TLS clients report it as the cause of an {@code
 * SSLHandshakeException}.
 */
public final class UntrustedPathException extends CertificateException implements TrustRefusal {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  UntrustedPathException(Refusal refusal) {
    super(refusal.toString());
    this.refusal = refusal;
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }
}
