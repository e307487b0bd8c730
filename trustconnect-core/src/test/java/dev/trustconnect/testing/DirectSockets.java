package dev.trustconnect.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/** Connected sockets that a gate can see came through no proxy. */
public final class DirectSockets {
  private DirectSockets() {}

  /** A connection to a loopback address; the caller closes it. */
  public static Socket to(String address, int port) throws IOException {
    return to(new InetSocketAddress(address, port));
  }

  /** A connection to {@code address}; the caller closes it. */
  public static Socket to(InetSocketAddress address) throws IOException {
    return SocketChannel.open(address).socket();
  }

  /** A connection to {@code peer}; the caller closes it. */
  public static Socket to(TlsPeer peer) throws IOException {
    return to(peer.address(), peer.port());
  }
}
