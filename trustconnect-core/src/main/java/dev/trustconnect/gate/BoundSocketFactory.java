package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.name.HostName;
import dev.trustconnect.policy.Decision;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.policy.Judge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
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
  private static final int CONNECT_MILLIS = 10_000;

  private final Supplier<SSLSocketFactory> tls;
  private final LiveSockets live;
  private final NameGate names;
  private final ConnectionJudge judge;
  private final Audit audit;
  private final InstantSource clock;

  BoundSocketFactory(
      Supplier<SSLSocketFactory> tls,
      LiveSockets live,
      NameGate names,
      ConnectionJudge judge,
      Audit audit,
      InstantSource clock) {
    this.tls = tls;
    this.live = live;
    this.names = names;
    this.judge = judge;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    try {
      refuseUnlessBound(connected, host, port);
    } catch (IOException refused) {
      if (autoClose) {
        connected.close();
      }
      throw refused;
    }
    connected.setTcpNoDelay(true); // or Nagle's algorithm holds small requests back for 40 ms
    SSLSocket socket = (SSLSocket) tls.get().createSocket(connected, host, port, autoClose);
    live.add(socket, connected);
    return socket;
  }

  private void refuseUnlessBound(Socket connected, String host, int port) throws IOException {
    HostName name = NameGate.hostName(host);
    EndpointPolicy policy = names.policyFor(name);
    InetSocketAddress peer = ConnectionJudge.peerOf(connected);
    Finding bound = judge.bound(names.resolutionFor(name, judge.addressOf(peer)), peer);
    Decision decision = Judge.decide(policy, List.of(bound), clock.instant());
    if (decision instanceof Decision.Refused refused) {
      String subject = name + ":" + port;
      audit.decided(Gate.HANDSHAKE, subject, policy, decision);
      throw new UntrustedConnectionException(
          subject, refused.reason(), refused.seen(), refused.wanted());
    }
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

  /** Connects to the first proven address that answers. Blocks, ten seconds for each at most. */
  private Socket connect(String host, int port, @Nullable InetSocketAddress local)
      throws IOException {
    IOException last = null;
    for (InetAddress address : names.resolveNow(host).addresses()) {
      Socket socket = new Socket(Proxy.NO_PROXY); // a plain one asks the JVM's ProxySelector
      try {
        if (local != null) {
          socket.bind(local);
        }
        socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
        return createSocket(socket, host, port, true);
      } catch (UntrustedConnectionException refused) {
        throw refused;
      } catch (IOException e) {
        socket.close();
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last != null ? last : new IOException("no address for " + host);
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
