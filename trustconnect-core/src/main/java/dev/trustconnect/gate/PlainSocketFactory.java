package dev.trustconnect.gate;

import dev.trustconnect.audit.AuditEvent.Gate;
import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Creates sockets whose route is known. Thread-safe. */
final class PlainSocketFactory extends SocketFactory {
  private final KitScope scope;
  private final ProvenConnector proven;
  private final Audit audit;

  PlainSocketFactory(KitScope scope, ProvenConnector proven, Audit audit) {
    this.scope = scope;
    this.proven = proven;
    this.audit = audit;
  }

  @Override
  public Socket createSocket() throws IOException {
    return KnownSocket.to(scope.socks(), false);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(createSocket(), host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    Socket socket = createSocket();
    socket.bind(new InetSocketAddress(localHost, localPort));
    return connected(socket, host, port);
  }

  private static Socket connected(Socket socket, InetAddress host, int port) throws IOException {
    try {
      socket.connect(new InetSocketAddress(host, port), (int) ProvenConnector.WITHIN.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A connection to a proven address of {@code host}; the system's resolver isn't used. */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connect(host, port, null, ConnectDeadline.of(ProvenConnector.WITHIN));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    InetSocketAddress local = new InetSocketAddress(localHost, localPort);
    return connect(host, port, local, ConnectDeadline.of(ProvenConnector.WITHIN));
  }

  /** A connection to a proven address of {@code host}. Blocks until {@code deadline} at most. */
  Socket connect(String host, int port, @Nullable InetSocketAddress local, ConnectDeadline deadline)
      throws IOException {
    HostName name;
    try {
      name = HostText.parse(host);
    } catch (RefusedException why) {
      throw audit.refused(Gate.HANDSHAKE, why, NameGate::untrusted);
    }
    try {
      scope.require(name, name + ":" + port);
    } catch (RefusedException why) {
      throw audit.refused(Gate.HANDSHAKE, why, UntrustedConnectionException::new);
    }
    return proven.connect(name, port, local, deadline);
  }
}
