package dev.trustconnect.cli.lock;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.lock.Drift;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.LockedEndpoint;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares endpoints with the lock; an alert counts only if a second look sees it too. */
final class LockChecking {
  private static final int CHANGED = 1;
  private static final int NOT_JUDGED = 3;

  private final LockFiles files;
  private final Looking looking;
  private final Runnable pause;
  private final List<String> notes = new ArrayList<>();

  /**
   * A check.
   *
   * @param pause waits between both looks
   */
  LockChecking(LockFiles files, Looking looking, Runnable pause) {
    this.files = files;
    this.looking = looking;
    this.pause = pause;
  }

  /** What has changed at these endpoints; at all of the lock if there are none. */
  Drift drift(Set<Endpoint> named) {
    TrustLock lock = files.lock();
    LockState state = files.state();
    if (state.unreadableLines() > 0) {
      notes.add(state.unreadableLines() + " lines of the state can't be read; they are left out");
    }
    List<Survey> surveys = looking.first(endpoints(lock, named));
    Drift first = lock.compare(surveys, state);
    Drift drift = first.alerts().isEmpty() ? first : confirmed(first, lock, state);
    if (drift.vantage().isEmpty()) {
      remember(lock, state, surveys, first);
    }
    return drift;
  }

  private Set<Endpoint> endpoints(TrustLock lock, Set<Endpoint> named) {
    for (Endpoint endpoint : named) {
      if (lock.find(endpoint).isEmpty()) {
        throw files.dns().wrong(endpoint + " isn't in " + files.file() + "; lock it first");
      }
    }
    if (!named.isEmpty()) {
      return named;
    }
    Set<Endpoint> all = new TreeSet<>();
    lock.endpoints().stream().map(LockedEndpoint::endpoint).forEach(all::add);
    return all;
  }

  private Drift confirmed(Drift first, TrustLock lock, LockState state) {
    pause.run();
    Drift second = lock.compare(looking.second(first.alerted()), state);
    Drift confirmed = first.confirmedBy(second);
    int gone = first.alerts().size() - confirmed.alerts().size();
    if (gone > 0) {
      notes.add(
          DriftText.counted(gone, "alert") + " of the first look left out: the second saw none");
    }
    return confirmed;
  }

  /** An endpoint whose first look was alarming isn't learned from, confirmed or not. */
  private void remember(TrustLock lock, LockState state, List<Survey> surveys, Drift first) {
    List<Survey> calm =
        surveys.stream().filter(survey -> !first.alerted().contains(survey.endpoint())).toList();
    files.save(state.after(lock, calm)).ifPresent(notes::add);
  }

  /** What to tell beside the result. */
  List<String> notes() {
    return notes;
  }

  static int status(Drift drift, boolean isStrict) {
    if (drift.vantage().isPresent()) {
      return drift.unexplainedAlerts().isEmpty() ? NOT_JUDGED : CHANGED;
    }
    if (!drift.alerts().isEmpty() || (isStrict && !drift.changes(Weight.NOTICE).isEmpty())) {
      return CHANGED;
    }
    return drift.notJudged().isEmpty() ? 0 : NOT_JUDGED;
  }
}
