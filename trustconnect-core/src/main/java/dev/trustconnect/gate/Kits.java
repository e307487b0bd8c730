package dev.trustconnect.gate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.path.TrustRoots;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the kit for each requested scope. Kits are referenced weakly, except the one for all
 * hosts: a kit lives as long as it, its context or its socket factory is in use. Thread-safe.
 */
final class Kits {
  private final PolicyShelf policies;
  private final NameGate names;
  private final PeerAddresses peers;
  private final ConnectionInspection inspection;
  private final ConnectionGate connections;
  private final TrustRoots usualRoots;
  private final SessionMarks marks;
  private final LiveSockets live;
  private final ProvenConnector proven;
  private final SocketRoutes routes;
  private final Set<InetSocketAddress> proxies;
  private final Audit audit;
  private final InstantSource clock;
  private volatile @Nullable TlsKit any; // made when it is asked for: lookups need no TLS

  @GuardedBy("byScope")
  private final Map<KitScope, WeakReference<TlsKit>> byScope = new HashMap<>();

  Kits(
      PolicyShelf policies,
      NameGate names,
      PeerAddresses peers,
      ConnectionInspection inspection,
      ConnectionGate connections,
      TrustRoots usualRoots,
      SessionMarks marks,
      LiveSockets live,
      ProvenConnector proven,
      SocketRoutes routes,
      Set<InetSocketAddress> proxies,
      Audit audit,
      InstantSource clock) {
    this.policies = policies;
    this.names = names;
    this.peers = peers;
    this.inspection = inspection;
    this.connections = connections;
    this.usualRoots = usualRoots;
    this.marks = marks;
    this.live = live;
    this.proven = proven;
    this.routes = routes;
    this.proxies = Set.copyOf(proxies);
    this.audit = audit;
    this.clock = clock;
  }

  /** The kit for every host. */
  TlsKit any() {
    TlsKit known = any;
    return known != null ? known : makeAny();
  }

  private synchronized TlsKit makeAny() {
    TlsKit known = any;
    if (known == null) {
      known = made(KitScope.ANY);
      any = known;
    }
    return known;
  }

  /**
   * The kit for this scope: the same one as long as it is in use, so that clients can share
   * connections.
   */
  TlsKit of(KitScope scope) {
    if (scope.equals(KitScope.ANY)) {
      return any();
    }
    synchronized (byScope) {
      byScope.values().removeIf(kit -> kit.refersTo(null));
      WeakReference<TlsKit> known = byScope.get(scope);
      TlsKit kit = known == null ? null : known.get();
      if (kit == null) {
        kit = made(scope);
        byScope.put(scope, new WeakReference<>(kit));
      }
      return kit;
    }
  }

  boolean isDeclared(InetSocketAddress proxy) {
    return proxies.contains(proxy);
  }

  private TlsKit made(KitScope scope) {
    return new TlsKit(
        this,
        scope,
        new HandshakeGate(scope, names, peers, inspection, usualRoots, audit, marks, live),
        verifier(scope),
        new PlainSocketFactory(scope, proven.through(scope.socks()), audit),
        new IdentityGate(scope, policies, marks, live, audit, clock),
        policies::standing);
  }

  /** For {@link TlsKit#socketFactory}. */
  SSLSocketFactory bindingSockets(KitScope scope, Supplier<SSLSocketFactory> tls) {
    return new BoundSocketFactory(
        scope, tls, live, connections, policies, proven, routes, peers, audit, clock);
  }

  private HostnameVerifier verifier(KitScope scope) {
    return (host, session) -> {
      String subject = host + ":" + session.getPeerPort();
      try {
        scope.require(HostText.parse(host), subject);
      } catch (RefusedException why) {
        throw ConnectionGate.<RuntimeException>undeclared(
            audit.refused(Gate.CONNECTION, why, UntrustedConnectionException::new));
      }
      return connections.verify(host, session);
    };
  }

  /** Drops the sessions of all kits, so that none is resumed. */
  void forgetSessions() {
    TlsKit ofAnyHost = any;
    if (ofAnyHost != null) {
      ofAnyHost.forgetSessions();
    }
    List<TlsKit> used;
    synchronized (byScope) {
      used = byScope.values().stream().map(WeakReference::get).filter(Objects::nonNull).toList();
    }
    used.forEach(TlsKit::forgetSessions);
  }
}
