package dev.trustconnect.cli.proxy;

import java.io.Closeable;
import java.io.IOException;

/** Ends what has a socket under it. */
final class Sockets {
  private Sockets() {}

  /** Closing fails only where there is nothing left to close. */
  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // The descriptor is released all the same.
    }
  }
}
