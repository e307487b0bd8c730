package dev.trustconnect.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The socket factory of a kit's context: its sockets are judged in their handshake, resumed ones
 * too, and connect wherever they are told. Thread-safe.
 */
final class ContextSockets extends SSLSocketFactory {
  private final Supplier<SSLContext> context;
  private final ConnectionGate connections;
  private final LiveSockets live;

  ContextSockets(Supplier<SSLContext> context, ConnectionGate connections, LiveSockets live) {
    this.context = context;
    this.connections = connections;
    this.live = live;
  }

  private SSLSocketFactory sockets() {
    return context.get().getSocketFactory();
  }

  private Socket judged(Socket tls, @Nullable Socket below) {
    return new JudgedSocket((SSLSocket) tls, below, connections, live);
  }

  @Override
  public Socket createSocket() throws IOException {
    return judged(sockets().createSocket(), null);
  }

  @Override
  public Socket createSocket(Socket below, String host, int port, boolean autoClose)
      throws IOException {
    return judged(sockets().createSocket(below, host, port, autoClose), below);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return judged(sockets().createSocket(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return judged(sockets().createSocket(host, port, localHost, localPort), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return judged(sockets().createSocket(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return judged(sockets().createSocket(host, port, localHost, localPort), null);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets().getSupportedCipherSuites();
  }
}
