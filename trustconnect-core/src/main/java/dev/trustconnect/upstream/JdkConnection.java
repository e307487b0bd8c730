package dev.trustconnect.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.upstream.transport.DohProxy;
import dev.trustconnect.upstream.transport.DohServer;
import java.lang.reflect.InvocationTargetException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/**
 * A JDK HTTP client with its one HTTP/2 connection, which can be closed.
 *
 * <p>Before Java 21 a client is closed only by the garbage collector. But its selector thread
 * inherits the thread group of the thread that created the client, and closes everything when it is
 * interrupted. So each client is created in its own thread group. Thread-safe: guarded by this.
 */
final class JdkConnection {
  /**
   * For TCP and TLS if there is another address to try; otherwise the deadline is the only limit.
   */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final ThreadGroup group;
  private final HttpClient client;

  @GuardedBy("this")
  private int users;

  @GuardedBy("this")
  private boolean retired;

  JdkConnection(DohServer server, Executor workers) {
    this.group = new ThreadGroup("trustconnect-doh-" + server.label());
    CompletableFuture<HttpClient> made = new CompletableFuture<>();
    Thread maker =
        new Thread(
            group,
            () -> {
              try {
                made.complete(client(server, workers));
              } catch (RuntimeException | Error e) {
                made.completeExceptionally(e);
              }
            });
    maker.setDaemon(true);
    maker.start();
    this.client = made.join();
  }

  private static HttpClient client(DohServer server, Executor workers) {
    // Not a new SSLParameters: without the context's protocols the client falls back to HTTP/1.1.
    SSLParameters tls = server.tls().getDefaultSSLParameters();
    if (server.named()) {
      tls.setServerNames(List.of(new SNIHostName(server.host())));
    }
    DohProxy proxy = server.proxy();
    // The client looks up the proxy's name for each connection, on a thread of the client.
    ProxySelector proxies = proxy == null ? server.proxies() : ProxySelector.of(proxy.address());
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (server.addresses().size() > 1) {
      builder.connectTimeout(CONNECT_TIMEOUT);
    }
    return builder
        .version(HttpClient.Version.HTTP_2)
        .followRedirects(HttpClient.Redirect.NEVER)
        .sslContext(server.tls())
        .sslParameters(tls)
        .executor(workers)
        .proxy(proxies == null ? HttpClient.Builder.NO_PROXY : proxies)
        .build();
  }

  /** The client, for one request; the caller must call {@link #release} afterwards. */
  synchronized HttpClient take() {
    users++;
    return client;
  }

  /** Ends one request's use; closes a retired client after its last. */
  void release() {
    boolean last;
    synchronized (this) {
      users--;
      last = retired && users == 0;
    }
    if (last) {
      end();
    }
  }

  /** Closes the client as soon as its last request has ended. */
  void retire() {
    boolean idle;
    synchronized (this) {
      idle = !retired && users == 0;
      retired = true;
    }
    if (idle) {
      end();
    }
  }

  /** Closes the connection and ends the thread immediately. */
  void end() {
    synchronized (this) {
      retired = true;
    }
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client); // Java 21 and later
    } catch (NoSuchMethodException e) {
      group.interrupt();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the JDK's HTTP client can't be closed", e);
    }
  }
}
