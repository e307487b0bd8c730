package dev.trustconnect.cli.proxy;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A server on loopback whose every connection the test accepts and answers by hand. */
final class RawPeer implements AutoCloseable {
  private final ServerSocket listening;
  private final SSLContext tls;

  /** Listens at this loopback address and port, and has this certificate. */
  RawPeer(String address, int port, TestCa ca, TestCa.Identity identity)
      throws IOException, GeneralSecurityException {
    listening = new ServerSocket();
    listening.bind(new InetSocketAddress(InetAddress.getByName(address), port));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "peer",
        identity.key(),
        new char[0],
        identity.chain().toArray(new java.security.cert.Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), new TrustManager[] {ca.trustManager()}, null);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The next connection. */
  Socket accept() throws IOException {
    return listening.accept();
  }

  /** The next connection, as the server's side of TLS; no handshake yet. */
  SSLSocket acceptTls() throws IOException {
    return (SSLSocket) tls.getSocketFactory().createSocket(listening.accept(), null, true);
  }

  /** Takes the next connection through a handshake, and waits until its client leaves. */
  void serveHandshake() throws IOException {
    try (SSLSocket socket = acceptTls()) {
      socket.startHandshake();
      int unused = socket.getInputStream().read();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
