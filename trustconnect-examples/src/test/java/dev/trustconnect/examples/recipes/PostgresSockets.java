package dev.trustconnect.examples.recipes;

import dev.trustconnect.gate.TlsKit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Properties;
import javax.net.SocketFactory;
import org.postgresql.PGProperty;

/**
 * The {@code socketFactory}: sockets that are already connected to a proven address of the one host
 * in {@code PGHOST}, so that the driver resolves no name.
 */
public final class PostgresSockets extends SocketFactory {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TlsKit kit;
  private final String host;
  private final int port;

  /** The driver creates one for each connection. */
  public PostgresSockets(Properties connection) {
    kit = PostgresRecipe.trust(connection).tls();
    host = PGProperty.PG_HOST.getOrDefault(connection);
    port = Integer.parseInt(PGProperty.PG_PORT.getOrDefault(connection));
  }

  @Override
  public Socket createSocket() throws IOException {
    return kit.connect(host, port, PATIENCE, () -> false);
  }

  @Override
  public Socket createSocket(String any, int at) {
    throw new UnsupportedOperationException("the driver doesn't use this");
  }

  @Override
  public Socket createSocket(String any, int at, InetAddress local, int localPort) {
    return createSocket(any, at);
  }

  @Override
  public Socket createSocket(InetAddress any, int at) {
    return createSocket(any.getHostAddress(), at);
  }

  @Override
  public Socket createSocket(InetAddress any, int at, InetAddress local, int localPort) {
    return createSocket(any, at);
  }
}
