package dev.trustconnect.resolve;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock, and what to do when it is set back: what was learned at times that are yet to come must
 * be forgotten, or it would be good once more when the clock gets there again, days after its TTL.
 *
 * <p>Thread-safe. Up to a minute is no setting back but a clock being put right: nothing outlives
 * its TTL by more than that, and all that is known would be much to lose.
 */
final class StepDetectingClock implements InstantSource {
  private static final long TOLERATED_SECONDS = 60;

  private final InstantSource clock;
  private volatile Runnable onStepBack = () -> {};
  private volatile long latestSecond = Long.MIN_VALUE;

  StepDetectingClock(InstantSource clock) {
    this.clock = clock;
  }

  /** Has {@code task} run by whoever notices; it must not block. */
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
