package dev.trustconnect.gate;

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
