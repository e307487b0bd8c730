package dev.trustconnect.watch;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a change of one part of an endpoint counts: when a second look saw the same. Guarded
 * by the engine's lock.
 *
 * <p>Three looks in a row that differ from what is confirmed count even if they differ from each
 * other, and so does the third time within an hour that only one look saw something: a server that
 * alternates would never be confirmed. After three changes within an hour the part is flapping:
 * then only codes that weren't reported in this time are reported, until an hour passes without a
 * change. So an attacker can't hide a change behind frequent other changes.
 */
final class Track {
  private static final long HOUR = 3_600_000_000_000L;
  private static final int MANY = 3;

  /**
   * A change that counts.
   *
   * @param before what was reported last
   * @param after what counts now
   * @param isFlapping whether it comes and goes
   */
  record Confirmed(Part before, Part after, boolean isFlapping) {
    /** Whether its root cause isn't what is new. */
    boolean hasOldCause() {
      return before.cause().equals(after.cause());
    }
  }

  /** Whether an open root cause stands for what was confirmed last. */
  boolean isCovered;

  private @Nullable Part confirmed;
  private @Nullable Part reported;
  private @Nullable Part pending;
  private long pendingSince;
  private int different;
  private int unseen;
  private @Nullable Recently strays;
  private @Nullable Recently changes;
  private @Nullable Set<String> announced; // not null while flapping: codes reported since it began

  /** The last three times of something. */
  private static final class Recently {
    private final long[] times = new long[MANY];
    private int count;

    /** Whether this is the third time within an hour. */
    boolean isThird(long now) {
      times[count % MANY] = now;
      count++;
      return count >= MANY && now - times[count % MANY] <= HOUR;
    }

    long last() {
      return times[(count + MANY - 1) % MANY];
    }

    void clear() {
      count = 0;
    }
  }

  /** The confirmed part; null before anything is known. */
  @Nullable Part confirmed() {
    return confirmed;
  }

  /** Whether a second look is needed. */
  boolean isPending() {
    return pending != null;
  }

  /** The root causes that it shows, confirmed or not. */
  Set<String> causes() {
    TreeSet<String> shown = new TreeSet<>();
    if (confirmed != null) {
      shown.add(confirmed.cause());
    }
    if (pending != null) {
      shown.add(pending.cause());
    }
    shown.remove("");
    return shown;
  }

  /** Whether a look that agrees with the confirmed state still matters. */
  boolean needsLook() {
    return pending != null || announced != null;
  }

  /** Continues with the state from before a restart, which was reported then. */
  void restore(@Nullable Part known) {
    confirmed = known;
    reported = known;
  }

  /** An open root cause covers the state from before a restart, if that shows the cause. */
  void coverBy(Collection<String> open) {
    isCovered = confirmed != null && open.contains(confirmed.cause());
  }

  /** Whether {@code seen} is what counts. */
  boolean agrees(Part seen) {
    return seen.equals(confirmed);
  }

  /**
   * Takes what a look saw.
   *
   * @param hold how long something worse must last
   * @return a change that counts now; null if there is none
   */
  @Nullable Confirmed saw(Part seen, long now, long hold) {
    Part known = confirmed;
    if (known == null) {
      if (!seen.isWrongByItself()) {
        restore(seen);
        pending = null;
        return null;
      }
      known = seen.withoutWhatIsWrong();
    }
    if (seen.equals(known)) {
      pending = null;
      return announced == null ? null : calm(now);
    }
    unseen = 0;
    Part waiting = pending;
    if (waiting == null) {
      pending = seen;
      pendingSince = now;
      different = 1;
      return isThirdStray(now) ? confirm(seen, now, true) : null;
    }
    different++;
    pending = seen;
    boolean again = seen.equals(waiting) || different >= MANY;
    return again && now - pendingSince >= hold ? confirm(seen, now, false) : null;
  }

  /**
   * A look couldn't see this part. After two of these a change that one look saw counts: an
   * attacker could end connections to keep it from being confirmed.
   */
  @Nullable Confirmed sawNothing(long now) {
    Part waiting = pending;
    if (waiting == null) {
      return null;
    }
    unseen++;
    return unseen >= 2 ? confirm(waiting, now, false) : null;
  }

  private boolean isThirdStray(long now) {
    if (strays == null) {
      strays = new Recently();
    }
    return strays.isThird(now);
  }

  private @Nullable Confirmed confirm(Part after, long now, boolean isStray) {
    boolean isFirst = confirmed == null;
    confirmed = after;
    pending = null;
    unseen = 0;
    if (strays != null) {
      strays.clear();
    }
    if (isFirst) {
      reported = after.withoutWhatIsWrong();
      return report(after, isStray);
    }
    if (changes == null) {
      changes = new Recently();
    }
    boolean isThird = changes.isThird(now);
    if (announced != null) {
      return announced.addAll(after.codes()) ? report(after, true) : null;
    }
    if (isThird) {
      announced = new HashSet<>(after.codes());
      if (reported != null) {
        announced.addAll(reported.codes());
      }
      return report(after, true);
    }
    return report(after, isStray);
  }

  private Confirmed report(Part after, boolean flapping) {
    Part before = reported == null ? Part.NOTHING : reported;
    reported = after;
    return new Confirmed(before, after, flapping);
  }

  /** Ends the flapping after an hour; what was left out is reported then. */
  private @Nullable Confirmed calm(long now) {
    Part known = confirmed;
    if (changes == null || known == null || now - changes.last() <= HOUR) {
      return null;
    }
    announced = null;
    changes = null;
    strays = null;
    return known.equals(reported) ? null : report(known, false);
  }
}
