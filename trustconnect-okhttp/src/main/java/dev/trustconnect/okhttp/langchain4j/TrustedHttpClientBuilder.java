package dev.trustconnect.okhttp.langchain4j;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.okhttp.TrustConnectOkHttp;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Sets the timeouts of one client after another. Not thread-safe, as langchain4j's own. */
final class TrustedHttpClientBuilder implements HttpClientBuilder {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final OkHttpClient base;
  private @Nullable Duration connectTimeout;
  private @Nullable Duration readTimeout;

  TrustedHttpClientBuilder(OkHttpClient base) {
    this.base = base;
  }

  /** Declared to return the interface, so that its caller links where langchain4j is absent. */
  static HttpClientBuilder over(TrustConnect trust) {
    return new TrustedHttpClientBuilder(
        TrustConnectOkHttp.newSdkClient(trust)
            .newBuilder()
            .dispatcher(dispatcher())
            .followRedirects(false)
            .build());
  }

  /**
   * As many streams at once as the application begins, on daemon threads, as with the JDK's client.
   * OkHttp's own dispatcher would make the sixth stream from a host wait, and its threads would
   * keep the JVM alive for a minute.
   */
  private static Dispatcher dispatcher() {
    Dispatcher dispatcher =
        new Dispatcher(
            new ThreadPoolExecutor(
                0,
                NO_LIMIT,
                1,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                task -> {
                  Thread thread = new Thread(task, "trustconnect-langchain4j");
                  thread.setDaemon(true);
                  return thread;
                }));
    dispatcher.setMaxRequests(NO_LIMIT);
    dispatcher.setMaxRequestsPerHost(NO_LIMIT);
    return dispatcher;
  }

  @Override
  public @Nullable Duration connectTimeout() {
    return connectTimeout;
  }

  @Override
  public HttpClientBuilder connectTimeout(@Nullable Duration timeout) {
    this.connectTimeout = timeout;
    return this;
  }

  @Override
  public @Nullable Duration readTimeout() {
    return readTimeout;
  }

  @Override
  public HttpClientBuilder readTimeout(@Nullable Duration timeout) {
    this.readTimeout = timeout;
    return this;
  }

  @Override
  public HttpClient build() {
    OkHttpClient.Builder own = base.newBuilder(); // shares pool and dispatcher
    if (connectTimeout != null) {
      own.connectTimeout(connectTimeout);
    }
    if (readTimeout != null) {
      own.readTimeout(readTimeout).writeTimeout(readTimeout);
    }
    return new TrustedHttpClient(own.build());
  }
}
