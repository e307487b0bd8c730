package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import java.security.cert.CertificateException;

/**
 * A handshake is refused: the peer isn't a proven address, its path doesn't hold, or a pin isn't in
 * it. TLS clients see it as the cause of an {@code SSLHandshakeException}.
 */
public final class UntrustedPathException extends CertificateException implements TrustRefusal {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String refused;
  private final String seen;
  private final String wanted;

  UntrustedPathException(String refused, Reason reason, String seen, String wanted) {
    super(TrustRefusal.sentence(refused, reason, seen, wanted));
    this.refused = refused;
    this.reason = reason;
    this.seen = seen;
    this.wanted = wanted;
  }

  @Override
  public Reason reason() {
    return reason;
  }

  @Override
  public String refused() {
    return refused;
  }

  @Override
  public String seen() {
    return seen;
  }

  @Override
  public String wanted() {
    return wanted;
  }
}
