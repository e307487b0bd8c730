package dev.trustconnect.gate;

import dev.trustconnect.name.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Connects to where names lead. Thread-safe. */
final class ProvenConnector {
  private static final int CONNECT_MILLIS = 10_000;

  private final NameGate names;

  ProvenConnector(NameGate names) {
    this.names = names;
  }

  /**
   * A connection to the first proven address that answers. Blocks, ten seconds for each at most.
   *
   * @param local where it begins; null: anywhere
   * @throws IOException what went wrong at the last address, the ones before it suppressed; or the
   *     refusal of the name
   */
  Socket connect(HostName host, int port, @Nullable InetSocketAddress local) throws IOException {
    IOException last = null;
    for (InetAddress address : names.resolveNow(host.ascii()).addresses()) {
      Socket socket = new Socket(Proxy.NO_PROXY); // a plain one asks the JVM's ProxySelector
      try {
        if (local != null) {
          socket.bind(local);
        }
        socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
        return socket;
      } catch (IOException e) {
        socket.close();
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last != null ? last : new IOException("no address for " + host);
  }
}
