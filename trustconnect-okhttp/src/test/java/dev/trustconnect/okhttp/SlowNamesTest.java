package dev.trustconnect.okhttp;

import static dev.trustconnect.okhttp.OkHttpLab.API;
import static dev.trustconnect.okhttp.OkHttpLab.get;
import static dev.trustconnect.okhttp.OkHttpLab.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.upstream.transport.DnsExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * Upstreams that never answer. OkHttp's callTimeout and cancellation don't reach {@code
 * Dns.lookup}, and a {@code Dns.newCall} (5.5) whose callback never comes blocks the call for good,
 * so the resolver has its own deadline.
 */
class SlowNamesTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private final OkHttpLab lab = new OkHttpLab();
  private final CountDownLatch asked = new CountDownLatch(1);

  static List<Wiring> wirings() {
    return Wiring.all();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private TrustConnect silent() {
    return TrustConnect.builder()
        .dnsExchanges(new Silence())
        .anchors(lab.internet.world().anchors())
        .clock(lab.internet::now)
        .policy(TestInternet.policy(API).build())
        .resolveTimeout(SHORT)
        .build();
  }

  private final class Silence implements DnsExchange {
    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      asked.countDown();
      return new CompletableFuture<>();
    }

    @Override
    public String label() {
      return "silence";
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void resolversDeadlineEndsACallThatHasNone(Wiring wiring) {
    try (TrustConnect trust = silent()) {
      refused(wiring.client(trust), get(lab.api.url(API, "/")), Reason.RESOLVE_DEADLINE_EXCEEDED);
    }
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void resolversDeadlineEndsACallWhoseTimeIsUp(Wiring wiring) {
    try (TrustConnect trust = silent()) {
      OkHttpClient client =
          wiring.client(trust, new OkHttpClient.Builder().callTimeout(Duration.ofMillis(1)));

      assertThatThrownBy(() -> OkHttpLab.body(client, get(lab.api.url(API, "/"))))
          .isInstanceOf(IOException.class);
    }
    assertThat(lab.api.connections()).isZero();
  }

  @ParameterizedTest
  @MethodSource("wirings")
  void resolversDeadlineEndsACancelledCall(Wiring wiring) throws Exception {
    try (TrustConnect trust = silent()) {
      OkHttpClient client = wiring.client(trust);
      Call call = client.newCall(get(lab.api.url(API, "/")));
      CompletableFuture<Response> answer = enqueued(call);
      asked.await();

      call.cancel();

      assertThatThrownBy(answer::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class);
      client.dispatcher().executorService().shutdown();
    }
    assertThat(lab.api.connections()).isZero();
  }

  private static CompletableFuture<Response> enqueued(Call call) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException why) {
            answer.completeExceptionally(why);
          }

          @Override
          public void onResponse(Call answered, Response response) {
            answer.complete(response);
          }
        });
    return answer;
  }
}
