package dev.trustconnect.gate;

import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections there are, held weakly. Some clients ({@code HttpsURLConnection}) pool them and
 * ask nobody before they use one again, so what doesn't hold any more is closed. Thread-safe.
 */
final class LiveSockets {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSockets.class);

  /** Each TLS socket with the one below it, which closes at once, whoever writes. */
  private final Map<SSLSocket, Socket> sockets = Collections.synchronizedMap(new WeakHashMap<>());

  void add(SSLSocket tls, Socket below) {
    sockets.put(tls, below);
  }

  /**
   * Closes every connection whose session doesn't hold. Never waits for a peer.
   *
   * @param holds whether the session of an established connection does
   * @param isStale whether a handshake that is under way was judged already, and before
   */
  void closeUnless(Predicate<SSLSession> holds, Predicate<SSLSession> isStale) {
    Map<SSLSocket, Socket> now;
    synchronized (sockets) {
      now = Map.copyOf(sockets);
    }
    now.forEach(
        (tls, below) -> {
          if (!tls.isClosed() && !maybeUsed(tls, holds, isStale)) {
            close(below);
          }
        });
  }

  /** In this order: once there is a protocol and no handshake, getSession() doesn't block. */
  private static boolean maybeUsed(
      SSLSocket tls, Predicate<SSLSession> holds, Predicate<SSLSession> isStale) {
    boolean begun = tls.getApplicationProtocol() != null;
    SSLSession handshake = tls.getHandshakeSession();
    if (handshake != null) {
      return !isStale.test(handshake);
    }
    return !begun || holds.test(tls.getSession());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a refused connection couldn't be closed", e);
    }
  }
}
