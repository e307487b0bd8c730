package dev.trustconnect.testing.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.upstream.DohUpstream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.xbill.DNS.Message;

/**
 * A DNS-over-HTTPS server on 127.0.0.1 that speaks HTTP/1.1 by hand: it answers each connection's
 * one request with exactly the bytes a test gives, and closes the connection in good order.
 * Thread-safe.
 */
public final class Http1Doh implements AutoCloseable {
  private final TestCa ca = TestCa.create("HTTP/1.1 Test CA");
  private final SSLServerSocket entrance;
  private final Function<byte[], byte[]> response;

  private Http1Doh(Function<byte[], byte[]> response) {
    this.response = response;
    try {
      this.entrance =
          (SSLServerSocket)
              context()
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the loopback server doesn't start", e);
    }
    daemon(this::accept);
  }

  /**
   * A server that answers with a head of these lines and the answer's bytes.
   *
   * @param head lines without their ends, the status line and {@code content-type} left out; {@code
   *     %d} stands for the number of bytes
   */
  public static Http1Doh start(Function<Message, Message> responder, String head) {
    return new Http1Doh(
        query -> {
          byte[] answer = answer(responder, query);
          String lines = head.isEmpty() ? "" : head.replace("%d", "" + answer.length) + "\r\n";
          byte[] begin =
              ("HTTP/1.1 200 OK\r\ncontent-type: application/dns-message\r\n" + lines + "\r\n")
                  .getBytes(US_ASCII);
          byte[] all = new byte[begin.length + answer.length];
          System.arraycopy(begin, 0, all, 0, begin.length);
          System.arraycopy(answer, 0, all, begin.length, answer.length);
          return all;
        });
  }

  private static byte[] answer(Function<Message, Message> responder, byte[] query) {
    try {
      return responder.apply(new Message(query)).toWire(65_535);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a query", e);
    }
  }

  private SSLContext context() throws GeneralSecurityException, IOException {
    TestCa.Identity identity = ca.server("127.0.0.1");
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), new char[0], identity.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** This server by its address, trusting its authority. */
  public DohUpstream.Builder upstream() {
    return DohUpstream.builder("https://127.0.0.1:" + entrance.getLocalPort() + "/dns-query")
        .roots(TrustRoots.of(ca.certificate()));
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      byte[] query = new byte[contentLength(in)];
      in.readFully(query);
      OutputStream out = client.getOutputStream();
      out.write(response.apply(query));
      out.flush();
    } catch (IOException e) {
      // The client has had enough.
    }
  }

  private static int contentLength(DataInputStream in) throws IOException {
    int length = 0;
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.readUnsignedByte();
      if (next != '\n') {
        line.append((char) next);
        continue;
      }
      String text = line.toString().strip().toLowerCase(Locale.ROOT);
      line.setLength(0);
      if (text.isEmpty()) {
        return length;
      }
      if (text.startsWith("content-length:")) {
        length = Integer.parseInt(text.substring(text.indexOf(':') + 1).strip());
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "http1-doh");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that can't be closed", e);
    }
  }
}
