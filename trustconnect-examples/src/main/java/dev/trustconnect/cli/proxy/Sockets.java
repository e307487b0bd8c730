package dev.trustconnect.cli.proxy;

import java.io.Closeable;
import java.io.IOException;

/** Closes sockets. */
final class Sockets {
  private Sockets() {}

  /** Closes it; a failure means that there is nothing left to close. */
  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // The descriptor is released anyway.
    }
  }
}
