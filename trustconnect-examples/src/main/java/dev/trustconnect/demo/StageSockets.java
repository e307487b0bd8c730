package dev.trustconnect.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets that only reach the stage: the cloud's metadata service is the rogue on it, and no other
 * address beyond loopback can be reached.
 */
final class StageSockets extends SocketFactory {
  private static final String METADATA = "169.254.169.254";

  @Override
  public Socket createSocket() {
    return new OnStage();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  private static Socket connected(InetSocketAddress to) throws IOException {
    Socket socket = new OnStage();
    socket.connect(to);
    return socket;
  }

  private static final class OnStage extends Socket {
    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
      InetSocketAddress to = (InetSocketAddress) endpoint;
      InetAddress address = to.getAddress();
      if (address != null && address.getHostAddress().equals(METADATA)) {
        super.connect(new InetSocketAddress(Stage.ROGUE, to.getPort()), timeoutMillis);
      } else if (address != null && address.isLoopbackAddress()) {
        super.connect(to, timeoutMillis);
      } else {
        throw new ConnectException(to + " is not on the stage");
      }
    }
  }
}
