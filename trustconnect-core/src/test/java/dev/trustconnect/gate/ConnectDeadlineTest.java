package dev.trustconnect.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a wait for a connection ends: with what was waited for, or by time, caller or thread. */
class ConnectDeadlineTest {
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final HandClock time = new HandClock();
  private final ConnectDeadline deadline =
      new ConnectDeadline(time, Duration.ofSeconds(1), cancelled::get);

  /** Stands still until a test moves it; waiting takes no time. */
  private static final class HandClock implements ConnectDeadline.Time {
    private long nanos;
    private long waited;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> from, long atMost) throws InterruptedException {
      waited = atMost;
      return from.poll(0, TimeUnit.NANOSECONDS);
    }
  }

  @Test
  void headOfTheQueueIsReturned() throws Exception {
    queue.add("connected");

    assertThat(deadline.poll(queue, 1_000)).isEqualTo("connected");
    assertThat(time.waited).isEqualTo(1_000);
  }

  @Test
  void waitIsCutIntoPiecesAndEndsWithTheDeadline() throws Exception {
    assertThat(deadline.poll(queue, Long.MAX_VALUE)).isNull();
    assertThat(time.waited).isEqualTo(TimeUnit.MILLISECONDS.toNanos(50));

    time.nanos = Duration.ofSeconds(1).toNanos() - 7;
    assertThat(deadline.poll(queue, Long.MAX_VALUE)).isNull();
    assertThat(time.waited).isEqualTo(7);
  }

  @Test
  void passedDeadlineIsATimeout() {
    time.nanos = Duration.ofSeconds(1).toNanos();

    assertThatThrownBy(() -> deadline.poll(queue, 1))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no connection within 1000 ms");
  }

  @Test
  void cancellingEndsTheWait() {
    cancelled.set(true);

    assertThatThrownBy(() -> deadline.poll(queue, 1))
        .isExactlyInstanceOf(SocketException.class)
        .hasMessage("Socket closed");
  }

  @Test
  void interruptedThreadStaysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> deadline.poll(queue, 1))
          .isExactlyInstanceOf(InterruptedIOException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
