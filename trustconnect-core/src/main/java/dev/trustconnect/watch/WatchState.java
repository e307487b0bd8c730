package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a watch: the usual state of each endpoint that isn't in a lock, the confirmed state
 * of each, the numbers of its events, and which of them each listener has received. Thread-safe.
 *
 * <p>In a folder it survives the end of the process at any moment. An event and the change that it
 * reports are written together. Before an event is passed to a listener, that is recorded: so a
 * listener never gets an event twice, and it misses at most the event that was being passed. While
 * the disk fails, events are still passed.
 */
public final class WatchState implements AutoCloseable {
  private static final int MAX_KEPT = 1_000;
  private static final int MAX_LISTENERS = 16;

  private final Map<Endpoint, Parts> endpoints = new TreeMap<>();
  private final Map<Endpoint, String> learned = new TreeMap<>(); // the texts of locks
  private final Deque<StateEntry.Happened> events = new ArrayDeque<>(); // that a listener is owed
  private final Map<String, Long> given = new LinkedHashMap<>();
  private String instance = UUID.randomUUID().toString();
  private List<String> causes = List.of();
  private String blind = "";
  private long last;
  private @Nullable StateFile file;
  private boolean isUsed;

  private WatchState() {}

  /** A state that is forgotten with the watch. */
  public static WatchState inMemory() {
    return new WatchState();
  }

  /**
   * Opens the state in a folder, which is created if it isn't there; only its owner may read the
   * files. Blocks on file access.
   *
   * @throws IOException if another watch is using it, if it can't be read or written, or if the
   *     file isn't as a watch wrote it; an incomplete last line isn't an error, and is left out
   */
  public static WatchState open(Path folder) throws IOException {
    return open(StateFolder.take(folder));
  }

  static WatchState open(StateDisk disk) throws IOException {
    WatchState state = new WatchState();
    StateFile file = new StateFile(disk, state::everything);
    try {
      file.read().forEach(state::apply);
      state.file = file;
      file.writeAnew();
      Optional<String> problem = file.problem();
      if (problem.isPresent()) {
        throw new IOException(problem.get());
      }
      return state;
    } catch (IOException | RuntimeException failed) {
      disk.close();
      throw failed;
    }
  }

  private void apply(StateEntry entry) {
    if (entry instanceof StateEntry.Opened opened) {
      instance = opened.instance();
      last = opened.number();
      causes = opened.causes();
      blind = opened.blind();
    } else if (entry instanceof StateEntry.Confirmed confirmed) {
      endpoints.put(confirmed.endpoint(), confirmed.parts());
    } else if (entry instanceof StateEntry.Learned one) {
      learned.put(one.endpoint(), one.lock());
    } else if (entry instanceof StateEntry.Forgot forgot) {
      endpoints.remove(forgot.endpoint());
      learned.remove(forgot.endpoint());
    } else if (entry instanceof StateEntry.Given one) {
      given.put(one.listener(), one.number());
    } else if (entry instanceof StateEntry.Happened happened) {
      apply(happened);
    }
  }

  private void apply(StateEntry.Happened happened) {
    last = happened.number();
    Endpoint endpoint = happened.endpoint();
    Parts parts = happened.parts();
    if (endpoint != null && parts != null) {
      endpoints.put(endpoint, parts);
    }
    causes = happened.causes();
    blind = happened.blind();
    events.addLast(happened);
    if (events.size() > MAX_KEPT) {
      events.removeFirst();
    }
  }

  /** The lines of the file when it is rewritten. */
  private List<StateEntry> everything() {
    List<StateEntry> all = new ArrayList<>();
    long before = events.isEmpty() ? last : events.getFirst().number() - 1;
    all.add(new StateEntry.Opened(instance, before, causes, blind));
    endpoints.forEach((endpoint, parts) -> all.add(new StateEntry.Confirmed(endpoint, parts)));
    learned.forEach((endpoint, lock) -> all.add(new StateEntry.Learned(endpoint, lock)));
    given.forEach((listener, number) -> all.add(new StateEntry.Given(listener, number)));
    // The lines above have the current state; the events' older state must not follow it.
    events.forEach(
        one ->
            all.add(new StateEntry.Happened(one.number(), one.event(), null, null, causes, blind)));
    return all;
  }

