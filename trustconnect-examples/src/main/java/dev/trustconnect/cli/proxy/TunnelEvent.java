package dev.trustconnect.cli.proxy;

import java.time.Duration;

/**
 * An event for one client.
 *
 * @param kind what happened
 * @param client the client's address and port
 * @param target host and port as the client wrote them; empty if it sent none
 * @param reason the code of a refusal, or of what ended a tunnel; otherwise empty
 * @param message the tunnel's destination, why it was refused, or how it ended
 * @param sent bytes from the client to the server, including TLS
 * @param received bytes from the server to the client
 * @param lasted the time since the tunnel was opened; zero if it wasn't
 */
public record TunnelEvent(
    Kind kind,
    String client,
    String target,
    String reason,
    String message,
    long sent,
    long received,
    Duration lasted) {

  /** Every client gets one line, and one more if it had a tunnel. */
  public enum Kind {
    /** A tunnel was opened. */
    OPEN,
    /** A tunnel has ended. */
    CLOSED,
    /** A tunnel was refused. */
    REFUSED
  }

  static TunnelEvent refused(String client, String target, String reason, String message) {
    return new TunnelEvent(
        Kind.REFUSED, client, Refused.shown(target), reason, message, 0, 0, Duration.ZERO);
  }

  static TunnelEvent open(String client, String target, String message) {
    return new TunnelEvent(
        Kind.OPEN, client, Refused.shown(target), "", message, 0, 0, Duration.ZERO);
  }
}
