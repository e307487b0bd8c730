package dev.trustconnect.cli.doctor;

import java.time.Duration;
import java.time.Instant;

/**
 * A server's clock beside ours.
 *
 * @param date the HTTP {@code Date}, in whole seconds
 * @param here this machine's clock halfway between question and answer
 * @param roundTrip from question to answer
 */
record Dated(Instant date, Instant here, Duration roundTrip) {
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  /** How far this machine is ahead of the server; negative if it is behind. */
  Duration ahead() {
    return Duration.between(date.plus(HALF_A_SECOND), here);
  }

  /** How much of {@link #ahead()} may be due to the way and to whole seconds. */
  Duration uncertainty() {
    return roundTrip.dividedBy(2).plus(HALF_A_SECOND);
  }
}
