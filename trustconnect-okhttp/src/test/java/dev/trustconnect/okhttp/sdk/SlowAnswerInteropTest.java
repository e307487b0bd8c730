package dev.trustconnect.okhttp.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.testing.LiveAnswer;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import dev.trustconnect.testing.TlsPeer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An answer and a stream that take 16 seconds of real time, which is why it runs with -Pinterop.
 */
class SlowAnswerInteropTest {
  private static final String API = "api.example.test";
  private static final Executor SOON = task -> new Thread(task).start();
  private static final Executor LATER = CompletableFuture.delayedExecutor(16, TimeUnit.SECONDS);

  private static java.util.stream.Stream<Named<Sdk>> sdks() {
    return SdkTest.sdks();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void modelMayThinkForSixteenSeconds(Sdk sdk) throws Exception {
    TestInternet internet = TestInternet.usual();
    TestCa.Identity identity = internet.ca().server(API);
    try (TlsPeer answering = TlsPeer.start(identity);
        TlsPeer streaming = TlsPeer.start(identity);
        TrustConnect trust = internet.trust().policy(TestInternet.policy(API).build()).build();
        Sdk.Chat asked = sdk.client(trust, answering.url(API, ""), Sdk.Settings.of("key"));
        Sdk.Chat streamed = sdk.client(trust, streaming.url(API, ""), Sdk.Settings.of("key"))) {
      LiveAnswer answer = answering.live(sdk.messagePath(), "application/json");
      LiveAnswer stream = streaming.live(sdk.streamPath(), "text/event-stream");
      List<String> heard = new CopyOnWriteArrayList<>();
      CompletableFuture<String> answered =
          CompletableFuture.supplyAsync(() -> asked.ask("hi"), SOON);
      CompletableFuture<Void> ended =
          CompletableFuture.runAsync(() -> streamed.stream("hi", heard::add), SOON);

      answer.awaitRequest();
      stream.say(sdk.event("one"));
      CompletableFuture.runAsync(() -> {}, LATER).get(120, TimeUnit.SECONDS);
      answer.say(sdk.message("hello"));
      answer.end();
      stream.say(sdk.event("two"));
      stream.end();

      assertThat(answered.get(120, TimeUnit.SECONDS)).isEqualTo("hello");
      ended.get(120, TimeUnit.SECONDS);
      assertThat(heard).containsExactly("one", "two");
    }
  }
}
