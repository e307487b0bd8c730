package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
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

  private final Set<JudgedSocket> sockets =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final Set<SSLSocket> laid =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** One more connection, whose host is known. */
  void add(JudgedSocket socket) {
    sockets.add(socket);
  }

  private List<JudgedSocket> of(HostName host) {
    List<JudgedSocket> found = new ArrayList<>();
    synchronized (sockets) {
      for (JudgedSocket socket : sockets) {
        if (host.equals(socket.host()) && !socket.isClosed()) {
          found.add(socket);
        }
      }
    }
    return found;
  }

  /**
   * TLS was laid by us over a connection whose way is known.
   *
   * @param tls as its trust manager sees it
   */
  void lay(SSLSocket tls) {
    laid.add(tls);
  }

  /** Whether {@link #lay} was told of {@code tls}. */
  boolean isLaid(SSLSocket tls) {
    return laid.contains(tls);
  }

  /**
   * Marks the connections to {@code host} that aren't to one of {@code addresses}.
   *
   * @param addresses where the name leads now; none at all makes every connection a stray
   * @param peer the address of a connection; null where it can't be seen
   * @return whether there is one more stray than before
   */
  boolean markStrays(
      HostName host,
      List<InetAddress> addresses,
      Function<JudgedSocket, @Nullable InetAddress> peer) {
    boolean more = false;
    for (JudgedSocket socket : of(host)) {
      InetAddress address = peer.apply(socket);
      boolean led = address == null ? !addresses.isEmpty() : addresses.contains(address);
      if (!led && !socket.isStray()) {
        socket.stray(true);
        more = true;
      }
    }
    return more;
  }

  /** The connections to {@code host} that its name doesn't lead to any more. */
  List<JudgedSocket> strays(HostName host) {
    return of(host).stream().filter(JudgedSocket::isStray).toList();
  }

  /**
   * Closes every established connection that is refused now. Never waits for a peer.
   *
   * @param refusal why a connection doesn't hold; null if it does
   */
  void closeUnless(Function<JudgedSocket, @Nullable UntrustedConnectionException> refusal) {
    List<JudgedSocket> now;
    synchronized (sockets) {
      now = List.copyOf(sockets);
    }
    for (JudgedSocket socket : now) {
      if (socket.isEstablished() && !socket.isClosed()) {
        UntrustedConnectionException refused = refusal.apply(socket);
        if (refused != null) {
          socket.refuse(refused);
        }
      }
    }
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
