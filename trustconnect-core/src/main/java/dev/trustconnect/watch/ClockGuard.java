package dev.trustconnect.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * Notices that the wall clock was set, by the monotonic clock. Until it is known whether the new
 * time fits what endpoints show, looks aren't compared: a clock that is a year ahead makes every
 * certificate look expired. Guarded by the engine's lock.
 *
 * <p>A machine that was suspended looks the same. If the clock keeps being set for two rounds, the
 * watch is blind: otherwise an attacker who can set it could keep the watch from reporting
 * anything.
 */
final class ClockGuard {
  private static final long TOLERATED_SECONDS = 60;
  private static final long SECOND = 1_000_000_000L;

  private final long round;
  private long baseNanos;
  private Instant baseTime;
  private boolean isHolding;
  private long heldSince;
  private long lastStep;
  private long lastNanos;
  private Instant lastTime;
  private String problem = "";

  ClockGuard(long round, long nanos, Instant time) {
    this.round = round;
    this.baseNanos = nanos;
    this.baseTime = time;
    this.lastNanos = nanos;
    this.lastTime = time;
  }

  /** How the watch reacts to the clock at a look. */
  enum State {
    /** As usual. */
    USUAL,
    /** It was set just now: a new round begins, whose looks aren't compared. */
    SET,
    /** Looks aren't compared. */
    HELD,
    /** A round of looks has passed: decide by {@link #accept} or {@link #refuse}. */
    TO_DECIDE
  }

  State look(long nanos, Instant time) {
    boolean isUsual = isNear(baseNanos, baseTime, nanos, time);
    boolean isSetAgain = !isNear(lastNanos, lastTime, nanos, time);
    lastNanos = nanos;
    lastTime = time;
    if (isUsual) {
      accept();
      return State.USUAL;
    }
    if (!isHolding) {
      isHolding = true;
      heldSince = nanos;
      lastStep = nanos;
      return State.SET;
    }
    if (isSetAgain) {
      lastStep = nanos;
      if (nanos - heldSince > 2 * round) {
        refuse();
      }
      return State.SET;
    }
    return nanos - lastStep >= round ? State.TO_DECIDE : State.HELD;
  }

  private static boolean isNear(long fromNanos, Instant from, long nanos, Instant time) {
    long passed = (nanos - fromNanos) / SECOND;
    long shown = time.getEpochSecond() - from.getEpochSecond();
    return Math.abs(shown - passed) <= TOLERATED_SECONDS;
  }

  /** The clock is right as it is now. */
  void accept() {
    baseNanos = lastNanos;
    baseTime = lastTime;
    isHolding = false;
    problem = "";
  }

  /** The clock isn't right: too many endpoints look different since it was set. */
  void refuse() {
    lastStep = lastNanos; // decide again after another round
    long passed = (lastNanos - baseNanos) / SECOND;
    Duration off = Duration.between(baseTime.plusSeconds(passed), lastTime);
    problem =
        "the clock was set "
            + (off.isNegative() ? "back" : "ahead")
            + " by "
            + off.abs().toSeconds()
            + " s, and endpoints look different since";
  }

  boolean isHolding() {
    return isHolding;
  }

  /** Why the clock can't be used, in words; empty if it can. */
  String problem() {
    return problem;
  }
}
