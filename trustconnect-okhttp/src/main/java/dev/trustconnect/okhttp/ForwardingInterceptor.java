package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request that reaches it through a protected client, instead of proceeding with it. So
 * dns, TLS, redirects and pool of the client that it was added to aren't used. Thread-safe.
 */
final class ForwardingInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final Calls calls;
  private final OkHttpClient client;
  private final Cancellations cancellations = new Cancellations();
  // Calls mostly have the same settings, and building a client costs more than all checks.
  private volatile @Nullable Like latest;

  /**
   * Forwards to {@code client}.
   *
   * @param client protected by {@code trust}
   * @param calls those of the client
   */
  ForwardingInterceptor(TrustConnect trust, OkHttpClient client, Calls calls) {
    this.exchanges = new Exchanges(trust.requestGate());
    this.calls = calls;
    this.client = client;
  }

  boolean uses(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    CallState call = calls.of(chain.call(), chain.request());
    boolean first = call.isFirstPass();
    Request request = checked(call, chain.request());
    if ("websocket".equalsIgnoreCase(request.header("Upgrade"))) {
      throw exchanges.refused(
          request.url(),
          Reason.GATE_NO_EVIDENCE,
          "a WebSocket, which can't be forwarded",
          "an ordinary request, or a client that TrustConnect is installed in");
    }
    Call asked = chain.call();
    Call sent = clientLike(chain).newCall(request);
    if (first) {
      calls.forward(call, sent); // later ones are separate calls
    }
    limit(sent.timeout(), asked.timeout());
    Runnable end = cancellations.carry(asked, sent);
    try {
      return sent.execute();
    } finally {
      end.run();
    }
  }

  /**
   * The request without what policies say to strip. An interceptor before ours may have changed the
   * host, or sends the call again: what belongs to the host that the application called is checked
   * here, before our client sees anything of it.
   */
  private Request checked(CallState call, Request asked) throws IOException {
    return Exchanges.without(asked, exchanges.check(call, asked, true));
  }

  /** Our client with the settings of the other that can't weaken it. */
  private OkHttpClient clientLike(Chain chain) {
    Carried wanted = Carried.from(chain, client);
    Like last = latest;
    if (last == null || !last.carried.equals(wanted)) {
      last = new Like(wanted, wanted.into(client));
      latest = last;
    }
    return last.client;
  }

  /** A client of ours, and the settings that it has. */
  private record Like(Carried carried, OkHttpClient client) {}

  /** The settings that are carried over; times in milliseconds. */
  private record Carried(
      int connectTimeout,
      int readTimeout,
      int writeTimeout,
      int pingInterval,
      boolean retries,
      boolean redirects,
      boolean sslRedirects,
      @Nullable Proxy proxy) {

    /** Those of a call; {@code ours} has the others, if this OkHttp doesn't show its client. */
    static Carried from(Chain chain, OkHttpClient ours) {
      OkHttpClient found = OkHttpAbilities.clientOf(chain.call());
      OkHttpClient other = found == null ? ours : found;
      return new Carried(
          chain.connectTimeoutMillis(),
          chain.readTimeoutMillis(),
          chain.writeTimeoutMillis(),
          other.pingIntervalMillis(),
          other.retryOnConnectionFailure(),
          other.followRedirects(),
          other.followSslRedirects(),
          other.proxy());
    }

    OkHttpClient into(OkHttpClient ours) {
      OkHttpClient.Builder like =
          ours.newBuilder() // shares the pool
              .connectTimeout(Duration.ofMillis(connectTimeout))
              .readTimeout(Duration.ofMillis(readTimeout))
              .writeTimeout(Duration.ofMillis(writeTimeout))
              .pingInterval(Duration.ofMillis(pingInterval))
              .retryOnConnectionFailure(retries)
              .followRedirects(redirects)
              .followSslRedirects(sslRedirects);
      if (proxy != null) {
        like.proxy(proxy); // refused if it isn't declared
      }
      return like.build();
    }
  }

  private static void limit(Timeout sent, Timeout asked) {
    sent.timeout(asked.timeoutNanos(), TimeUnit.NANOSECONDS);
    if (asked.hasDeadline()) {
      sent.deadlineNanoTime(asked.deadlineNanoTime());
    }
  }
}
