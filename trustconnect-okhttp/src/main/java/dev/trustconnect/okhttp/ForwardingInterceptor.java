package dev.trustconnect.okhttp;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Timeout;

/**
 * Sends each request that reaches it through a protected client, instead of proceeding with it. So
 * dns, TLS, redirects and pool of the client that it was added to aren't used. Thread-safe.
 */
final class ForwardingInterceptor implements Interceptor {
  private final Exchanges exchanges;
  private final Calls calls;
  private final OkHttpClient client;
  private final Cancellations cancellations = new Cancellations();

  /**
   * Forwards to {@code client}.
   *
   * @param client protected by {@code trust}
   */
  ForwardingInterceptor(TrustConnect trust, OkHttpClient client) {
    this.exchanges = new Exchanges(trust.requestGate());
    this.calls = new Calls(trust.requestGate());
    this.client = client;
  }

  boolean uses(Exchanges gate) {
    return exchanges.equals(gate);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = checked(chain);
    if ("websocket".equalsIgnoreCase(request.header("Upgrade"))) {
      throw exchanges.refused(
          request.url(),
          Reason.GATE_NO_EVIDENCE,
          "a WebSocket, which can't be forwarded",
          "an ordinary request, or a client that TrustConnect is installed in");
    }
    Call asked = chain.call();
    Call sent = clientLike(chain).newCall(request);
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
   * host, or sends the call again: to our client each is a new call, so what belongs to the host
   * that the application called is checked here.
   */
  private Request checked(Chain chain) throws IOException {
    Request asked = chain.request();
    return Exchanges.without(asked, exchanges.check(calls.of(chain.call(), asked), asked, true));
  }

  /** Our client with the settings of the other that can't weaken it. */
  private OkHttpClient clientLike(Chain chain) {
    OkHttpClient.Builder like =
        client
            .newBuilder() // shares the pool
            .connectTimeout(Duration.ofMillis(chain.connectTimeoutMillis()))
            .readTimeout(Duration.ofMillis(chain.readTimeoutMillis()))
            .writeTimeout(Duration.ofMillis(chain.writeTimeoutMillis()));
    OkHttpClient other = OkHttpAbilities.clientOf(chain.call());
    if (other != null) {
      like.retryOnConnectionFailure(other.retryOnConnectionFailure())
          .followRedirects(other.followRedirects())
          .followSslRedirects(other.followSslRedirects())
          .pingInterval(Duration.ofMillis(other.pingIntervalMillis()));
      if (other.proxy() != null) {
        like.proxy(other.proxy()); // refused if it isn't declared
      }
    }
    return like.build();
  }

  private static void limit(Timeout sent, Timeout asked) {
    sent.timeout(asked.timeoutNanos(), TimeUnit.NANOSECONDS);
    if (asked.hasDeadline()) {
      sent.deadlineNanoTime(asked.deadlineNanoTime());
    }
  }
}
