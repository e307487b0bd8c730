package dev.trustconnect.okhttp.doh;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DohProxy;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.DohServer;
import dev.trustconnect.upstream.transport.DohTransport;
import dev.trustconnect.upstream.transport.ExchangeException;
import dev.trustconnect.upstream.transport.NotProcessedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * DoH over OkHttp. Uses only the API that 4.12 and 5.x have in common.
 *
 * <p>OkHttp's own host name check runs after ours. The caller enforces deadlines by cancelling.
 * Thread-safe: {@code client} is immutable and replaced as a whole.
 */
final class OkHttpDohTransport implements DohTransport {
  /** More than the requests that are ever in flight at once. */
  private static final int MAX_CALLS = 128;

  private static final long IDLE_SECONDS = 10;
  private static final Duration PING_INTERVAL = Duration.ofSeconds(15);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final DohServer server;
  private final HttpUrl url;
  private final MediaType mediaType = MediaType.get(DohResponse.MEDIA_TYPE);
  private final ThreadPoolExecutor threads;

  /** The index of the address to try first: the last address that accepted a connection. */
  private final AtomicInteger preferred = new AtomicInteger();

  private volatile OkHttpClient client;
  private volatile boolean closed;

  OkHttpDohTransport(DohServer server) {
    this.server = server;
    this.url = HttpUrl.get(server.url()).newBuilder().host(server.host()).build();
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // bounded by the dispatcher
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              String name = "trustconnect-doh-" + server.label() + "-" + count.incrementAndGet();
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    this.client = client(server, threads, preferred);
  }

