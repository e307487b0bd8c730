package dev.trustconnect.okhttp.doh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/**
 * Creates the sockets for DoH, with TCP_NODELAY and without any proxy. OkHttp doesn't set
 * TCP_NODELAY, and Nagle's algorithm then delays each small request until the previous one is
 * acknowledged: 40 ms. And when a plain socket connects, the JDK asks the JVM's default {@code
 * ProxySelector} for a SOCKS proxy, whose use the socket doesn't show.
 *
 * <p>All instances are equal, so that clients with them can share connections.
 */
final class PromptSocketFactory extends SocketFactory {

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    socket.setTcpNoDelay(true);
    return socket;
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
      socket.connect(new InetSocketAddress(host, port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Always throws: the system's resolver would be used, whose answers aren't validated. */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new UnknownHostException("no name is looked up here: " + host);
  }

  /** Always throws, as {@link #createSocket(String, int)}. */
  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PromptSocketFactory;
  }

  @Override
  public int hashCode() {
    return PromptSocketFactory.class.hashCode();
  }
}
