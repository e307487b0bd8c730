package dev.trustconnect.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Joining, leaving and landing at the same moment, many thousand times. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SingleFlightInterleavingTest {
  private static final int ROUNDS = 5_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(3);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /**
   * One thread takes part and stays, one takes part and leaves at once, one lands the work: who
   * stays gets the result, whatever the order, and nothing is left behind that a later one could
   * join.
   */
  @Test
  void holdersThatStayGetTheResultAndNothingIsLeft() throws Exception {
    SingleFlight<String, Integer> flights = new SingleFlight<>(System::nanoTime, 0);
    CyclicBarrier together = new CyclicBarrier(3);
    for (int round = 0; round < ROUNDS; round++) {
      List<CompletableFuture<Integer>> started = new ArrayList<>();
      AtomicInteger starts = new AtomicInteger();
      CompletableFuture<Integer> work = new CompletableFuture<>();
      Future<Integer> stays =
          threads.submit(
              () -> {
                together.await();
                var share =
                    flights
                        .join(underWay -> List.of("key"), key -> begin(work, started, starts))
                        .get(0);
                int result = share.result().get();
                share.leave();
                return result;
              });
      Future<?> leaves =
          threads.submit(
              () -> {
                together.await();
                var share =
                    flights
                        .join(underWay -> List.of("key"), key -> begin(work, started, starts))
                        .get(0);
                share.leave();
                share.leave();
                return null;
              });
      Future<?> lands =
          threads.submit(
              () -> {
                together.await();
                return work.complete(7);
              });
      assertThat(stays.get()).isEqualTo(7);
      leaves.get();
      lands.get();

      assertThat(starts.get()).as("round %d", round).isBetween(1, 2);
      synchronized (started) {
        assertThat(started).as("round %d", round).allMatch(CompletableFuture::isDone);
      }
      var later =
          flights
              .join(underWay -> List.of("key"), key -> CompletableFuture.completedFuture(8))
              .get(0);
      assertThat(later.started()).as("round %d: nothing is left", round).isTrue();
      assertThat(later.result()).isCompletedWithValue(8);
      later.leave();
    }
  }

  /** The work gets a separate future, so that cancelling it ends nothing else. */
  private static CompletableFuture<Integer> begin(
      CompletableFuture<Integer> work,
      List<CompletableFuture<Integer>> started,
      AtomicInteger starts) {
    starts.incrementAndGet();
    CompletableFuture<Integer> mine = work.thenApply(value -> value);
    synchronized (started) {
      started.add(mine);
    }
    return mine;
  }
}
