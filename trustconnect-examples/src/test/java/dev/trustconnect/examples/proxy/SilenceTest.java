package dev.trustconnect.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private final AtomicLong nanos = new AtomicLong(-7);
  private final Silence silence = new Silence(Duration.ofMinutes(5), nanos::get);

  private void passes(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** One side downloads for an hour, and the other says nothing. */
  @Test
  void isNotOverWhileEitherSideSpeaks() {
    for (int minute = 0; minute < 60; minute++) {
      passes(Duration.ofMinutes(1));
      silence.isBroken();
    }
    passes(Duration.ofMinutes(4));
    assertThat(silence.isOver()).isFalse();
  }

  @Test
  void isOverWhenNobodySpeaksForItsTime() {
    passes(Duration.ofMinutes(5));
    assertThat(silence.isOver()).isTrue();
  }
}
