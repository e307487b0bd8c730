package dev.trustconnect.gate;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import java.security.cert.CertificateException;

/**
 * A handshake is refused: the peer isn't a proven address, its path doesn't hold, or a pin isn't in
 * it. TLS clients see it as the cause of an {@code SSLHandshakeException}.
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
