package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections there are, held weakly. Some clients ({@code HttpsURLConnection}) pool them and
 * ask nobody before they use one again, so what doesn't hold any more is closed. Thread-safe.
 */
final class LiveSockets {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSockets.class);

  private final Map<SSLSocket, Live> sockets = Collections.synchronizedMap(new WeakHashMap<>());

  /** What is known of a connection besides its session. */
  private static final class Live {
    /** The socket below the TLS one: it closes at once, whoever writes. */
    private final Socket below;

    private final HostName host;

    /** Null where it can't be seen. */
    private final @Nullable InetAddress peer;

    /** Whether the name was found to lead elsewhere. Guarded by the map. */
    private boolean strayed;

    private Live(Socket below, HostName host, @Nullable InetAddress peer) {
      this.below = below;
      this.host = host;
      this.peer = peer;
    }
  }

  /**
   * One more connection.
   *
   * @param peer null where it can't be seen
   */
  void add(SSLSocket tls, Socket below, HostName host, @Nullable InetAddress peer) {
    sockets.put(tls, new Live(below, host, peer));
  }

  /**
   * The connections to {@code host} that aren't to one of {@code addresses}; each is told once.
   *
   * @param addresses where the name leads now; none at all makes every connection a stray
   */
  List<Socket> strays(HostName host, List<InetAddress> addresses) {
    List<Socket> strays = new ArrayList<>();
    synchronized (sockets) {
      sockets.forEach(
          (tls, live) -> {
            boolean led = live.peer == null ? !addresses.isEmpty() : addresses.contains(live.peer);
            if (!led && !live.strayed && live.host.equals(host) && !tls.isClosed()) {
              live.strayed = true;
              strays.add(live.below);
            }
          });
    }
    return strays;
  }

  /**
   * Closes every connection whose session doesn't hold. Never waits for a peer.
   *
   * @param holds whether the session of an established connection does
   * @param isStale whether a handshake that is under way was judged already, and before
   */
  void closeUnless(Predicate<SSLSession> holds, Predicate<SSLSession> isStale) {
    Map<SSLSocket, Live> now;
    synchronized (sockets) {
      now = Map.copyOf(sockets);
    }
    now.forEach(
        (tls, live) -> {
          if (!tls.isClosed() && !maybeUsed(tls, holds, isStale)) {
            close(live.below);
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

  /** Closes at once; whoever reads or writes fails. */
  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a refused connection couldn't be closed", e);
    }
  }
}
