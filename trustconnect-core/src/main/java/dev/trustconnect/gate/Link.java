package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An established TLS connection as a client exposes it to a gate: a socket, or only a session.
 * Thread-safe.
 */
interface Link {
  /** The session, which other connections may share. */
  SSLSession session();

  /** The peer, read from the socket; null if only a session is known. */
  @Nullable InetSocketAddress peer();

  /**
   * The problem with its socket's route, independent of its peer; null if there is none. A
   * connection can have one if a policy only reported it; a later policy may refuse it.
   */
  default Finding.@Nullable Violated routeProblem() {
    return null;
  }

  /** The last decision about it; null if no gate has checked it. */
  @Nullable LastCheck lastCheck();

  /** Stores the last decision. */
  void lastCheck(LastCheck lastCheck);

  /** Whether a newer answer for the name no longer contains this connection's address. */
  default boolean isOutdated() {
    return false;
  }

  /** Sets {@link #isOutdated}. */
  default void setOutdated(boolean isOutdated) {}
}
