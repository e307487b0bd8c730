package dev.trustconnect.gate;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A JSSE server at 127.0.1.10 that shows one certificate, and after the first request asks for
 * another handshake and shows another certificate. Thread-safe.
 */
final class RenegotiatingServer implements AutoCloseable {
  /** Not the one that JSSE likes best, so that the first session can't be resumed. */
  private static final String ANOTHER_SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

  private final JsseServer server;
  private final Keys keys;
  private final boolean renegotiates;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  /** One that stays what it is, and asks for no second handshake. */
  RenegotiatingServer(TestCa.Identity only, String version) throws Exception {
    this(only, only, version, false);
  }

  RenegotiatingServer(TestCa.Identity first, TestCa.Identity second, String version)
      throws Exception {
    this(first, second, version, true);
  }

  private RenegotiatingServer(
      TestCa.Identity first, TestCa.Identity second, String version, boolean renegotiates)
      throws Exception {
    this.renegotiates = renegotiates;
    keys = new Keys(first, second);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, null, null);
    server = new JsseServer(context, "127.0.1.10", 0, version, this::serve);
  }

  int port() {
    return server.port();
  }

  /** How many clients asked for something: they have taken the first certificate. */
  int requests() {
    return requests.get();
  }

  /** How many second requests were answered: those that came after the second handshake. */
  int answered() {
    return answered.get();
  }

  private void serve(SSLSocket client) throws IOException {
    if (!readRequest(client)) {
      return;
    }
    requests.incrementAndGet();
    if (renegotiates) {
      becomeAnother(client);
    } else {
      answer(client);
    }
    if (readRequest(client)) {
      answered.incrementAndGet();
      answer(client);
    }
  }

  private void becomeAnother(SSLSocket client) throws IOException {
    keys.another = true;
    if (hasRenegotiation(client)) {
      client.setEnabledCipherSuites(new String[] {ANOTHER_SUITE});
      client.addHandshakeCompletedListener(done -> answer(client));
      client.startHandshake(); // asks for it; reading does the rest
    } else {
      client.startHandshake();
      answer(client);
    }
  }

  private static boolean hasRenegotiation(SSLSocket client) {
    return client.getSession().getProtocol().equals("TLSv1.2");
  }

  private static void answer(SSLSocket client) {
    try {
      client.getOutputStream().write('H');
    } catch (IOException e) {
      // Nobody is there any more to be answered.
    }
  }

  /** Reads up to an empty line; false if there is none. */
  private static boolean readRequest(SSLSocket client) throws IOException {
    int newlines = 0;
    for (int next; newlines < 2; ) {
      next = client.getInputStream().read();
      if (next < 0) {
        return false;
      }
      newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** Has the one key, or the other. */
  private static final class Keys extends X509ExtendedKeyManager {
    private final TestCa.Identity first;
    private final TestCa.Identity second;
    private volatile boolean another;

    private Keys(TestCa.Identity first, TestCa.Identity second) {
      this.first = first;
      this.second = second;
    }

    private TestCa.Identity identity(String alias) {
      return alias.equals("first") ? first : second;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      return keyType.startsWith("EC") ? another ? "second" : "first" : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity(alias).key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {"first", "second"};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
