package dev.trustconnect.server;

import dev.trustconnect.path.VerifiedPath;
import java.time.Instant;

/**
 * The facts proven about a client in a handshake. Immutable. Only the server's gate creates it.
 * Contains no secrets.
 */
public final class ClientEvidence {
  private final ClientGate gate;
  private final VerifiedPath path;
  private final Instant judgedAt;

  ClientEvidence(ClientGate gate, VerifiedPath path, Instant judgedAt) {
    this.gate = gate;
    this.path = path;
    this.judgedAt = judgedAt;
  }

  /**
   * The client: the SPIFFE ID or DNS name of its certificate that the rules list, or {@code a
   * listed key}.
   */
  public String client() {
    return path.matchedName();
  }

  /** The verified certificate path, the client's own certificate first. */
  public VerifiedPath path() {
    return path;
  }

  /** Whether {@code asking} has checked it, and not another server's rules. */
  boolean isOf(ClientGate asking) {
    return gate == asking;
  }

  /** When the certificate was checked. */
  public Instant judgedAt() {
    return judgedAt;
  }

  /** The client and its issuers. */
  @Override
  public String toString() {
    return path.toString();
  }
}