  private static OkHttpClient client(
      DohServer server, ThreadPoolExecutor threads, AtomicInteger preferred) {
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MAX_CALLS);
    dispatcher.setMaxRequestsPerHost(MAX_CALLS);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(pool())
            .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
            .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS)) // no cleartext
            .sslSocketFactory(server.tls().getSocketFactory(), server.trustManager())
            .socketFactory(new PromptSocketFactory())
            .dns(host -> addressesOf(server, host, preferred.get()))
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .cache(null)
            .authenticator(Authenticator.NONE)
            .proxyAuthenticator(Authenticator.NONE)
            .addNetworkInterceptor(OkHttpDohTransport::endUnlessOk)
            // We retry ourselves: OkHttp's own retries would all open connections at the same time.
            .retryOnConnectionFailure(false)
            .eventListenerFactory(ConnectionReporter::of)
            .callTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            // Pings detect a dead connection before a question has to time out on it.
            .pingInterval(PING_INTERVAL)
            .connectTimeout(server.addresses().size() > 1 ? CONNECT_TIMEOUT : Duration.ZERO);
    DohProxy proxy = server.proxy();
    if (proxy != null) {
      return TunnelledDoh.through(proxy, builder, preferred).build();
    }
    ProxySelector proxies = server.proxies();
    return (proxies == null ? builder.proxy(Proxy.NO_PROXY) : builder.proxySelector(proxies))
        .build();
  }

  private static ConnectionPool pool() {
    return new ConnectionPool(1, 5, TimeUnit.MINUTES);
  }

  /** The configured addresses of the server; no name is looked up. */
  private static List<InetAddress> addressesOf(DohServer server, String host, int first)
      throws UnknownHostException {
    if (!host.equals(server.host())) {
      throw new UnknownHostException("not the DoH server: " + host);
    }
    List<InetAddress> rotated = new ArrayList<>(server.addresses());
    Collections.rotate(rotated, -first);
    return rotated;
  }

  /** Ends the call at any status but 200, before OkHttp retries by itself. */
  private static Response endUnlessOk(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (response.code() == 200) {
      return response;
    }
    DohResponse head = head(response, new byte[0]);
    response.close();
    throw new FinalStatusException(head);
  }

  private static DohResponse head(Response response, byte[] body) {
    return new DohResponse(
        response.code(),
        response.header("content-type"),
        response.header("age"),
        response.header("retry-after"),
        response.header("date"),
        body);
  }

  @Override
  public CompletableFuture<DohResponse> post(byte[] query, Runnable sending) {
    Posting posting = new Posting(query, sending);
    posting.attempt();
    return posting.result;
  }

  @Override
  public void renew() {
    ConnectionPool old;
    synchronized (this) {
      old = client.connectionPool();
      client = client.newBuilder().connectionPool(pool()).build();
    }
    old.evictAll(); // over() does so again when the last call on it ends
  }

  @Override
  public void close() {
    closed = true;
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
    threads.shutdown();
  }

  /** One query, tried at each address in turn until a connection succeeds. */
  private final class Posting implements Callback {
    private final CompletableFuture<DohResponse> result = new Cancelling(this);
    private final byte[] query;
    private final Runnable sending;
    private volatile boolean connected;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable Call call;
    private volatile @Nullable ConnectionPool pool;

    private Posting(byte[] query, Runnable sending) {
      this.query = query;
      this.sending = sending;
    }

    private void attempt() {
      OkHttpClient mine = client;
      Request request =
          new Request.Builder()
              .url(url)
              .header("accept", DohResponse.MEDIA_TYPE)
              .header("accept-encoding", "identity") // else OkHttp asks for gzip
              .header("user-agent", DohResponse.USER_AGENT)
              .post(new Query(this, query, mediaType))
              .build();
      Call next = mine.newCall(request);
      call = next;
      pool = mine.connectionPool();
      if (result.isDone()) {
        return; // cancelled in the meantime
      }
      next.enqueue(this);
    }

    private void connected() {
      connected = true;
      sending.run();
    }

    private void cancel() {
      Call open = call;
      if (open != null) {
        open.cancel();
      }
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        result.complete(read(response));
      } catch (IOException e) {
        result.completeExceptionally(e);
      } finally {
        over();
      }
    }

    @Override
    public void onFailure(Call call, IOException failure) {
      over();
      if (failure instanceof FinalStatusException other) {
        result.complete(other.response);
      } else if (mayTryNext()) {
        preferred.updateAndGet(first -> (first + 1) % server.addresses().size());
        attempt();
      } else {
        result.completeExceptionally(
            isNotProcessed(failure) ? new NotProcessedException(failure) : failure);
      }
    }

    /**
     * Whether the stream was refused or is above the last stream of a GOAWAY, which OkHttp reports
     * in the same way, or the connection was shut down before the request was sent (RFC 9113 §8.7).
     *
     * <p>The exception types are internal to OkHttp, and its module doesn't export them, so they
     * are recognised by name and text. If a release renames them, such a request counts as one
     * whose connection was cut, which is retried once.
     */
    private boolean isNotProcessed(IOException failure) {
      return switch (failure.getClass().getName()) {
        case "okhttp3.internal.http2.StreamResetException" ->
            String.valueOf(failure.getMessage()).endsWith("REFUSED_STREAM");
        case "okhttp3.internal.http2.ConnectionShutdownException" -> true;
        default -> false;
      };
    }

    private boolean mayTryNext() {
      return !connected
          && !result.isDone()
          && attempts.incrementAndGet() < server.addresses().size();
    }

    private void over() {
      ConnectionPool used = pool;
      if (used != null && (closed || used != client.connectionPool())) {
        used.evictAll(); // ends the connection with the last call on it
      }
    }

    private DohResponse read(Response response) throws IOException {
      boolean wanted = DohResponse.wantsBody(response.code(), response.header("content-type"));
      if (!wanted) {
        return head(response, new byte[0]);
      }
      byte[] body = readCapped(response.body());
      String mismatch = DohResponse.whyNotWhole(response.headers("content-length"), body.length);
      if (mismatch != null) {
        throw new ExchangeException(
            Reason.UPSTREAM_GARBAGE, server.label() + ": " + mismatch, null);
      }
      return head(response, body);
    }

    private byte[] readCapped(ResponseBody body) throws IOException {
      if (body.contentLength() > DohResponse.MAX_BODY_BYTES) {
        throw tooLarge();
      }
      try (InputStream in = body.byteStream()) {
        byte[] bytes = in.readNBytes(DohResponse.MAX_BODY_BYTES + 1);
        if (bytes.length > DohResponse.MAX_BODY_BYTES) {
          throw tooLarge();
        }
        return bytes;
      }
    }

    private ExchangeException tooLarge() {
      return new ExchangeException(
          Reason.UPSTREAM_TOO_LARGE,
          server.label() + ": body is larger than a DNS message can be, 65535 bytes",
          null);
    }
  }

  /**
   * Carries a status past OkHttp, which retries after any failure but a {@code ProtocolException}.
   */
  private static final class FinalStatusException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final transient DohResponse response;

    private FinalStatusException(DohResponse response) {
      this.response = response;
    }
  }

  /** A future whose cancellation also cancels the call. */
  private static final class Cancelling extends CompletableFuture<DohResponse> {
    private final Posting posting;

    private Cancelling(Posting posting) {
      this.posting = posting;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      if (cancelled) {
        posting.cancel();
      }
      return cancelled;
    }
  }

  /**
   * The body of a request, with a reference to its posting. A tag of the request would do as well,
   * but OkHttp looks up tags with Kotlin's reflection, whose first use loads some forty classes.
   */
  private static final class Query extends RequestBody {
    private final Posting posting;
    private final byte[] message;
    private final MediaType type;

    private Query(Posting posting, byte[] message, MediaType type) {
      this.posting = posting;
      this.message = message;
      this.type = type;
    }

    @Override
    public MediaType contentType() {
      return type;
    }

    @Override
    public long contentLength() {
      return message.length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(message);
    }
  }

  /** Reports when a call has a connection that other calls can share from then on. */
  private static final class ConnectionReporter extends EventListener {
    private final Posting posting;

    private ConnectionReporter(Posting posting) {
      this.posting = posting;
    }

    private static EventListener of(Call call) {
      return call.request().body() instanceof Query query
          ? new ConnectionReporter(query.posting)
          : EventListener.NONE;
    }

    // Not connectionAcquired: 4.12 also reports that for a connection it then finds to be dead.
    @Override
    public void requestHeadersStart(Call call) {
      posting.connected();
    }
  }
}
