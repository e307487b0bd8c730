package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Each with the problem of its route. */
  private final Map<SSLSocket, Optional<Finding.Violated>> own =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Why the server of a socket got no client certificate; only if it asked for one. */
  private final Map<SSLSocket, WithheldIdentityException> withheld =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final TrustMeter meter;

  LiveSockets(TrustMeter meter) {
    this.meter = meter;
  }

  /** Counts and times what happens to these connections. */
  TrustMeter meter() {
    return meter;
  }

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
   * Records that we created {@code tls}.
   *
   * @param tls the socket as passed to its trust manager
   * @param routeProblem the problem with the route of the connection below, which a policy merely
   *     reports; null if there is none
   */
  void addOwn(SSLSocket tls, Finding.@Nullable Violated routeProblem) {
    own.put(tls, Optional.ofNullable(routeProblem));
  }

  /**
   * Records that the server of {@code tls} got no client certificate.
   *
   * @param tls the socket as passed to its key manager
   */
  void withheld(SSLSocket tls, WithheldIdentityException why) {
    withheld.put(tls, why);
  }

  /**
   * Why the server of {@code tls} got no client certificate in its handshake; null if it may have.
   */
  @Nullable WithheldIdentityException withheldOn(SSLSocket tls) {
    return withheld.get(tls);
  }

  /**
   * The problem with the route of {@code tls}; null if there is none. Of a socket of another
   * factory only a channel shows the route.
   */
  Finding.@Nullable Violated routeProblemOf(SSLSocket tls) {
    Optional<Finding.Violated> known = own.get(tls);
    if (known != null) {
      return known.orElse(null);
    }
    return SocketRoutes.isDirect(tls) ? null : SocketRoutes.foreignTls(tls.getClass().getName());
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
