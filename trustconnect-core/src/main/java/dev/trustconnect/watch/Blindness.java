package dev.trustconnect.watch;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether the watch itself can't see: then it reports one event instead of one for each
 * endpoint. Guarded by the engine's lock.
 *
 * <p>It can't if the last ten looks in a row got no answer from an upstream, or failed by a defect
 * (three, if the list is that short), if of at least five endpoints more than 30 % don't answer at
 * once, or if the clock was set and more than 30 % of all endpoints look different since. It can
 * see again once none of this was the case for one round, so that a share around 30 % causes few
 * events.
 */
final class Blindness {
  static final double MAX_SHARE = 0.3;

  private static final int MIN_ENDPOINTS = 5;
  private static final int FEWEST_LOOKS = 3;
  private static final int MOST_LOOKS = 10;

  private String reason = "";
  private long lastBlind;
  private int unansweredInARow;
  private int failedInARow;

  /** Counts a look. */
  void looked(boolean isUnanswered, boolean isDefect) {
    unansweredInARow = isUnanswered ? unansweredInARow + 1 : 0;
    failedInARow = isDefect ? failedInARow + 1 : 0;
  }

  boolean isBlind() {
    return !reason.isEmpty();
  }

  /** Why, in words; empty if it can see. */
  String reason() {
    return reason;
  }

  /** As it was before a restart. */
  void restore(String why, long now) {
    reason = why;
    lastBlind = now;
  }

  /**
   * Decides again.
   *
   * @param down how many of {@code looked} don't answer, or can't be looked at
   * @param failed how many of these can't be looked at for a defect
   * @param clock why the clock can't be used; empty if it can
   * @return true if it became blind, false if it can see again; null if nothing changed
   */
  @Nullable Boolean decide(
      int down, int failed, int looked, int rows, String clock, long round, long now) {
    String found = why(down, failed, looked, rows, clock);
    if (!found.isEmpty()) {
      lastBlind = now;
      boolean isNew = reason.isEmpty();
      reason = isNew ? found : reason;
      return isNew ? Boolean.TRUE : null;
    }
    if (reason.isEmpty() || now - lastBlind < round) {
      return null;
    }
    reason = "";
    return Boolean.FALSE;
  }

  private String why(int down, int failed, int looked, int rows, String clock) {
    if (!clock.isEmpty()) {
      return clock;
    }
    int many = Math.max(FEWEST_LOOKS, Math.min(MOST_LOOKS, rows));
    if (failedInARow >= many) {
      return "a defect of this program: the last " + failedInARow + " looks failed";
    }
    if (unansweredInARow >= many) {
      return "no upstream answers: the last " + unansweredInARow + " looks got no answer";
    }
    if (looked < MIN_ENDPOINTS || down <= MAX_SHARE * looked) {
      return "";
    }
    return failed == 0
        ? down + " of " + looked + " endpoints don't answer at once"
        : (down - failed)
            + " of "
            + looked
            + " endpoints don't answer, and "
            + failed
            + " can't be looked at for a defect of this program";
  }
}
