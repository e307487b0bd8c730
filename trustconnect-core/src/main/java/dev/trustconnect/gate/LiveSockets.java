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
 * All open connections, weakly referenced. Some clients ({@code HttpsURLConnection}) reuse pooled
 * connections without any check, so connections that are refused later must be closed. Thread-safe.
 */
final class LiveSockets {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSockets.class);

  private final Set<JudgedSocket> sockets =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final Set<SSLSocket> own =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Adds a connection whose host is known. */
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
   * Records that we created {@code tls} over a connection whose route is known.
   *
   * @param tls the socket as passed to its trust manager
   */
  void addOwn(SSLSocket tls) {
    own.add(tls);
  }

  /** Whether {@link #addOwn} was called for {@code tls}. */
  boolean isOwn(SSLSocket tls) {
    return own.contains(tls);
  }

  /**
   * Marks the connections to {@code host} whose peer isn't one of {@code addresses}.
   *
   * @param addresses the name's current addresses; if empty, every connection is marked
   * @param peer the address of a connection; null if it isn't visible
   * @return whether a connection was newly marked
   */
  boolean markOutdated(
      HostName host,
      List<InetAddress> addresses,
      Function<JudgedSocket, @Nullable InetAddress> peer) {
    boolean more = false;
    for (JudgedSocket socket : of(host)) {
      InetAddress address = peer.apply(socket);
      boolean current = address == null ? !addresses.isEmpty() : addresses.contains(address);
      if (!current && !socket.isOutdated()) {
        socket.setOutdated(true);
        more = true;
      }
    }
    return more;
  }

  /** The connections to addresses that {@code host} no longer resolves to. */
  List<JudgedSocket> outdated(HostName host) {
    return of(host).stream().filter(JudgedSocket::isOutdated).toList();
  }

  /**
   * Closes every established connection that is refused now. Doesn't wait for peers.
   *
   * @param refusal the refusal of a connection; null if it is allowed
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

  /** Closes immediately; pending reads and writes fail. */
  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a refused connection couldn't be closed", e);
    }
  }
}
