package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.lock.Drift;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.LockedEndpoint;
import dev.trustconnect.lock.NotJudged;
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
  private final StackTraces traces;
  private final List<String> notes = new ArrayList<>();

  /**
   * A check.
   *
   * @param pause waits between both looks
   * @param traces of defects
   */
  LockChecking(LockFiles files, Looking looking, Runnable pause, StackTraces traces) {
    this.files = files;
    this.looking = looking;
    this.pause = pause;
    this.traces = traces;
  }

  /** The changes at these endpoints of the lock. */
  Drift drift(Set<Endpoint> endpoints) {
    TrustLock lock = files.lock();
    LockState state = files.state();
    if (state.unreadableLines() > 0) {
      notes.add(state.unreadableLines() + " lines of the state can't be read; they are left out");
    }
    long unasked =
        lock.endpoints().stream()
            .filter(locked -> endpoints.contains(locked.endpoint()) && locked.http().isPresent())
            .count();
    if (unasked > 0 && !looking.get()) {
      notes.add(
          "the lock has the HTTP answers of "
              + DriftText.counted((int) unasked, "endpoint")
              + "; they are compared only with --get");
    }
    Looked looked = usable(looking.first(endpoints), lock, state);
    Drift first = compared(looked, lock, state);
    Drift drift = first.alerts().isEmpty() ? first : confirmed(first, lock, state);
    if (drift.vantage().isEmpty()) {
      remember(lock, state, looked.surveys(), first);
    }
    return drift;
  }

  private Looked usable(Looked looked, TrustLock lock, LockState state) {
    return looked
        .usable(survey -> lock.compare(List.of(survey), state))
        .usable(survey -> state.after(lock, List.of(survey)))
        .traced(traces);
  }

  /** Compares what was seen with the lock. Endpoints that a defect hid count as not judged. */
  private static Drift compared(Looked looked, TrustLock lock, LockState state) {
    Drift seen = lock.compare(looked.surveys(), state);
    List<NotJudged> open = new ArrayList<>(seen.notJudged());
    open.addAll(looked.notJudged());
    return new Drift(
        seen.endpoints() + looked.notJudged().size(), seen.changes(), open, seen.vantage());
  }

  /** These endpoints, or all of the lock if there are none; an error if one isn't in it. */
  Set<Endpoint> endpoints(Set<Endpoint> named) {
    TrustLock lock = files.lock();
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
    Looked again = usable(looking.second(first.alerted()), lock, state);
    Drift second = compared(again, lock, state);
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

  /** Notes to print beside the result. */
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
