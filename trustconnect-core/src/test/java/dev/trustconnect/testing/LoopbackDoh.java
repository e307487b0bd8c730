package dev.trustconnect.testing;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.upstream.DohUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.RateControl;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
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
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A DNS-over-HTTPS server on 127.0.0.1: HTTP/2 over TLS, an own certificate authority, and a fault
 * of every kind. What it answers is up to a function from query to response.
 *
 * <pre>{@code
 * SignedWorld world =
 *     SignedWorld.builder()
 *         .zone("example.test", zone -> zone.records("www A 192.0.2.1"))
 *         .build();
 * try (LoopbackDoh doh =
 *         LoopbackDoh.start(
 *             query ->
 *                 world.answer(query.getQuestion().getName(), query.getQuestion().getType()));
 *     DnsExchange exchange = doh.upstream().open()) {
 *   exchange.ask(Name.fromString("www.example.test."), Type.A, Duration.ofSeconds(60)).join();
 *   assertThat(doh.questions()).hasSize(1);
 * }
 * }</pre>
 *
 * Thread-safe: guarded by its lock.
 */
public final class LoopbackDoh implements AutoCloseable {
  private static final int MAX_QUERY_BYTES = 65_535;
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final String PATH = "/dns-query";

  private final Function<Message, Message> responder;
  private final TestCa ca;
  private final Server server;
  private final LoopbackWire wire;
  private final List<Seen> seen = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final Map<Name, Fault> byName = new HashMap<>();
  private final List<Fault.Waiting> parked = new ArrayList<>();
  private Fault standing = Fault.NONE;
  private final Set<Request> abandoned = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * A request as it arrived.
   *
   * @param serverName what the client called the server in the TLS handshake (SNI), or empty
   * @param headers by lower-case name; several of one name joined by a comma
   */
  public record Seen(
      String method,
      String protocol,
      String serverName,
      String authority,
      String path,
      Map<String, String> headers,
      ByteBuffer body) {}

  /** A server with a fresh authority and a certificate for 127.0.0.1, ::1 and doh.test. */
  public static LoopbackDoh start(Function<Message, Message> responder) {
    TestCa ca = TestCa.create("Loopback Test CA");
    return start(responder, ca, ca.server("127.0.0.1", "::1", "doh.test", "*.wild.test"));
  }

  /** A server with this certificate; {@link #upstream()} trusts {@code ca} alone. */
  public static LoopbackDoh start(
      Function<Message, Message> responder, TestCa ca, TestCa.Identity identity) {
    try {
      return new LoopbackDoh(responder, ca, identity);
    } catch (Exception e) {
      throw new IllegalStateException("the loopback server doesn't start", e);
    }
  }

  private LoopbackDoh(Function<Message, Message> responder, TestCa ca, TestCa.Identity identity)
      throws Exception {
    this.responder = responder;
    this.ca = ca;
    QueuedThreadPool threads = new QueuedThreadPool(32, 4);
    threads.setName("loopback-doh");
    threads.setDaemon(true);
    server = new Server(threads);
    server.setStopTimeout(0);
    ServerConnector connector = connector(server, identity);
    server.addConnector(connector);
    server.setHandler(new Answering());
    server.start();
    wire = new LoopbackWire(connector.getLocalPort());
  }

  private static ServerConnector connector(Server server, TestCa.Identity identity)
      throws GeneralSecurityException, IOException {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    // Not PKCS12, which takes no chain with a stowaway in it.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), new char[0], identity.chain().toArray(new X509Certificate[0]));
    tls.setKeyStore(store);
    tls.setKeyStorePassword("");
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(new SecureRequestCustomizer(false)); // :authority may be the address
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setRateControlFactory(new RateControl.Factory() {}); // bursts are what we are here for
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory(http2.getProtocol());
    alpn.setDefaultProtocol(http2.getProtocol());
    ServerConnector connector =
        new ServerConnector(
            server, 1, 1, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2);
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    return connector;
  }

  /** {@code https://127.0.0.1:PORT/dns-query}. */
  public String url() {
    return url("127.0.0.1");
  }

  /** The same place by another name. */
  public String url(String host) {
    return "https://" + host + ":" + wire.port() + PATH;
  }

  /** This server by its address, trusting its authority: {@code open()} it to ask. */
  public DohUpstream upstream() {
    return DohUpstream.builder(url()).roots(TrustRoots.of(ca.certificate())).build();
  }

  /** The authority that signed this server's certificate. */
  public TestCa ca() {
    return ca;
  }

  /** The port clients connect to. */
  public int port() {
    return wire.port();
  }

  /** The questions of all requests, such as {@code www.example. A}, in the order they arrived. */
  public synchronized List<String> questions() {
    return List.copyOf(questions);
  }

  /** The requests in the order they arrived. */
  public synchronized List<Seen> requests() {
    return List.copyOf(seen);
  }

  /** How many TCP connections there ever were, those with a failed handshake included. */
  public int connections() {
    return wire.accepted();
  }

  /** Every request from now on meets this fault. */
  public synchronized void fails(Fault fault) {
    standing = fault;
  }

