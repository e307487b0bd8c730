package dev.trustconnect.gate;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A JSSE server that resumes sessions of every version, usually at 127.0.1.10. Thread-safe. */
final class ResumingServer implements AutoCloseable {
  private final SSLContext context;
  private final String version;
  private final JsseServer server;
  private final AtomicInteger requests = new AtomicInteger();

  ResumingServer(TestCa.Identity identity, String version) throws Exception {
    this(identity, version, "127.0.1.10", null);
  }

  /** With this source of session IDs and all else that is random; null: the usual one. */
  ResumingServer(
      TestCa.Identity identity, String version, String address, @Nullable SecureRandom random)
      throws Exception {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    this.context = SSLContext.getInstance("TLS");
    this.version = version;
    context.init(keys.getKeyManagers(), null, random);
    server = new JsseServer(context, address, 0, version, this::serve);
  }

  private ResumingServer(ResumingServer farm, String address) throws IOException {
    this.context = farm.context;
    this.version = farm.version;
    server = new JsseServer(context, address, farm.port(), version, this::serve);
  }

  /** Another server of this one's farm: it resumes the sessions that this one began. */
  ResumingServer twin(String address) throws IOException {
    return new ResumingServer(this, address);
  }

  int port() {
    return server.port();
  }

  /** How many requests were answered. */
  int requests() {
    return requests.get();
  }

  /** Answers the first bytes and keeps the connection. */
  private void serve(SSLSocket client) throws IOException {
    if (client.getInputStream().read() >= 0) {
      requests.incrementAndGet();
      client
          .getOutputStream()
          .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
