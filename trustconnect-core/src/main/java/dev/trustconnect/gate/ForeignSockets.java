package dev.trustconnect.gate;

import dev.trustconnect.finding.Finding;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the decisions about TLS sockets from other factories that use our trust manager, as
 * long as the socket exists. Thread-safe.
 */
final class ForeignSockets {
  private final SessionMarks marks;
  private final Map<SSLSocket, LastCheck> lastChecks =
      Collections.synchronizedMap(new WeakHashMap<>());

  ForeignSockets(SessionMarks marks) {
    this.marks = marks;
  }

  Link link(SSLSocket socket) {
    return new ForeignLink(socket, socket.getSession());
  }

  private final class ForeignLink implements Link {
    private final SSLSocket socket;
    private final SSLSession session;

    private ForeignLink(SSLSocket socket, SSLSession session) {
      this.socket = socket;
      this.session = session;
    }

    @Override
    public SSLSession session() {
      return session;
    }

    @Override
    public InetSocketAddress peer() {
      return PeerAddresses.of(socket);
    }

    /** Checked here as well, because a resumed handshake doesn't call the trust manager. */
    @Override
    public Finding.@Nullable Violated routeProblem() {
      if (socket instanceof JudgedSocket judged) {
        // Another TrustConnect may have declared other SOCKS proxies.
        return peer().getAddress() == null ? SocketRoutes.hidden() : judged.routeProblem();
      }
      return SocketRoutes.isDirect(socket)
          ? null
          : SocketRoutes.foreignTls(socket.getClass().getName());
    }

    /** The session's result is that of the full handshake, which another socket may have made. */
    @Override
    public @Nullable LastCheck lastCheck() {
      LastCheck found = lastChecks.get(socket);
      LastCheck left = found != null ? null : marks.left(session);
      return left == null ? found : new LastCheck(left.evidence(), null);
    }

    @Override
    public void lastCheck(LastCheck lastCheck) {
      lastChecks.put(socket, lastCheck);
    }
  }
}