  private void write(boolean durably, StateEntry entry) {
    if (file != null) {
      file.add(durably, entry);
    }
  }

  /**
   * Begins the use by a watch.
   *
   * @throws IllegalStateException if another watch of this process uses it
   */
  synchronized void use() {
    if (isUsed) {
      throw new IllegalStateException("another watch is using this state");
    }
    isUsed = true;
  }

  /** Ends the use by a watch. */
  synchronized void free() {
    isUsed = false;
  }

  synchronized Map<Endpoint, Parts> endpoints() {
    return new TreeMap<>(endpoints);
  }

  synchronized List<String> causes() {
    return causes;
  }

  synchronized String blind() {
    return blind;
  }

  /** The id of the event that {@link #happened} is called with next. */
  synchronized String nextId() {
    return instance + "-" + (last + 1);
  }

  /** Keeps what is confirmed without an event. */
  synchronized void keep(Endpoint endpoint, Parts parts) {
    endpoints.put(endpoint, parts);
    write(false, new StateEntry.Confirmed(endpoint, parts));
  }

  /** The usual states of endpoints that aren't in a lock, as the texts of locks. */
  synchronized List<String> learned() {
    return List.copyOf(learned.values());
  }

  /** Keeps what is usual for an endpoint. */
  synchronized void learn(Endpoint endpoint, String lock) {
    learned.put(endpoint, lock);
    write(false, new StateEntry.Learned(endpoint, lock));
  }

  synchronized void forget(Endpoint endpoint) {
    boolean wasLearned = learned.remove(endpoint) != null;
    if (endpoints.remove(endpoint) != null || wasLearned) {
      write(false, new StateEntry.Forgot(endpoint));
    }
  }

  /** Keeps an event together with what it was about. Blocks on file access. */
  synchronized void happened(
      WatchEvent event,
      @Nullable Endpoint endpoint,
      @Nullable Parts parts,
      Collection<String> openCauses,
      String whyBlind) {
    StateEntry.Happened happened =
        new StateEntry.Happened(
            last + 1, event, endpoint, parts, List.copyOf(openCauses), whyBlind);
    apply(happened);
    write(true, happened);
    dropWhatWasGiven();
  }

  /** The events that a listener wasn't given before; none for a new listener. */
  synchronized List<WatchEvent> owed(String listener) {
    Long until = given.get(listener);
    if (until == null) {
      if (given.size() == MAX_LISTENERS) {
        given.remove(given.keySet().iterator().next());
      }
      given.put(listener, last);
      write(true, new StateEntry.Given(listener, last));
      return List.of();
    }
    return events.stream()
        .filter(one -> one.number() > until)
        .map(StateEntry.Happened::event)
        .toList();
  }

  /**
   * Notes that an event is about to be given to a listener: it won't be given again. Blocks on file
   * access.
   */
  synchronized void gives(String listener, WatchEvent event) {
    long number = Long.parseLong(event.id().substring(event.id().lastIndexOf('-') + 1));
    given.put(listener, number);
    write(true, new StateEntry.Given(listener, number));
    dropWhatWasGiven();
  }

  private void dropWhatWasGiven() {
    long all = given.isEmpty() ? last : Collections.min(given.values());
    while (!events.isEmpty() && events.getFirst().number() <= all) {
      events.removeFirst();
    }
  }

  synchronized Optional<String> problem() {
    return file == null ? Optional.empty() : file.problem();
  }

  /**
   * Frees the folder for another watch. Close the {@link Watcher} first: its later findings aren't
   * written.
   */
  @Override
  public synchronized void close() throws IOException {
    StateFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
