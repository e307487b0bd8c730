package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.resolve.Resolution;
import dev.trustconnect.resolve.UntrustedNameException;
import dev.trustconnect.testing.Fault;
import dev.trustconnect.testing.LoopbackDoh;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestInternet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** {@code close()} ends every thread and every socket that is ours, also during a lookup. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClosingTest {
  private static final int TIMES = 20;

  private final SignedWorld world = TestInternet.usual().world();

  private Message answer(Message query) {
    Record asked = query.getQuestion();
    return world.answer(asked.getName(), asked.getType());
  }

  private TrustConnect trust(LoopbackDoh doh) {
    return TrustConnect.builder()
        .upstreams(doh.upstream())
        .anchors(world.anchors())
        .clock(world::now)
        .policy(TestInternet.policy("api.example.test").build())
        .audit(event -> {})
        .build();
  }

  /** Each build opens separate upstreams: closing the first object doesn't affect the second. */
  @Test
  void builderBuildsTwice() throws Exception {
    try (LoopbackDoh doh = LoopbackDoh.start(this::answer)) {
      TrustConnect.Builder builder =
          TrustConnect.builder()
              .upstreams(doh.upstream())
              .anchors(world.anchors())
              .clock(world::now)
              .policy(TestInternet.policy("api.example.test").build());
      builder.build().close();

      try (TrustConnect second = builder.build()) {
        assertThat(second.names().resolve("api.example.test").addresses()).hasSize(1);
      }
    }
  }

  @Test
  void threadsAndSocketsEnd() throws Exception {
    // The JDK's timer thread is started by its first use, and lives as long as the JVM.
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS, Runnable::run))
        .join();
    try (LoopbackDoh doh = LoopbackDoh.start(this::answer)) {
      Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
      for (int i = 0; i < TIMES; i++) {
        try (TrustConnect trust = trust(doh)) {
          CompletableFuture<Resolution> answered = trust.names().resolveAsync("api.example.test");
          if (i % 2 == 0) { // otherwise it is closed during the lookup
            assertThat(answered.get().addresses()).hasSize(1);
          }
        }
      }
      doh.awaitNoConnection();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (!before.contains(thread) && !isServerThread(thread.getName())) {
          thread.join(TimeUnit.SECONDS.toMillis(20));
          assertThat(thread.isAlive()).as("%s lives on", thread).isFalse();
        }
      }
    }
  }

  @Test
  void pendingAndLaterLookupsFailWithUpstreamClosed() throws Exception {
    try (LoopbackDoh doh = LoopbackDoh.start(this::answer)) {
      doh.fails(Fault.PARK);
      TrustConnect trust = trust(doh);
      CompletableFuture<?> waiting = trust.names().resolveAsync("api.example.test");
      doh.awaitParked(1);

      trust.close();

      assertThat(reasonOf(waiting)).isEqualTo(Reason.UPSTREAM_CLOSED);
      assertThat(reasonOf(trust.names().resolveAsync("api.example.test")))
          .isEqualTo(Reason.UPSTREAM_CLOSED);
      trust.close();
      doh.awaitNoConnection();
    }
  }

  private static boolean isServerThread(String thread) {
    return thread.startsWith("loopback") || thread.startsWith("Scheduler-");
  }

  private static Reason reasonOf(CompletableFuture<?> refused) throws InterruptedException {
    try {
      throw new AssertionError("not refused: " + refused.get());
    } catch (ExecutionException e) {
      return ((UntrustedNameException) e.getCause()).reason();
    }
  }
}
