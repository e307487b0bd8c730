package dev.trustconnect.audit;

import dev.trustconnect.audit.syslog.NothingSentException;
import dev.trustconnect.audit.syslog.SyslogConnection;
import dev.trustconnect.audit.syslog.WireTime;
import dev.trustconnect.jvm.JvmSlot;
import dev.trustconnect.text.SafeText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to a syslog receiver over TLS (RFC 5425) or TCP (RFC 6587 §3.4.1): an RFC 5424
 * header with facility 13, and the event as ECS JSON. Made by {@link AuditSink#syslog}.
 *
 * <p>Each event is sent at most once. TCP doesn't confirm what the receiver has: events that were
 * sent shortly before a connection broke may be lost, and such losses can't be counted. An event of
 * which only a part was sent is lost and counted. While the receiver can't be reached, {@link
 * #accept} retries the connection, after 100 ms at first and at most 30 seconds apart. Meanwhile
 * events wait in the queue that every sink has; those that don't fit are counted as lost. The log
 * says so once, and when events are sent again.
 *
 * <p>The connection is made directly, by the JDK's own TLS and its built-in resolver, and isn't
 * subject to the policies: otherwise a refusal would keep its own event from being sent. {@code
 * accept} is for one thread at a time; {@code close} may be called on any, and blocks for at most
 * two seconds.
 */
public final class SyslogSink implements AuditSink {
  private static final int MAX_ADDRESSES = 4;

  private final String host;
  private final int port;
  private final @Nullable SSLContext tls;
  private final SyslogHeader header;
  private final int maxBytes;
  private final Duration limit;
  private final WireTime time;
  private final Backoff backoff;
  private final Logger log;

  private final ReentrantLock sending = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable SyslogConnection connection;
  private boolean failing;
  private long outages;

  SyslogSink(Builder builder, @Nullable SSLContext tls) {
    this.host = builder.host;
    this.port = builder.port;
    this.tls = tls;
    this.header =
        new SyslogHeader(
            builder.hostName, builder.appName, Long.toString(ProcessHandle.current().pid()));
    this.maxBytes = builder.maxBytes;
    this.limit = builder.limit;
    this.time = builder.time;
    this.backoff = new Backoff(time::nanoTime);
    this.log = builder.log;
  }

  /**
   * Sends the event. Blocks while the receiver can't be reached.
   *
   * @throws IOException if the event may be lost, or the sink is closed
   */
  @Override
  public void accept(AuditEvent event) throws IOException {
    byte[] message = message(event);
    sending.lock();
    try {
      boolean sent = false;
      while (!sent) {
        sent = send(connected(), message);
      }
    } finally {
      sending.unlock();
    }
  }

  /**
   * ASCII, and without a byte order mark. RFC 5424 §6.4 wants one before {@code MSG-UTF8} only; as
   * {@code MSG-ANY} this is valid without. RFC 8259 §8.1: "Implementations MUST NOT add a byte
   * order mark".
   */
  private byte[] message(AuditEvent event) throws IOException {
    String before = header.of(EventSeverity.of(event), event.at(), EventJson.name(event));
    String json = EcsJson.of(event, maxBytes - before.length());
    return (before + json).getBytes(StandardCharsets.US_ASCII);
  }

  /** False if it can be sent again. */
  private boolean send(SyslogConnection to, byte[] message) throws IOException {
    try {
      to.send(message, limit);
      return true;
    } catch (NothingSentException e) {
      ended(to, e);
      return false;
    } catch (IOException e) {
      ended(to, e);
      throw new IOException(
          "the connection to the syslog receiver " + receiver() + " ended while an event was sent",
          e);
    }
  }

  private SyslogConnection connected() throws IOException {
    SyslogConnection open = connection;
    if (open != null && !open.isAlive()) {
      ended(open, new IOException("the receiver closed the connection"));
      open = null;
    }
    while (open == null) {
      pause();
      try {
        open = connect();
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        backoff.failed();
        outage(e);
      }
    }
    return open;
  }

  private void pause() throws IOException {
    try {
      if (closed.await(backoff.delay().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the syslog sink is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while no syslog receiver could be reached");
    }
  }

  private SyslogConnection connect() throws IOException {
    List<InetAddress> addresses = JvmSlot.builtInAddresses(host);
    IOException last = new UnknownHostException(host);
    for (InetAddress address : addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size()))) {
      SyslogConnection candidate = new SyslogConnection(tls == null ? null : engine(tls), time);
      connection = candidate;
      try {
        if (closed.getCount() == 0) {
          throw new IOException("the syslog sink is closed");
        }
        candidate.open(new InetSocketAddress(address, port), limit);
        opened();
        return candidate;
      } catch (IOException e) {
        candidate.abort();
        connection = null;
        last = e;
      }
    }
    throw last;
  }

  /** RFC 5425 §5.2: the receiver's name is checked against its certificate. */
  private SSLEngine engine(SSLContext context) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"}); // RFC 9662 §5
    engine.setSSLParameters(parameters);
    return engine;
  }

  private void opened() {
    backoff.opened();
    if (failing) {
      failing = false;
      if (Long.bitCount(outages) == 1) {
        log.info("audit events are sent to the syslog receiver {} again", receiver());
      }
    }
  }

  private void ended(SyslogConnection open, IOException why) {
    open.abort();
    connection = null;
    backoff.ended();
    outage(why);
  }

  /** Logged once, until events are sent again; of many such times only the 1st, 2nd, 4th, 8th … */
  private void outage(IOException why) {
    if (!failing && closed.getCount() > 0) {
      failing = true;
      outages++;
      if (Long.bitCount(outages) == 1) {
        log.warn(
            "the syslog receiver {} can't be used, and audit events wait: {}",
            receiver(),
            cause(why));
      }
    }
  }

  private String receiver() {
    return SafeText.ofHost(host) + ":" + port;
  }

  private static String cause(IOException why) {
    Throwable root = why;
    for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
      root = root.getCause();
    }
    String said = SafeText.of(String.valueOf(root.getMessage()));
    if (why instanceof UnknownHostException) {
      return "its name has no address";
    }
    if (why instanceof SSLException) {
      return "its TLS handshake failed: " + said;
    }
    return why instanceof ConnectException ? "it doesn't accept connections: " + said : said;
  }

  @Override
  public void close() {
    closed.countDown();
    SyslogConnection open = connection;
    if (open == null) {
      return;
    }
    if (sending.tryLock()) {
      try {
        open.close();
      } finally {
        sending.unlock();
      }
    } else {
      open.abort(); // accept is blocked by it
    }
  }

  /** Collects the settings of a {@link SyslogSink}. Not thread-safe. */
  public static final class Builder {
    private static final int LEAST_BYTES = 2_048;
    private static final int MOST_BYTES = 65_536;

    private final String host;
    private final int port;
    private boolean plain;
    private List<X509Certificate> roots = List.of();
    private String appName = "trustconnect";
    private String hostName = "";
    private int maxBytes = 8_192; // RFC 5425 §4.3.1: receivers should take messages of this size
    private Duration limit = Duration.ofSeconds(10);
    private WireTime time = WireTime.SYSTEM;
    private Logger log = LoggerFactory.getLogger(SyslogSink.class);

    Builder(String host, int port) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("a port is from 1 to 65535: " + port);
      }
      if (host.isEmpty() || !SafeText.ofHost(host).equals(host)) {
        throw new IllegalArgumentException("a syslog receiver has a host name or an address");
      }
      this.host = host;
      this.port = port;
    }

    /**
     * Accepts only receivers whose certificate was issued under one of {@code authorities}. Without
     * this, the JVM's roots decide. The certificate's name is checked in both cases.
     */
    public Builder roots(List<X509Certificate> authorities) {
      if (authorities.isEmpty()) {
        throw new IllegalArgumentException("give at least one root, or leave the JVM's in force");
      }
      roots = List.copyOf(authorities);
      return this;
    }

    /**
     * Sends events over plain TCP: everyone on the way can read, change and drop them. For a
     * receiver on this machine.
     */
    public Builder unsafeWithoutTls() {
      plain = true;
      return this;
    }

    /**
     * The APP-NAME of the header, {@code trustconnect} by default; its first 48 printable ASCII
     * characters count.
     */
    public Builder appName(String name) {
      appName = name;
      return this;
    }

    /**
     * The HOSTNAME of the header, by which the receiver knows this machine; its first 255 printable
     * ASCII characters count. By default {@code -}: unknown.
     */
    public Builder hostName(String name) {
      hostName = name;
      return this;
    }

    /**
     * The longest message in bytes, with header, from 2,048 to 65,536; 8,192 by default. In a
     * larger event the findings are left out, then other lists, and then texts are shortened: the
     * JSON stays valid and has {@code trustconnect.shortened}.
     */
    public Builder maxBytes(int bytes) {
      if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
        throw new IllegalArgumentException(
            "a syslog message has from " + LEAST_BYTES + " to " + MOST_BYTES + " bytes: " + bytes);
      }
      maxBytes = bytes;
      return this;
    }

    /** For tests: how long connecting and sending may take each, the time, and the log. */
    Builder with(Duration newLimit, WireTime newTime, Logger newLog) {
      limit = newLimit;
      time = newTime;
      log = newLog;
      return this;
    }

    /**
     * A sink that connects at its first event.
     *
     * @throws IllegalStateException if roots are given for a connection without TLS, or the JVM
     *     can't use them
     */
    public SyslogSink build() {
      if (plain && !roots.isEmpty()) {
        throw new IllegalStateException("roots are for TLS: remove them or unsafeWithoutTls()");
      }
      return new SyslogSink(this, plain ? null : context());
    }

    private SSLContext context() {
      try {
        KeyStore store = null; // the JVM's roots
        if (!roots.isEmpty()) {
          store = KeyStore.getInstance(KeyStore.getDefaultType());
          store.load(null, null);
          for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
          }
        }
        TrustManagerFactory trust =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException("the roots can't be used", e);
      }
    }
  }
}
