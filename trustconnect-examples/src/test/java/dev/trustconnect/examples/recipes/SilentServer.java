package dev.trustconnect.examples.recipes;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server of any protocol that never answers, and counts what it gets after the handshake. */
final class SilentServer implements AutoCloseable {
  private final ServerSocket entrance;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread acceptor;

  /** A server there, at any port if 0; without TLS if {@code identity} is null. */
  SilentServer(String address, int port, TestCa.Identity identity) {
    try {
      InetAddress at = InetAddress.getByName(address);
      entrance =
          identity == null
              ? new ServerSocket(port, 50, at)
              : context(identity).getServerSocketFactory().createServerSocket(port, 50, at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    acceptor = daemon(this::accept);
  }

  /** A context for servers of this identity. */
  static SSLContext context(TestCa.Identity identity) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      X509Certificate[] chain = identity.chain().toArray(new X509Certificate[0]);
      store.setKeyEntry("server", identity.key(), new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "silent-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** How many connections there ever were. */
  int connections() {
    return open.size();
  }

  /** How many bytes of the protocol inside TLS came in. */
  long bytesReceived() {
    return bytes.get();
  }

  /** Waits for the first of them. */
  void awaitBytes() {
    try {
      if (!first.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing comes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        open.add(client);
        var unusedThread = daemon(() -> read(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void read(Socket client) {
    try (client) {
      byte[] buffer = new byte[8_192];
      InputStream in = client.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.addAndGet(n);
        first.countDown();
      }
    } catch (IOException e) {
      // The client has left: what it sent is counted.
    }
  }

  @Override
  public void close() {
    end(entrance, acceptor, open);
  }

  /** Closes a server's sockets, once the thread that accepts them has ended. */
  static void end(ServerSocket entrance, Thread acceptor, List<Socket> open) {
    try {
      entrance.close();
      acceptor.join();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the server ends", e);
    }
  }
}
