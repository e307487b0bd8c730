package dev.trustconnect.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which of several upstreams failed, and puts them in the order to be asked.
 *
 * <p>Bounded by the number of upstreams; forgets with the first good answer. Guarded by its lock.
 */
final class FailureMemory {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);
  private static final int STRIKES = 3;

  private final InstantSource clock;
  private final List<Past> pasts = new ArrayList<>();

  FailureMemory(int upstreams, InstantSource clock) {
    this.clock = clock;
    for (int i = 0; i < upstreams; i++) {
      pasts.add(new Past(i));
    }
  }

  private static final class Past {
    private final int index;
    private int failures;
    private int strikes;
    private long era; // so that questions that failed together count as one failure
    private Instant failedAt = Instant.MIN;
    private Instant retryAt = Instant.MIN;

    private Past(int index) {
      this.index = index;
    }

    /** Until that is answered, others wait for another pause. */
    void tryAt(Instant now) {
      failedAt = now.isBefore(failedAt) ? now : failedAt;
      retryAt = now.plus(pause(failures));
    }

    /** A failure that is yet to come is none to wait for: the clock was set back. */
    boolean isReady(Instant now) {
      return failures == 0 || !now.isBefore(retryAt) || now.isBefore(failedAt);
    }
  }

  /**
   * Those to be trusted in their given order, then those that failed, the least recent first.
   *
   * <p>One that failed is tried again after its pause, by one question: for the others it stays
   * behind until that one is answered.
   */
  synchronized List<Integer> order() {
    List<Past> ready = new ArrayList<>();
    List<Past> paused = new ArrayList<>();
    Instant now = clock.instant();
    for (Past past : pasts) {
      (past.isReady(now) ? ready : paused).add(past);
    }
    paused.sort(Comparator.comparing(past -> past.failedAt));
    if (!ready.isEmpty() && ready.get(0).failures > 0) {
      ready.get(0).tryAt(now);
    }
    ready.addAll(paused);
    return ready.stream().map(past -> past.index).toList();
  }

  /** As {@link #order()}, without trying anyone. */
  synchronized List<Integer> look() {
    Instant now = clock.instant();
    List<Past> sorted = new ArrayList<>(pasts);
    sorted.sort(Comparator.comparing(past -> past.isReady(now) ? Instant.MIN : past.failedAt));
    return sorted.stream().map(past -> past.index).toList();
  }

  /** To be handed to {@link #failed} by who asks now. */
  synchronized long era(int index) {
    return pasts.get(index).era;
  }

  /** It failed a question that was asked in that era, and maybe said when to come again. */
  synchronized void failed(int index, long era, @Nullable Duration asked) {
    Past past = pasts.get(index);
    if (past.era != era) {
      return;
    }
    past.era++;
    past.failures++;
    past.strikes = 0;
    past.failedAt = clock.instant();
    Duration pause = pause(past.failures);
    if (asked != null && asked.compareTo(pause) > 0) {
      pause = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    }
    past.retryAt = past.failedAt.plus(pause);
  }

  /** It answered. */
  synchronized void answered(int index) {
    Past past = pasts.get(index);
    if (past.failures > 0) {
      past.era++;
    }
    past.failures = 0;
    past.strikes = 0;
  }

  /**
   * It refused a question that another one answered. Once may be the name's fault; three times in a
   * row is its own.
   */
  synchronized void refused(int index, long era) {
    Past past = pasts.get(index);
    past.strikes++;
    if (past.strikes >= STRIKES) {
      failed(index, era, null);
    }
  }

  private static Duration pause(int failures) {
    int doublings = Math.min(failures - 1, 30);
    Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
