package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * A connection, or what was about to be sent on it, is refused: the peer isn't a proven address,
 * the connection carries no evidence for the host, the request isn't encrypted, or a secret in it
 * belongs to another host.
 */
public final class UntrustedConnectionException extends SSLPeerUnverifiedException
    implements TrustRefusal {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String refused;
  private final String seen;
  private final String wanted;

  UntrustedConnectionException(String refused, Reason reason, String seen, String wanted) {
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
