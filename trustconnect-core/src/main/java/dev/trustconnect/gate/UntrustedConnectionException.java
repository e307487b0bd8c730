package dev.trustconnect.gate;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.resolve.UntrustedNameException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * A connection, or a request on it, was refused: the peer isn't a proven address, the connection
 * has no evidence for the host, the request isn't encrypted, or a secret in it belongs to another
 * host.
 */
public final class UntrustedConnectionException extends SSLPeerUnverifiedException
    implements TrustRefusal {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  UntrustedConnectionException(Refusal refusal) {
    super(refusal.toString());
    this.refusal = refusal;
  }

  /**
   * The refusal of a name as a refusal of a connection, for callers that expect the latter. It is
   * already audited; {@code name} is the cause.
   */
  static UntrustedConnectionException of(UntrustedNameException name) {
    UntrustedConnectionException same = new UntrustedConnectionException(name.refusal());
    same.initCause(name);
    return same;
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }
}
