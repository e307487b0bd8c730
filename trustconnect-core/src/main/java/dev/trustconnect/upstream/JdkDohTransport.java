package dev.trustconnect.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.upstream.transport.DohProxy;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.DohTransport;
import dev.trustconnect.upstream.transport.DohUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * DoH over the JDK's HTTP client.
 *
 * <p>The client always connects to the host of its URL, so it gets URLs by address; the name goes
 * into SNI, and {@link ServerTrust} checks the certificate against it. The {@code :authority} is
 * the address. Thread-safe.
 */
final class JdkDohTransport implements DohTransport {
  private static final int WORKERS = 4;

  private final DohServer server;
  private final List<URI> urls;
  private final ThreadPoolExecutor workers;

  /** The index of the address that was last connected to, which is tried first. */
  private final AtomicInteger preferred = new AtomicInteger();

  @GuardedBy("this")
  private @Nullable JdkConnection connection;

  @GuardedBy("this")
  private boolean closed;

  /** Throws {@link IllegalArgumentException} if the server's proxy requires a password. */
  JdkDohTransport(DohServer server) {
    DohProxy proxy = server.proxy();
    // The JDK's net.properties disables Basic for tunnels, and we don't change JVM-wide settings.
    if (proxy != null && proxy.authorization().isPresent()) {
      throw new IllegalArgumentException(
          server.label()
              + ": the JDK's HTTP client sends no password to the proxy "
              + proxy
              + "; put OkHttp and trustconnect-okhttp on the class path, or use a proxy without"
              + " one");
    }
    this.server = server;
    DohUrl url = new DohUrl(server.url(), server.host(), server.port());
    this.urls = server.addresses().stream().map(url::at).toList();
    this.workers = Threads.workers("trustconnect-doh-" + server.label(), WORKERS);
  }

  @Override
  public CompletableFuture<DohResponse> post(byte[] query, Runnable sending) {
    Posting posting = new Posting(query, sending);
    posting.attempt(0);
    return posting.result;
  }

  @Override
  public void renew() {
    JdkConnection old;
    synchronized (this) {
      old = connection;
      connection = null;
    }
    if (old != null) {
      old.retire();
    }
  }

  @Override
  public void close() {
    JdkConnection last;
    synchronized (this) {
      closed = true;
      last = connection;
      connection = null;
    }
    if (last != null) {
      last.end();
    }
    workers.shutdown();
  }

  private synchronized @Nullable Lease take() {
    if (closed) {
      return null;
    }
    JdkConnection current = connection;
    if (current == null) {
      current = new JdkConnection(server, workers);
      connection = current;
    }
    return new Lease(current, current.take());
  }

  /** A client in use and the connection to release afterwards. */
  private record Lease(JdkConnection connection, HttpClient client) {}

  /** One query, tried at each address in turn until a connection succeeds. */
  private final class Posting {
    private final CompletableFuture<DohResponse> result = new CompletableFuture<>();
    private final byte[] query;
    private final Runnable sending;
    private final int first = preferred.get();
    private volatile boolean sent;
    private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> exchange;

    private Posting(byte[] query, Runnable sending) {
      this.query = query;
      this.sending = sending;
      LoggedCallbacks.run(result, (response, failure) -> end());
    }

    private void attempt(int tried) {
      Lease mine = take();
      if (mine == null) {
        result.completeExceptionally(new IOException("this transport is closed"));
        return;
      }
      int index = (first + tried) % urls.size();
      HttpRequest request =
          HttpRequest.newBuilder(urls.get(index))
              .header("accept", DohResponse.MEDIA_TYPE)
              .header("content-type", DohResponse.MEDIA_TYPE)
              .header("user-agent", DohResponse.USER_AGENT)
              .POST(new AnnouncedBody(query, () -> sending(index)))
              .build();
      CompletableFuture<HttpResponse<byte[]>> asked =
          mine.client.sendAsync(request, CappedBody.handler(result, server.label()));
      exchange = asked;
      LoggedCallbacks.run(
          asked, (response, failure) -> over(mine.connection, tried, refusal(response, failure)));
      if (result.isDone()) {
        asked.cancel(true); // cancelled before exchange was set
      }
    }

    /**
     * A 407 from the proxy counts as a failure: the client reports it as a response, but the server
     * was never reached.
     */
    private @Nullable Throwable refusal(
        @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
      return response != null && response.statusCode() == 407 && !sent
          ? new IOException("the proxy asks for a password: 407")
          : failure;
    }

    private void sending(int index) {
      preferred.set(index);
      sent = true;
      sending.run();
    }

    /**
     * The exchange has ended. If there was a response, {@link CappedBody} has already completed
     * {@code result}.
     */
    private void over(JdkConnection mine, int tried, @Nullable Throwable failure) {
      mine.release();
      if (result.isDone()) {
        return;
      }
      if (!sent && tried + 1 < urls.size()) {
        attempt(tried + 1);
      } else {
        result.completeExceptionally(
            failure == null ? new IOException("no response") : JdkRefusals.typed(failure));
      }
    }

    private void end() {
      CompletableFuture<HttpResponse<byte[]>> open = exchange;
      if (open != null) {
        open.cancel(true);
      }
    }
  }

  /**
   * A body that reports when it is about to be sent: there is a connection then, and other requests
   * can share it.
   */
  private static final class AnnouncedBody implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher bytes;
    private final Runnable announcement;

    private AnnouncedBody(byte[] query, Runnable announcement) {
      this.bytes = HttpRequest.BodyPublishers.ofByteArray(query);
      this.announcement = announcement;
    }

    @Override
    public long contentLength() {
      return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      announcement.run();
      bytes.subscribe(subscriber);
    }
  }
}
