package dev.trustconnect.cli.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A TCP connection that is closed at once. */
final class Dial {
  private Dial() {}

  /** Connects and closes; blocks for {@code limit} at most. */
  static void to(InetSocketAddress address, Duration limit) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) Math.max(1, limit.toMillis()));
    }
  }

  /** Why a connection couldn't be made. */
  static String inWords(IOException failure) {
    if (failure instanceof SocketTimeoutException) {
      return "no answer";
    }
    if (failure instanceof NoRouteToHostException) {
      return "no route";
    }
    return failure instanceof ConnectException ? "refused" : "no connection";
  }
}
