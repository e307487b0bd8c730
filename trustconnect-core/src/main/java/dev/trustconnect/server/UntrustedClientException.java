package dev.trustconnect.server;

import dev.trustconnect.finding.Refusal;
import dev.trustconnect.finding.TrustRefusal;
import java.security.cert.CertificateException;

/** A client's certificate was refused; the handshake fails, or the connection must be closed. */
public final class UntrustedClientException extends CertificateException implements TrustRefusal {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  UntrustedClientException(Refusal refusal) {
    super(refusal.toString());
    this.refusal = refusal;
  }

  @Override
  public Refusal refusal() {
    return refusal;
  }
}
