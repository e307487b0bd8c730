package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.path.TrustRoots;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.HostnameVerifier;

/** Makes kits, one for each scope that is asked for, and keeps them. Thread-safe. */
final class Kits {
  private final NameGate names;
  private final ConnectionJudge judge;
  private final ConnectionGate connections;
  private final TrustRoots usualRoots;
  private final SessionMarks marks;
  private final LiveSockets live;
  private final Audit audit;
  private final InstantSource clock;
  private final Map<KitScope, TlsKit> byScope = new ConcurrentHashMap<>();

  Kits(
      NameGate names,
      ConnectionJudge judge,
      ConnectionGate connections,
      TrustRoots usualRoots,
      SessionMarks marks,
      LiveSockets live,
      Audit audit,
      InstantSource clock) {
    this.names = names;
    this.judge = judge;
    this.connections = connections;
    this.usualRoots = usualRoots;
    this.marks = marks;
    this.live = live;
    this.audit = audit;
    this.clock = clock;
  }

  /** The kit of this scope: the same one every time, so that clients can share connections. */
  TlsKit of(KitScope scope) {
    return byScope.computeIfAbsent(scope, this::made);
  }

  private TlsKit made(KitScope scope) {
    return new TlsKit(
        this,
        scope,
        new HandshakeGate(scope, names, judge, usualRoots, audit, marks),
        verifier(scope),
        tls -> new BoundSocketFactory(scope, tls, live, names, judge, audit, clock));
  }

  private HostnameVerifier verifier(KitScope scope) {
    return (host, session) -> {
      String subject = host + ":" + session.getPeerPort();
      try {
        UntrustedConnectionException outside = scope.refusal(NameGate.hostName(host), subject);
        if (outside != null) {
          audit.refused(Gate.CONNECTION, outside);
          throw outside;
        }
      } catch (IOException refused) {
        throw ConnectionGate.<RuntimeException>undeclared(refused);
      }
      return connections.verify(host, session);
    };
  }

  /** No session of before is resumed any more, in any kit. */
  void forgetSessions() {
    byScope.values().forEach(TlsKit::forgetSessions);
  }
}
