package dev.trustconnect.examples.recipes;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.gate.Outgoing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Request;

/** Checks each request of Jetty's client before it connects, and its connection if pooled. */
final class JettyGuard implements Request.Listener {
  private final TrustConnect trust;
  private final Set<Connection> used =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  JettyGuard(TrustConnect trust) {
    this.trust = trust;
  }

  @Override
  public void onQueued(Request request) {
    check(request, null);
  }

  /** A new connection has no TLS session yet: its handshake, before the request, is checked. */
  @Override
  public void onBegin(Request request) {
    Connection connection = request.getConnection();
    check(request, used.contains(connection) ? connection : null);
  }

  @Override
  public void onCommit(Request request) {
    used.add(request.getConnection());
  }

  private void check(Request request, Connection pooled) {
    try {
      var exchange = trust.requestGate().begin(request.getHost(), request.getPort());
      var unusedStrays = exchange.check(secrets -> outgoing(request, secrets));
      if (pooled != null) {
        var tls = pooled.getSslSessionData();
        var unusedEvidence = exchange.connection(tls == null ? null : tls.sslSession());
        leaveUnlessAt(trust.names().resolve(request.getHost()).addresses(), pooled);
      }
    } catch (Exception refused) {
      var unusedResult = request.abort(refused);
    }
  }

  private static void leaveUnlessAt(List<InetAddress> proven, Connection pooled) {
    if (!(pooled.getRemoteSocketAddress() instanceof InetSocketAddress peer
        && proven.contains(peer.getAddress()))) {
      pooled.close();
      throw new IllegalStateException("the name has moved: another attempt gets a new connection");
    }
  }

  private static Outgoing outgoing(Request request, Set<String> secrets) {
    String host = request.getHost();
    boolean encrypted = "https".equalsIgnoreCase(request.getScheme());
    Map<String, String> found = new HashMap<>();
    for (var field : request.getHeaders()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      if (secrets.contains(name)) {
        found.merge(name, field.getValue(), (one, two) -> one + "\n" + two);
      }
    }
    boolean hasBody = request.getBody() != null;
    return new Outgoing(host, request.getPort(), encrypted, hasBody, false, found, found);
  }
}
