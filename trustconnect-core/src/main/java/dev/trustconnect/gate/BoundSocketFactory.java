package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.Judge;
import dev.trustconnect.resolve.UntrustedNameException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lays TLS over a connection only if its peer is a proven address of the host: a rogue one gets not
 * a single byte. Thread-safe.
 *
 * <p>The overload without arguments stays unsupported, as {@code SocketFactory} has it: {@code
 * HttpsURLConnection} then connects by itself and shows us the connected socket.
 */
final class BoundSocketFactory extends SSLSocketFactory {
  private final KitScope scope;
  private final Supplier<SSLSocketFactory> tls;
  private final LiveSockets live;
  private final ConnectionGate connections;
  private final NameGate names;
  private final ProvenConnector proven;
  private final ConnectionJudge judge;
  private final Audit audit;
  private final InstantSource clock;

  BoundSocketFactory(
      KitScope scope,
      Supplier<SSLSocketFactory> tls,
      LiveSockets live,
      ConnectionGate connections,
      NameGate names,
      ConnectionJudge judge,
      Audit audit,
      InstantSource clock) {
    this.scope = scope;
    this.tls = tls;
    this.live = live;
    this.connections = connections;
    this.names = names;
    this.proven = new ProvenConnector(names);
    this.judge = judge;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    try {
      HostName name = NameGate.hostName(host);
      refuseOutsideScope(name, port);
      InetSocketAddress peer = ConnectionJudge.peerOf(connected);
      UntrustedConnectionException refusal = refusal(name, port, peer);
      if (refusal == null) {
        return secured(connected, name, port, autoClose);
      }
      if (autoClose && mayReconnect(refusal, peer, port)) {
        Socket led = proven.connect(name, port, null);
        return secured(new RedirectedSocket(connected, led), name, port, true);
      }
      throw refusal;
    } catch (IOException failed) {
      if (autoClose) {
        connected.close();
      }
      throw failed;
    }
  }

  private void refuseOutsideScope(HostName name, int port) throws UntrustedConnectionException {
    UntrustedConnectionException outside = scope.refusal(name, name + ":" + port);
    if (outside != null) {
      audit.refused(Gate.HANDSHAKE, outside);
      throw outside;
    }
  }

  /** Why {@code name} doesn't lead to {@code peer}; null if it does. The audit log is told. */
  private @Nullable UntrustedConnectionException refusal(
      HostName name, int port, InetSocketAddress peer) throws UntrustedNameException {
    EndpointPolicy policy = names.policyFor(name);
    Finding bound = judge.bound(names.resolutionFor(name, judge.addressOf(peer)), peer);
    Decision decision = Judge.decide(policy, List.of(bound), clock.instant());
    if (!(decision instanceof Decision.Refused refused)) {
      return null;
    }
    String subject = name + ":" + port;
    audit.decided(Gate.HANDSHAKE, subject, policy, decision);
    return new UntrustedConnectionException(
        subject, refused.reason(), refused.seen(), refused.wanted());
  }

  /**
   * A peer at another port than the one that is meant is a proxy, and so is one without address.
   */
  private boolean mayReconnect(
      UntrustedConnectionException refusal, InetSocketAddress peer, int port) {
    return scope.reconnects()
        && refusal.reason() == Reason.ADDRESS_NOT_PROVEN
        && peer.getAddress() != null
        && peer.getPort() == port;
  }

  /** TLS over {@code below}, not begun yet. */
  private Socket secured(Socket below, HostName name, int port, boolean autoClose)
      throws IOException {
    below.setTcpNoDelay(true); // or Nagle's algorithm holds small requests back for 40 ms
    SSLSocket socket = (SSLSocket) tls.get().createSocket(below, name.ascii(), port, autoClose);
    return new JudgedSocket(socket, below, connections, live);
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
    HostName name = NameGate.hostName(host);
    refuseOutsideScope(name, port);
    return createSocket(proven.connect(name, port, local), host, port, true);
  }

  /** Refused: an address says nothing about the host that is meant. */
  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    UntrustedConnectionException refused =
        new UntrustedConnectionException(
            host.getHostAddress() + ":" + port,
            Reason.ADDRESS_LITERAL,
            "an address in place of a name",
            "a host name, which can be proven");
    audit.refused(Gate.HANDSHAKE, refused);
    throw refused;
  }

  /** Refused, as {@link #createSocket(InetAddress, int)}. */
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
