package dev.trustconnect.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A listening socket whose port no other one of these has, at whichever loopback address: another
 * server can have the same port at another address, as hosts have on the internet, although other
 * tests run at the same time. Closing it gives the port back.
 */
final class OwnPort implements AutoCloseable {
  private static final String RESERVATIONS = "127.0.255.254";
  private static final int MOST_TRIES = 100;

  private final ServerSocket entrance;
  private final ServerSocket reservation;

  private OwnPort(ServerSocket entrance, ServerSocket reservation) {
    this.entrance = entrance;
    this.reservation = reservation;
  }

  /** Listens at {@code address}. */
  static OwnPort at(String address, int backlog) {
    try {
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        ServerSocket entrance = new ServerSocket(0, backlog, InetAddress.getByName(address));
        try {
          int port = entrance.getLocalPort();
          return new OwnPort(
              entrance, new ServerSocket(port, 1, InetAddress.getByName(RESERVATIONS)));
        } catch (BindException taken) {
          entrance.close(); // by another test's server at another address
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no free port at " + address);
  }

  ServerSocket entrance() {
    return entrance;
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    reservation.close();
  }
}
