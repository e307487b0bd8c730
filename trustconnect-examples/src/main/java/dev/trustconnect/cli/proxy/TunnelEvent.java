package dev.trustconnect.cli.proxy;

import java.time.Duration;

/**
 * What became of one client.
 *
 * @param client's own address and port
 * @param target host and port, as the client wrote them; empty if it didn't come to that
 * @param reason code of a refusal, or of what ended a tunnel; else empty
 * @param message where a tunnel leads, why it was refused, or how it ended
 * @param sent bytes from the client to the server, TLS and all
 * @param received bytes from the server to the client
 * @param lasted since the tunnel was opened; zero if it wasn't
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
    /** There is a tunnel. */
    OPEN,
    /** There was a tunnel, and it has ended. */
    CLOSED,
    /** No tunnel. */
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
