package dev.trustconnect.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * A TLS server on loopback that asks for a client certificate, takes any that it gets, and keeps
 * it: a rogue that harvests them, and the honest server that it is compared with. It answers each
 * HTTP/1.1 request with {@code ok}. Thread-safe.
 */
public final class AskingPeer implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final SSLServerSocket entrance;
  private final boolean needs;
  private final List<SSLSocket> clients = new CopyOnWriteArrayList<>();
  private final Harvest harvest;
  private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
  private int handshakes; // begun and not ended; guarded by this

  private AskingPeer(Builder builder) {
    this.needs = builder.needs;
    this.harvest = new Harvest(builder.issuers);
    try {
      SSLContext context = builder.context(harvest);
      entrance =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(builder.port, 50, InetAddress.getByName(builder.address));
      entrance.setEnabledProtocols(builder.protocols);
      if (builder.suites.length > 0) {
        entrance.setEnabledCipherSuites(builder.suites);
      }
      SSLParameters parameters = entrance.getSSLParameters();
      parameters.setApplicationProtocols(builder.applications);
      entrance.setSSLParameters(parameters);
      if (needs) {
        entrance.setNeedClientAuth(true);
      } else {
        entrance.setWantClientAuth(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** A server with this certificate. */
  public static Builder builder(TestCa.Identity identity) {
    return new Builder(identity);
  }

  /** Settings of an {@link AskingPeer}. */
  public static final class Builder {
    private final TestCa.Identity identity;
    private String address = "127.0.1.10";
    private int port;
    private String[] protocols = {"TLSv1.3", "TLSv1.2"};
    private String[] suites = {};
    private String[] applications = {};
    private boolean needs;
    private X509Certificate[] issuers = {};

    private Builder(TestCa.Identity identity) {
      this.identity = identity;
    }

    /** Its loopback address; 127.0.1.10 by default. */
    public Builder address(String loopback) {
      address = loopback;
      return this;
    }

    /** Its port; a free one by default. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** The only versions of TLS that it speaks; 1.2 and 1.3 by default. */
    public Builder protocols(String... versions) {
      protocols = versions.clone();
      return this;
    }

    /** The only cipher suites that it speaks; the JDK's defaults otherwise. */
    public Builder suites(String... names) {
      suites = names.clone();
      return this;
    }

    /** What it selects by ALPN, such as h2; it speaks only HTTP/1.1 whatever was selected. */
    public Builder selects(String... names) {
      applications = names.clone();
      return this;
    }

    /** Refuses clients without a certificate. */
    public Builder needs() {
      needs = true;
      return this;
    }

    /** The authorities that it names in its request; none by default, which means any. */
    public Builder issuers(X509Certificate... authorities) {
      issuers = authorities.clone();
      return this;
    }

    /** Starts it. */
    public AskingPeer start() {
      return new AskingPeer(this);
    }

    private SSLContext context(TrustManager harvester) {
      try {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        char[] password = {};
        keys.setKeyEntry(
            "server", identity.key(), password, identity.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory factory =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), new TrustManager[] {harvester}, null);
        return context;
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Its port. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** Its address. */
  public String address() {
    return entrance.getInetAddress().getHostAddress();
  }

  /**
   * All certificates that clients have sent, each as often as it came. Waits for the end of
   * handshakes under way.
   */
  public synchronized List<X509Certificate> harvest() {
    try {
      while (handshakes > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while handshakes were under way", e);
    }
    return harvest.certificates();
  }

  private synchronized void shaking(int change) {
    handshakes += change;
    notifyAll();
  }

  /** The bytes that came over TLS, as text. */
  public String requests() {
    synchronized (requests) {
      return requests.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "asking-peer");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) entrance.accept();
        clients.add(client);
        shaking(1);
        daemon(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket client) {
    try (client) {
      try {
        client.setTcpNoDelay(true); // or each handshake waits for an acknowledgement
        client.startHandshake();
      } finally {
        shaking(-1);
      }
      InputStream in = client.getInputStream();
      int end = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        synchronized (requests) {
          requests.write(next);
        }
        end = next == '\n' ? end + 1 : next == '\r' ? end : 0;
        if (end == 2) {
          client.getOutputStream().write(ANSWER);
          client.getOutputStream().flush();
        }
      }
    } catch (IOException refused) {
      // A client that refuses this server hangs up; what it has sent until then is looked at.
    } finally {
      clients.remove(client);
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
      for (SSLSocket client : clients) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
