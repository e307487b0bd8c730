package dev.trustconnect.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A web server on loopback, healthy or rogue, that notes every byte it gets. HTTP/2 and HTTP/1.1
 * over TLS, or plain HTTP. Thread-safe.
 */
public final class TlsPeer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final String address;
  private final @Nullable Harvest harvest;
  private final Server server;
  private final LoopbackWire wire;
  private @Nullable SSLContext context;
  private final List<Arriving> arrived = new ArrayList<>();
  private int
      open; // guarded by this: Jetty's connections, which outlive those of the wire a little
  private final Map<String, Scripted> answers = new ConcurrentHashMap<>();
  private final Map<String, ServedFile> files = new ConcurrentHashMap<>();
  private final Map<String, LiveAnswer> lives = new ConcurrentHashMap<>();
  private final Map<String, List<String>> pushes = new ConcurrentHashMap<>();

  /**
   * A request as far as it has arrived.
   *
   * @param headers names in lower case, several values joined by commas
   */
  public record Seen(
      String method,
      String pathQuery,
      String authority,
      Map<String, String> headers,
      String body,
      String protocol) {
    /** How many characters it had, framing aside. */
    public int size() {
      int size = method.length() + pathQuery.length() + body.length();
      for (Map.Entry<String, String> header : headers.entrySet()) {
        size += header.getKey().length() + header.getValue().length();
      }
      return size;
    }

    boolean holds(String text) {
      return pathQuery.contains(text)
          || body.contains(text)
          || headers.values().stream().anyMatch(value -> value.contains(text));
    }
  }

  /** A request that may be cut before it has arrived whole. Guarded by the peer. */
  private final class Arriving implements Content.Sink {
    private final Seen head;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Arriving(Seen head) {
      this.head = head;
    }

    private Seen seen() {
      return new Seen(
          head.method,
          head.pathQuery,
          head.authority,
          head.headers,
          body.toString(StandardCharsets.UTF_8),
          head.protocol);
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer piece, Callback callback) {
      if (piece != null) {
        byte[] bytes = BufferUtil.toArray(piece);
        synchronized (TlsPeer.this) {
          body.write(bytes, 0, Math.min(bytes.length, MAX_BODY_BYTES - body.size()));
        }
        BufferUtil.clear(piece);
      }
      callback.succeeded();
    }
  }

  private record Scripted(int status, Map<String, String> headers, String body) {}

  private static final Scripted HANG_UP = new Scripted(0, Map.of(), "");

  private TlsPeer(Builder builder) throws Exception {
    this.address = builder.address;
    this.harvest = builder.harvest;
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("tls-peer");
    threads.setDaemon(true);
    server = new Server(threads);
    server.setStopTimeout(0);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, protocols(builder).toArray(ConnectionFactory[]::new));
    connector.setHost("127.0.0.1");
    connector.addBean(new Counting());
    server.addConnector(connector);
    server.setHandler(new Answering());
    server.start();
    wire = new LoopbackWire(connector.getLocalPort(), builder.address, builder.port);
  }

  private List<ConnectionFactory> protocols(Builder builder) throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    if (builder.identity == null) {
      return List.of(http1);
    }
    SslContextFactory.Server tls =
        harvest == null ? new SslContextFactory.Server() : harvest.asking();
    KeyStore store = KeyStore.getInstance("JKS"); // PKCS12 takes no chain that doesn't chain
    store.load(null, null);
    store.setKeyEntry(
        "peer",
        builder.identity.key(),
        new char[0],
        builder.identity.chain().toArray(new X509Certificate[0]));
    tls.setKeyStore(store);
    tls.setKeyStorePassword("");
    tls.setIncludeProtocols(builder.protocols);
    if (builder.farm != null) {
      tls.setSslContext(builder.farm.context);
    }
    tls.start();
    context = tls.getSslContext();
    if (builder.http1Only) {
      return List.of(new SslConnectionFactory(tls, http1.getProtocol()), http1);
    }
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    return List.of(
        new SslConnectionFactory(tls, alpn.getProtocol()),
        alpn,
        new HTTP2ServerConnectionFactory(http),
        http1);
  }

  /** A peer at 127.0.1.10 with this certificate, at a free port, TLS 1.2 and 1.3. */
  public static TlsPeer start(TestCa.Identity identity) {
    return builder(identity).start();
  }

  /** A peer with this certificate. */
  public static Builder builder(TestCa.Identity identity) {
    return new Builder(identity);
  }

  /** A peer without TLS. */
  public static Builder plain() {
    return new Builder(null);
  }

  /** How a peer is made. Not thread-safe. */
  public static final class Builder {
    private final TestCa.@Nullable Identity identity;
    private String address = "127.0.1.10";
    private int port;
    private String[] protocols = {"TLSv1.2", "TLSv1.3"};
    private boolean http1Only;
    private @Nullable TlsPeer farm;
    private @Nullable Harvest harvest;

    private Builder(TestCa.@Nullable Identity identity) {
      this.identity = identity;
    }

    /** Where it listens: any loopback address, also one at which another peer has the port. */
    public Builder address(String loopback) {
      this.address = loopback;
      return this;
    }

    /** At which port; a free one unless set. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The TLS versions it speaks. */
    public Builder protocols(String... versions) {
      this.protocols = versions;
      return this;
    }

    /** Resumes the TLS sessions that {@code other} began, and has its certificate. */
    public Builder sharesSessionsOf(TlsPeer other) {
      this.farm = other;
      return this;
    }

    /** No HTTP/2. */
    public Builder http1Only() {
      this.http1Only = true;
      return this;
    }

    /**
     * Asks for client certificates that {@code authority} has issued, which anybody can know, and
     * keeps all that come.
     */
    public Builder harvests(TestCa authority) {
      this.harvest = new Harvest(authority.certificate());
      return this;
    }

    /** The peer, listening. */
    public TlsPeer start() {
      try {
        return new TlsPeer(this);
      } catch (Exception e) {
        throw new IllegalStateException("the peer doesn't start", e);
      }
    }
  }

  /** Where it listens. */
  public String address() {
    return address;
  }

  /** At which port. */
  public int port() {
    return wire.port();
  }

  /** {@code https://host:port/path}. */
  public String url(String host, String path) {
    return "https://" + host + ":" + port() + path;
  }

  /** What this path answers from now on; anything else answers 200. */
  public TlsPeer answer(String path, int status, Map<String, String> headers, String body) {
    answers.put(path, new Scripted(status, Map.copyOf(headers), body));
    return this;
  }

  /** What this path answers from now on is this file. */
  public ServedFile file(String path, byte[] content, String tag) {
    ServedFile file = new ServedFile(content, tag);
    files.put(path, file);
    return file;
  }

  /** What this path answers from now on is said bit by bit, by the test. */
  public LiveAnswer live(String path, String contentType) {
    LiveAnswer live = new LiveAnswer(contentType);
    lives.put(path, live);
    return live;
  }

  /** From now on who asks for this path gets no answer: the connection is closed. */
  public TlsPeer hangUpOn(String path) {
    answers.put(path, HANG_UP);
    return this;
  }

  /** Where this path redirects to from now on. */
  public TlsPeer redirect(String path, int status, String location) {
    return answer(path, status, Map.of("Location", location), "");
  }

  /** What this path also answers over HTTP/2, unasked (RFC 9113 §8.4): these URLs. */
  public TlsPeer push(String path, String... urls) {
    pushes.put(path, List.of(urls));
    return this;
  }

  /** The client certificates that it got; see {@link Builder#harvests}. */
  public List<X509Certificate> certificates() {
    return harvest == null ? List.of() : harvest.certificates();
  }

  /** How many connections there ever were. */
  public int connections() {
    return wire.accepted();
  }

  /** How many bytes came in, TLS and all. */
  public long bytesReceived() {
    return wire.bytesReceived();
  }

  /** The requests that came in, those too that were cut on the way: as far as they came. */
  public synchronized List<Seen> requests() {
    return arrived.stream().map(Arriving::seen).toList();
  }

  /** Forgets the requests so far, so that a long run of them takes no room. */
  public synchronized void forget() {
    arrived.clear();
  }

  /** How much of requests came in, decrypted. */
  public int requestBytes() {
    return requests().stream().mapToInt(Seen::size).sum();
  }

  /** Whether any request held this text. */
  public boolean received(String secret) {
    return requests().stream().anyMatch(request -> request.holds(secret));
  }

  /** Cuts all connections. */
  public void cut() {
    wire.reset();
  }

  /** Waits until no client is connected any more and all that it sent has been looked at. */
  public void awaitNoConnection() {
    wire.awaitOpen(0);
    awaitServed();
  }

  private synchronized void awaitServed() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (open > 0) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(open + " connections are still served");
      }
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while connections end", e);
      }
    }
  }

  @Override
  public void close() {
    wire.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the peer doesn't stop", e);
    }
  }

  private final class Counting implements Connection.Listener {
    @Override
    public void onOpened(Connection connection) {
      count(1);
    }

    @Override
    public void onClosed(Connection connection) {
      count(-1);
    }

    private void count(int more) {
      synchronized (TlsPeer.this) {
        open += more;
        TlsPeer.this.notifyAll();
      }
    }
  }

  private final class Answering extends AnswersWholeRequests<Arriving> {
    @Override
    void answer(Request request, Arriving arrived, Response response, Callback callback) {
      for (String url : pushes.getOrDefault(request.getHttpURI().getPath(), List.of())) {
        request.push(
            new MetaData.Request("GET", HttpURI.from(url), HttpVersion.HTTP_2, HttpFields.EMPTY));
      }
      LiveAnswer live = lives.get(request.getHttpURI().getPath());
      if (live != null) {
        live.begin(request, response, callback);
        return;
      }
      ServedFile file = files.get(request.getHttpURI().getPath());
      if (file != null) {
        file.serve(request, response, callback);
        return;
      }
      Scripted answer =
          answers.getOrDefault(
              request.getHttpURI().getPath(), new Scripted(200, Map.of(), "hello from " + address));
      if (answer.equals(HANG_UP)) {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        callback.failed(new IOException("hung up"));
        return;
      }
      response.setStatus(answer.status());
      answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      Content.Sink.write(response, true, answer.body(), callback);
    }

    @Override
    Arriving arriving(Request request) {
      Map<String, String> headers = new TreeMap<>();
      request
          .getHeaders()
          .forEach(f -> headers.merge(f.getLowerCaseName(), f.getValue(), (a, b) -> a + ", " + b));
      Arriving arriving =
          new Arriving(
              new Seen(
                  request.getMethod(),
                  request.getHttpURI().getPathQuery(),
                  request.getHttpURI().getAuthority(),
                  headers,
                  "",
                  request.getConnectionMetaData().getProtocol()));
      synchronized (TlsPeer.this) {
        arrived.add(arriving);
      }
      return arriving;
    }
  }
}
