package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An established TLS connection, as far as a gate is shown it: a socket, or a session alone.
 * Thread-safe.
 */
interface Link {
  /** What the handshake agreed on; other connections may share it. */
  SSLSession session();

  /** The peer, read from the socket now; null where there is only a session. */
  @Nullable InetSocketAddress peer();

  /**
   * What is wrong with the way that its socket takes, whatever its peer; null if nothing is. A
   * policy that only reports has let such a socket pass, and another one may follow.
   */
  default Finding.@Nullable Violated way() {
    return null;
  }

  /** How it was judged last; null if no gate has judged it. */
  @Nullable Standing standing();

  /** Keeps how it was judged. */
  void stand(Standing standing);

  /** Whether a newer answer of the name has left this connection's address out. */
  default boolean isStray() {
    return false;
  }

  /** Sets {@link #isStray}. */
  default void stray(boolean isStray) {}
}
