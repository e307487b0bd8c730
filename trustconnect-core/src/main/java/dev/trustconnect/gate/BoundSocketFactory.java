package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.judge.Decision;
import dev.trustconnect.judge.Judge;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates TLS sockets only over connections that are known to be direct, or to go through a
 * declared proxy, and whose peer is a proven address of the host. Any other peer gets no bytes at
 * all. Thread-safe.
 */
final class BoundSocketFactory extends SSLSocketFactory {
  private final KitScope scope;
  private final Supplier<SSLSocketFactory> tls;
  private final LiveSockets live;
  private final ConnectionGate connections;
  private final PolicyShelf policies;
  private final ProvenConnector proven;
  private final SocketRoutes routes;
  private final PeerAddresses peers;
  private final Audit audit;
  private final InstantSource clock;

  BoundSocketFactory(
      KitScope scope,
      Supplier<SSLSocketFactory> tls,
      LiveSockets live,
      ConnectionGate connections,
      PolicyShelf policies,
      ProvenConnector proven,
      SocketRoutes routes,
      PeerAddresses peers,
      Audit audit,
      InstantSource clock) {
    this.scope = scope;
    this.tls = tls;
    this.live = live;
    this.connections = connections;
    this.policies = policies;
    this.proven = proven.through(scope.socks());
    this.routes = routes;
    this.peers = peers;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A socket to connect and then pass to {@link #createSocket(Socket, String, int, boolean)};
   * writing to it fails before that. {@code HttpsURLConnection} needs it: its own sockets would go
   * through the JVM's SOCKS proxy.
   */
  @Override
  public Socket createSocket() throws IOException {
    return KnownSocket.to(scope.socks(), true);
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    try {
      return layOver(connected, named(host, port), port, autoClose);
    } catch (IOException failed) {
      if (autoClose) {
        connected.close();
      }
      throw failed;
    }
  }

  private Socket layOver(Socket connected, HostName name, int port, boolean autoClose)
      throws IOException {
    ConnectDeadline deadline = deadline(connected);
    InetAddress peer = peers.addressOf(PeerAddresses.of(connected));
    Resolution resolution = proven.resolutionFor(name, peer, deadline);
    Judged judged = judge(name, port, resolution, connected);
    Refusal refusal = judged.refusal();
    if (refusal == null) {
      judged.audit();
      return secured(connected, routes.unknownRoute(name, port, connected), name, port, autoClose);
    }
    if (autoClose
        && mayReconnect(refusal)
        && routes.mayBeReplaced(name, port, resolution, connected, deadline)) {
      if (refusal.reason() == Reason.ADDRESS_NOT_PROVEN) {
        judged.audit();
      }
      return redirected(connected, name, port, deadline);
    }
    judged.audit();
    throw new UntrustedConnectionException(refusal);
  }

  /**
   * The caller's read timeout, but at most 10 seconds. Ends early if {@code connected} is closed,
   * which OkHttp does to cancel a call.
   */
  private static ConnectDeadline deadline(Socket connected) throws IOException {
    int read = connected.getSoTimeout();
    Duration within = read == 0 ? ProvenConnector.WITHIN : Duration.ofMillis(read);
    return new ConnectDeadline(
        ConnectDeadline.Time.SYSTEM,
        within.compareTo(ProvenConnector.WITHIN) < 0 ? within : ProvenConnector.WITHIN,
        connected::isClosed);
  }

  private boolean mayReconnect(Refusal refusal) {
    return scope.reconnects()
        && (refusal.reason() == Reason.ADDRESS_NOT_PROVEN
            || refusal.reason() == Reason.GATE_SOCKET_NOT_OURS);
  }

  /**
   * TLS over a new connection to a proven address. {@code misdirected} is shut down for writing.
   */
  private Socket redirected(Socket misdirected, HostName name, int port, ConnectDeadline deadline)
      throws IOException {
    Socket replacement = proven.connect(name, port, null, deadline);
    try {
      if (!misdirected.isOutputShutdown()) {
        misdirected.shutdownOutput();
      }
      return secured(new RedirectedSocket(misdirected, replacement), null, name, port, true);
    } catch (IOException failed) {
      replacement.close();
      throw failed;
    }
  }

  /** Parses the host and checks that this kit is for it. */
  private HostName named(String host, int port) throws IOException {
    HostName name;
    try {
      name = HostText.parse(host);
    } catch (RefusedException why) {
      throw audit.refused(Gate.HANDSHAKE, why, NameGate::untrusted);
    }
    try {
      scope.require(name, name + ":" + port);
      return name;
    } catch (RefusedException why) {
      throw audit.refused(Gate.HANDSHAKE, why, UntrustedConnectionException::new);
    }
  }

  /** A decision about a connection that isn't audited yet. */
  private record Judged(@Nullable Refusal refusal, Finding bound, Runnable event) {
    /**
     * Audits a refusal, or a reported foreign socket. An accepted connection is audited with its
     * handshake instead.
     */
    void audit() {
      if (refusal != null
          || (bound instanceof Finding.Violated violated
              && violated.reason() == Reason.GATE_SOCKET_NOT_OURS)) {
        event.run();
      }
    }
  }

  private Judged judge(HostName name, int port, Resolution resolution, Socket connected)
      throws UntrustedNameException {
    EndpointPolicy policy;
    try {
      policy = policies.require(name);
    } catch (RefusedException why) {
      throw audit.refused(Gate.HANDSHAKE, why, NameGate::untrusted);
    }
    Finding bound = routes.bound(name, port, resolution, connected);
    Decision decision =
        Judge.decide(policy, Checkpoint.SOCKET.checks(), List.of(bound), clock.instant());
    String subject = name + ":" + port;
    return new Judged(
        decision instanceof Decision.Refused refused ? refused.of(subject) : null,
        bound,
        () -> audit.decided(Gate.HANDSHAKE, subject, policy, decision));
  }

  /** A TLS socket over {@code below} whose handshake hasn't begun. */
  private Socket secured(
      Socket below,
      Finding.@Nullable Violated routeProblem,
      HostName name,
      int port,
      boolean autoClose)
      throws IOException {
    if (below instanceof KnownSocket known) {
      known.layTls();
    }
    below.setTcpNoDelay(true); // or Nagle's algorithm holds small requests back for 40 ms
    SSLSocket socket = (SSLSocket) tls.get().createSocket(below, name.ascii(), port, autoClose);
    live.addOwn(socket, routeProblem);
    return new JudgedSocket(socket, name, below, routeProblem, connections, live);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connect(host, port, null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connect(host, port, new InetSocketAddress(localHost, localPort));
  }

  private Socket connect(String host, int port, @Nullable InetSocketAddress local)
      throws IOException {
    HostName name = named(host, port);
    Socket connected =
        proven.connect(name, port, local, ConnectDeadline.of(ProvenConnector.WITHIN));
    try {
      return layOver(connected, name, port, true);
    } catch (IOException failed) {
      connected.close();
      throw failed;
    }
  }

  /** Always throws: an address doesn't say which host is meant. */
  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    Refusal refusal =
        new Refusal(
            host.getHostAddress() + ":" + port,
            Reason.ADDRESS_LITERAL,
            "an address in place of a name",
            "a host name, which can be proven");
    audit.refused(Gate.HANDSHAKE, refusal);
    throw new UntrustedConnectionException(refusal);
  }

  /** Always throws, as {@link #createSocket(InetAddress, int)}. */
  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.get().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.get().getSupportedCipherSuites();
  }
}
