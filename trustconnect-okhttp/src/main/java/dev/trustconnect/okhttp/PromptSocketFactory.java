package dev.trustconnect.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/**
 * The sockets of our own questions over HTTPS: they send at once (TCP_NODELAY) and connect where
 * they are told to. OkHttp never asks for the former, and Nagle's algorithm then holds each small
 * request back until the last one is acknowledged: 40 ms. And the JDK asks the JVM's default {@code
 * ProxySelector} for a SOCKS proxy whenever a plain socket connects, while that shows the address
 * it was to connect to.
 *
 * <p>All are equal, so that clients with them can share connections.
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

  /** Refused: the system's resolver would be asked, whose answers nobody proves. */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new UnknownHostException("no name is looked up here: " + host);
  }

  /** Refused, as {@link #createSocket(String, int)}. */
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
