package dev.trustconnect.cli.lock;

import dev.trustconnect.cli.defect.StackTraces;
import dev.trustconnect.cli.terminal.ShownText;
import dev.trustconnect.cli.terminal.Terminal;
import dev.trustconnect.lock.Field;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.LockedEndpoint;
import dev.trustconnect.lock.Look;
import dev.trustconnect.lock.NotJudged;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes endpoints into a lock: all of one run at once, or nothing. */
final class LockWriting {
  private static final int NOT_JUDGED = 3;

  private final LockFiles files;
  private final Looking looking;
  private final Terminal terminal;
  private final StackTraces traces;

  LockWriting(LockFiles files, Looking looking, Terminal terminal, StackTraces traces) {
    this.files = files;
    this.looking = looking;
    this.terminal = terminal;
    this.traces = traces;
  }

  /** Adds the endpoints that aren't locked yet, and prints all that is known of them now. */
  int add(Set<Endpoint> named) {
    TrustLock lock = files.lockOrEmpty();
    LockState state = files.state();
    Set<Endpoint> missing = new TreeSet<>(named);
    for (Endpoint endpoint : named) {
      if (lock.find(endpoint).isPresent()) {
        missing.remove(endpoint);
        tell(endpoint + " is locked already; --update accepts what is seen now");
      }
    }
    if (missing.isEmpty()) {
      return 0;
    }
    Looked looked = usable(looking.first(missing), state);
    List<Survey> surveys = looked.surveys();
    TrustLock added = TrustLock.empty();
    int status = looked.notJudged().isEmpty() ? 0 : NOT_JUDGED;
    looked.notJudged().forEach(this::tellNotJudged);
    for (Survey survey : surveys) {
      Look look = Look.of(survey);
      Optional<LockedEndpoint> locked = look.locked(state);
      if (locked.isEmpty()) {
        status = NOT_JUDGED;
        look.notJudged().forEach(this::tellNotJudged);
      } else {
        added = added.with(locked.get());
        lock = lock.with(locked.get());
      }
    }
    if (!added.endpoints().isEmpty()) {
      write(lock, state.after(lock, surveys));
      terminal.out().print(added.toText());
      tell(
          DriftText.counted(added.endpoints().size(), "endpoint")
              + " written to "
              + files.file()
              + ", as seen from one place. Read every line: if this network is hostile, its facts"
              + " are locked. Look from a second machine too, and --merge its lock");
    }
    return status;
  }

  /**
   * Accepts what is seen now.
   *
   * @throws IllegalArgumentException if the endpoint isn't locked, or the reason can't be written
   */
  int update(UpdateTarget target, String because) {
    TrustLock lock = files.lock();
    LockState state = files.state();
    LockedEndpoint before =
        lock.find(target.endpoint())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        target.endpoint() + " isn't in " + files.file() + "; lock it first"));
    boolean losesAnswer = target.field().isEmpty() && before.http().isPresent() && !looking.get();
    if (losesAnswer) {
      throw new IllegalArgumentException(
          "the lock knows how "
              + target.endpoint()
              + " answers an HTTP request: add --get, or that would be lost");
    }
    LockedEndpoint explained = before.because(because);
    Looked looked = usable(looking.first(Set.of(target.endpoint())), state);
    List<Survey> surveys = looked.surveys();
    if (surveys.isEmpty()) {
      looked.notJudged().forEach(this::tellNotJudged);
      tell("nothing was written");
      return NOT_JUDGED;
    }
    Look look = Look.of(surveys.get(0));
    Optional<LockedEndpoint> seen = look.locked(state);
    if (seen.isEmpty()) {
      look.notJudged().forEach(this::tellNotJudged);
      tell("nothing was written");
      return NOT_JUDGED;
    }
    LockedEndpoint after =
        target.field().map(field -> explained.with(field, seen.get())).orElse(seen.get());
    TrustLock updated = lock.with(after.because(because));
    LockState kept = acceptsKeys(target) ? state.without(target.endpoint()) : state;
    write(updated, kept.after(updated, surveys));
    terminal.out().print(diff(lock.toText(), updated.toText()));
    return 0;
  }

  private Looked usable(Looked looked, LockState state) {
    return looked
        .usable(
            survey ->
                Look.of(survey)
                    .locked(state)
                    .ifPresent(
                        locked ->
                            state.after(TrustLock.empty().with(locked), List.of(survey)).saved()))
        .traced(traces);
  }

  /** Accepting a network, for instance, doesn't make an early key known. */
  private static boolean acceptsKeys(UpdateTarget target) {
    return target.field().isEmpty() || target.field().get() == Field.KEYS;
  }

  private void write(TrustLock lock, LockState state) {
    files.write(lock);
    files.save(state).ifPresent(this::tell);
  }

  /** The lines that only one text has; one fact stands on each. */
  static String diff(String before, String after) {
    List<String> old = new ArrayList<>(before.lines().toList());
    List<String> added = new ArrayList<>(after.lines().toList());
    after.lines().forEach(old::remove);
    before.lines().forEach(added::remove);
    StringBuilder text = new StringBuilder();
    old.forEach(line -> text.append("- ").append(line.strip()).append('\n'));
    added.forEach(line -> text.append("+ ").append(line.strip()).append('\n'));
    return text.isEmpty() ? "nothing has changed\n" : text.toString();
  }

  private void tellNotJudged(NotJudged open) {
    tell("not judged: " + open);
  }

  private void tell(String note) {
    terminal.err().println("trustconnect lock: " + ShownText.line(note));
  }
}
