package dev.trustconnect.cli.fetch;

import dev.trustconnect.testing.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A TLS server at 127.0.1.10 that answers each request with exactly the bytes it was given, and
 * ends the connection as it was told. HTTP/1.1 as far as clients check it. Thread-safe.
 */
public final class RawPeer implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket();
  private final SSLContext context;
  private final String[] versions;
  private final List<Scripted> script = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final List<Socket> open = new ArrayList<>();
  private Step before = () -> {};

  /** How a connection ends after an answer. */
  public enum End {
    /** With close_notify, then FIN. */
    NOTIFIED,
    /** With a FIN alone, which anyone on the path can send. */
    BARE,
    /** With a RST. */
    RESET,
    /** Not until the client or the test ends it. */
    STAYS_OPEN
  }

  private record Scripted(byte[] bytes, End end) {}

  public RawPeer(TestCa.Identity identity, String... versions)
      throws IOException, GeneralSecurityException {
    this.versions = versions.length == 0 ? new String[] {"TLSv1.2", "TLSv1.3"} : versions;
    context = context(identity);
    listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.1.10"), 0));
    Thread accepting = new Thread(this::accept, "raw-peer");
    accepting.setDaemon(true);
    accepting.start();
  }

  static SSLContext context(TestCa.Identity identity) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "peer", identity.key(), new char[0], identity.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** One more answer: the head's lines, then the body's bytes. The last answer repeats. */
  public synchronized RawPeer then(End end, byte[] body, String... head) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(String.join("\r\n", head).getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(body);
    script.add(new Scripted(bytes.toByteArray(), end));
    return this;
  }

  /** Does this when a request has arrived, before it is answered. */
  public synchronized RawPeer onRequest(Step step) {
    before = step;
    return this;
  }

  /** Something that a test does meanwhile. */
  public interface Step {
    void run() throws IOException;
  }

  /** The heads of the requests so far, in lower case. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  public String url(String host, String path) {
    return "https://" + host + ":" + listening.getLocalPort() + path;
  }

  private void accept() {
    while (true) {
      try {
        Socket raw = listening.accept();
        synchronized (this) {
          open.add(raw);
        }
        Thread serving = new Thread(() -> serve(raw), "raw-peer");
        serving.setDaemon(true);
        serving.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket raw) {
    try (raw) {
      SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, null, 0, false);
      tls.setUseClientMode(false);
      tls.setEnabledProtocols(versions);
      while (true) {
        String head = head(tls.getInputStream());
        Scripted next = next(head);
        OutputStream out = tls.getOutputStream();
        out.write(next.bytes());
        out.flush();
        if (next.end() == End.STAYS_OPEN) {
          continue;
        }
        end(next.end(), raw, tls);
        return;
      }
    } catch (IOException gone) {
      // The client ended it: that is for the test to judge.
    }
  }

  private void end(End end, Socket raw, SSLSocket tls) throws IOException {
    if (end == End.RESET) {
      raw.setSoLinger(true, 0);
      return;
    }
    if (end == End.NOTIFIED) {
      tls.shutdownOutput();
    }
    raw.shutdownOutput();
    // Closing with unread bytes would be a RST: wait until the client has closed.
    long unused = raw.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the client has gone");
      }
      head.append((char) b);
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  private synchronized Scripted next(String head) throws IOException {
    before.run();
    requests.add(head);
    return script.get(Math.min(requests.size(), script.size()) - 1);
  }

  @Override
  public synchronized void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
