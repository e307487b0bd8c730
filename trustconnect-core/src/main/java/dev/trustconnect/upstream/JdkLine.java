package dev.trustconnect.upstream;

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
 * One JDK HTTP client, and with it one HTTP/2 connection, that can be ended.
 *
 * <p>Before Java 21 a client ends when the garbage collector finds it. Its one thread inherits the
 * thread group of its maker, though, and closes everything when it is interrupted: so each client
 * is made in a group of its own. Guarded by its lock.
 */
final class JdkLine {
  /** For TCP and TLS, where there is another address to try; else the deadline is limit enough. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final ThreadGroup group;
  private final HttpClient client;
  private int users;
  private boolean retired;

  JdkLine(DohServer server, Executor workers) {
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
    // The client looks a proxy's name up at each connection, in one of its own threads.
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

  /** The client, for one more request; {@link #release} follows. */
  synchronized HttpClient take() {
    users++;
    return client;
  }

  /** A request is over. */
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

  /** Takes no further requests and ends with the last of those it has. */
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

  /** Closes the connection and ends the thread now. */
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
