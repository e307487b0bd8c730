package dev.trustconnect.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that swallows packets: it listens, its queue is full, and Linux drops every SYN to it.
 */
public final class SilentAddress implements AutoCloseable {
  private static final int QUEUE = 1;

  private final ServerSocket entrance;
  private final List<Socket> waiting = new ArrayList<>();

  /** One that swallows from now on. */
  public SilentAddress(String loopback, int port) throws IOException {
    entrance = new ServerSocket(port, QUEUE, InetAddress.getByName(loopback));
    for (int i = 0; i <= QUEUE; i++) { // Linux takes one more than it is told
      waiting.add(
          SocketChannel.open(
                  new InetSocketAddress(entrance.getInetAddress(), entrance.getLocalPort()))
              .socket());
    }
  }

  /** The port it listens at. */
  public int port() {
    return entrance.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    for (Socket socket : waiting) {
      socket.close();
    }
  }
}