  /** The next request that isn't spoken for meets this fault. */
  public synchronized void failsOnce(Fault fault) {
    faults.add(fault);
  }

  /** Every request for this name meets this fault, whatever the others meet. */
  public synchronized void failsFor(Name name, Fault fault) {
    byName.put(name, fault);
  }

  /** No more faults. What is parked stays parked. */
  public synchronized void heals() {
    standing = Fault.NONE;
    byName.clear();
    faults.clear();
  }

  /** Answers the requests that {@link Fault#PARK} holds, as if nothing had been. */
  public void release() {
    List<Fault.Waiting> released;
    synchronized (this) {
      released = List.copyOf(parked);
      parked.clear();
    }
    released.forEach(Fault.NONE::send);
  }

  /** Waits until so many requests have arrived in all. */
  public void awaitRequests(int count) {
    await(seen::size, count, "requests arrived");
  }

  /** Waits until so many requests are parked. */
  public void awaitParked(int count) {
    await(parked::size, count, "requests are parked");
  }

  /** Waits until the client has given so many requests up. */
  public void awaitAbandoned(int count) {
    await(abandoned::size, count, "requests were given up");
  }

  /** Waits until there have been so many connections in all. */
  public void awaitConnections(int count) {
    wire.awaitAccepted(count);
  }

  /** Waits until the client has no connection any more. */
  public void awaitNoConnection() {
    wire.awaitOpen(0);
  }

  /** Waits until the client has so many connections and no more. */
  public void awaitOpen(int count) {
    wire.awaitOpen(count);
  }

  /** The connections there are now stay open and say nothing more. */
  public void silence() {
    wire.silence();
  }

  /** New connections are accepted and hear nothing. */
  public void swallowNewConnections(boolean swallow) {
    wire.swallowNew(swallow);
  }

  /** Cuts every connection with a TCP reset. */
  public void reset() {
    wire.reset();
  }

  @Override
  public void close() {
    List<Fault.Waiting> left;
    synchronized (this) {
      left = List.copyOf(parked);
      parked.clear();
    }
    left.forEach(p -> p.callback.failed(new IOException("the server is closing")));
    wire.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the loopback server doesn't stop", e);
    }
  }

  synchronized void park(Fault.Waiting request) {
    parked.add(request);
    notifyAll();
  }

  synchronized Fault.Waiting firstParked() {
    return parked.get(0);
  }

  synchronized void abandon(Request request) {
    abandoned.add(request);
    parked.removeIf(p -> p.request == request);
    notifyAll();
  }

  private synchronized void await(IntSupplier counter, int wanted, String what) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (counter.getAsInt() < wanted) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(counter.getAsInt() + " " + what + "; wanted " + wanted);
      }
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(what, e);
      }
    }
  }

  private static String serverName(Request request) {
    EndPoint.SslSessionData data =
        (EndPoint.SslSessionData) request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
    return ((ExtendedSSLSession) data.sslSession())
        .getRequestedServerNames().stream()
            .filter(name -> name instanceof SNIHostName)
            .map(name -> ((SNIHostName) name).getAsciiName())
            .findFirst()
            .orElse("");
  }

  /** A query as far as it has arrived. */
  private static final class Body implements Content.Sink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(boolean last, ByteBuffer piece, Callback callback) {
      if (piece != null) {
        byte[] more = BufferUtil.toArray(piece);
        bytes.write(more, 0, Math.min(more.length, MAX_QUERY_BYTES - bytes.size()));
        BufferUtil.clear(piece);
      }
      callback.succeeded();
    }
  }

  private final class Answering extends AnswersWholeRequests<LoopbackDoh.Body> {
    @Override
    Body arriving(Request request) {
      return new Body();
    }

    @Override
    void answer(Request request, Body body, Response response, Callback callback)
        throws IOException {
      byte[] query = body.bytes.toByteArray();
      request.addFailureListener(failure -> abandon(request));
      Message question = new Message(query);
      Fault fault = arrived(request, query, question);
      byte[] answer = responder.apply(question).toWire(MAX_QUERY_BYTES);
      fault.send(
          new Fault.Waiting(LoopbackDoh.this, request, response, callback, question, answer));
    }

    private Fault arrived(Request request, byte[] query, Message question) {
      Map<String, String> headers = new TreeMap<>();
      request
          .getHeaders()
          .forEach(f -> headers.merge(f.getLowerCaseName(), f.getValue(), (a, b) -> a + ", " + b));
      Seen arrived =
          new Seen(
              request.getMethod(),
              request.getConnectionMetaData().getProtocol(),
              serverName(request),
              request.getHttpURI().getAuthority(),
              request.getHttpURI().getPathQuery(),
              headers,
              ByteBuffer.wrap(query).asReadOnlyBuffer());
      synchronized (LoopbackDoh.this) {
        seen.add(arrived);
        Record asked = question.getQuestion();
        questions.add(asked.getName() + " " + Type.string(asked.getType()));
        LoopbackDoh.this.notifyAll();
        Fault own = byName.get(asked.getName());
        if (own != null) {
          return own;
        }
        return faults.isEmpty() ? standing : faults.remove();
      }
    }
  }
}
