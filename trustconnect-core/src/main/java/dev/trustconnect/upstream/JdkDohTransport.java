package dev.trustconnect.upstream;

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
 * <p>The client can't be told to connect elsewhere than its URL says, so it is given URLs by
 * address; the name goes into SNI, and {@link ServerTrust} compares it with the certificate. The
 * {@code :authority} stays the address. Thread-safe: {@code line} is guarded by this.
 */
final class JdkDohTransport implements DohTransport {
  private static final int WORKERS = 4;

  private final DohServer server;
  private final List<URI> urls;
  private final ThreadPoolExecutor workers;

  /** The address that answered last: the first to be tried. */
  private final AtomicInteger preferred = new AtomicInteger();

  private @Nullable JdkLine line;
  private boolean closed;

  /** Throws {@link IllegalArgumentException} if the server's proxy can't be given its password. */
  JdkDohTransport(DohServer server) {
    DohProxy proxy = server.proxy();
    // Its net.properties disable Basic for tunnels, and settings of the JVM aren't ours to change.
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
    JdkLine old;
    synchronized (this) {
      old = line;
      line = null;
    }
    if (old != null) {
      old.retire();
    }
  }

  @Override
  public void close() {
    JdkLine last;
    synchronized (this) {
      closed = true;
      last = line;
      line = null;
    }
    if (last != null) {
      last.end();
    }
    workers.shutdown();
  }

  private synchronized @Nullable Taken take() {
    if (closed) {
      return null;
    }
    JdkLine current = line;
    if (current == null) {
      current = new JdkLine(server, workers);
      line = current;
    }
    return new Taken(current, current.take());
  }

  /** A client in use, and the line it has to be given back to. */
  private record Taken(JdkLine line, HttpClient client) {}

  /** One query, tried at one address after the other until one can be connected to. */
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
      Taken mine = take();
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
              .POST(new Announced(query, () -> goingOut(index)))
              .build();
      CompletableFuture<HttpResponse<byte[]>> asked =
          mine.client.sendAsync(request, CappedBody.handler(result, server.label()));
      exchange = asked;
      LoggedCallbacks.run(
          asked, (response, failure) -> over(mine.line, tried, refusal(response, failure)));
      if (result.isDone()) {
        asked.cancel(true); // given up before there was anything to cancel
      }
    }

    /**
     * A proxy that wants a password is a response to the client, which never reached the server.
     */
    private @Nullable Throwable refusal(
        @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
      return response != null && response.statusCode() == 407 && !sent
          ? new IOException("the proxy asks for a password: 407")
          : failure;
    }

    private void goingOut(int index) {
      preferred.set(index);
      sent = true;
      sending.run();
    }

    /** By now {@code result} has what {@link CappedBody} made of the response, if there was one. */
    private void over(JdkLine mine, int tried, @Nullable Throwable failure) {
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

  /** A body that says when it is about to go out: then there is a connection, and it is shared. */
  private static final class Announced implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher bytes;
    private final Runnable announcement;

    private Announced(byte[] query, Runnable announcement) {
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
