package dev.trustconnect.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A plain JSSE server: a thread for each client, all of them ended with it. Thread-safe. */
final class JsseServer implements AutoCloseable {
  private final SSLServerSocket entrance;
  private final Manners manners;
  private final List<SSLSocket> clients = new CopyOnWriteArrayList<>();

  /** What it does with a client. */
  @FunctionalInterface
  interface Manners {
    void serve(SSLSocket client) throws IOException;
  }

  /** At a free port if {@code port} is 0. */
  JsseServer(SSLContext context, String address, int port, String version, Manners manners)
      throws IOException {
    this.manners = manners;
    entrance =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(port, 9, InetAddress.getByName(address));
    entrance.setEnabledProtocols(new String[] {version});
    daemon(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "jsse-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) entrance.accept();
        clients.add(client);
        daemon(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket client) {
    try {
      manners.serve(client);
    } catch (IOException refused) {
      // A client that doesn't like the certificate hangs up; that is what is looked for.
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    for (SSLSocket client : clients) {
      client.close();
    }
  }
}
