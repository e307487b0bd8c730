package dev.trustconnect.resolve;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices when the clock is set back. Entries whose time is then in the future must be removed;
 * otherwise they would become valid again when the clock reaches that time, days after their TTL.
 *
 * <p>Thread-safe. A step of up to a minute is a correction: nothing outlives its TTL by more than
 * that, and forgetting the whole memory would cost too much.
 */
final class StepDetectingClock implements InstantSource {
  private static final long TOLERATED_SECONDS = 60;

  private final InstantSource clock;
  private volatile Runnable onStepBack = () -> {};
  private volatile long latestSecond = Long.MIN_VALUE;

  StepDetectingClock(InstantSource clock) {
    this.clock = clock;
  }

  /** {@code task} is run by the thread that notices the step; it must not block. */
  void onStepBack(Runnable task) {
    onStepBack = task;
  }

  @Override
  public Instant instant() {
    Instant now = clock.instant();
    long second = now.getEpochSecond();
    long latest = latestSecond;
    if (second > latest) {
      latestSecond = second;
    } else if (second < latest - TOLERATED_SECONDS) {
      latestSecond = second;
      onStepBack.run();
    }
    return now;
  }
}
