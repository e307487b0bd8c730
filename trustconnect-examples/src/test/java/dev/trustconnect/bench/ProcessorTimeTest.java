package dev.trustconnect.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Which threads' work counts; how long it takes by the clock doesn't matter. */
class ProcessorTimeTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MUCH_NANOS = 100_000_000;

  private static void burn() {
    long end = THREADS.getCurrentThreadCpuTime() + MUCH_NANOS;
    while (THREADS.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Of work that the calling thread waits for. */
  private static double spentBy(String thread) throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, thread));
    try {
      return ProcessorTime.of(1, () -> worker.submit(ProcessorTimeTest::burn).get()).nanos();
    } finally {
      worker.shutdown();
    }
  }

  @Test
  void workOfAnotherThreadCounts() throws Exception {
    assertThat(spentBy("a client's")).isGreaterThanOrEqualTo(MUCH_NANOS);
  }

  @Test
  void workOfAServerDoesNot() throws Exception {
    assertThat(spentBy("tls-peer-7")).isLessThan(MUCH_NANOS);
  }

  @Test
  void workIsCountedForOneOfSeveral() throws Exception {
    assertThat(ProcessorTime.of(3, ProcessorTimeTest::burn).nanos())
        .isBetween((double) MUCH_NANOS, 2.0 * MUCH_NANOS);
  }
}
