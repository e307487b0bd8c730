package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a watch must not forget: what is confirmed of each endpoint, the numbers of its events, and
 * which of them each listener was given. Thread-safe.
 */
public final class WatchState implements AutoCloseable {
  private static final int MAX_KEPT = 1_000;

  private final String instance;
  private final Map<Endpoint, Parts> endpoints = new TreeMap<>();
  private final Deque<Numbered> events = new ArrayDeque<>();
  private final Map<String, Long> given = new HashMap<>();
  private List<String> causes = List.of();
  private String blind = "";
  private long last;

  private record Numbered(long number, WatchEvent event) {}

  private WatchState(String instance) {
    this.instance = instance;
  }

  /** A state that is forgotten with the watch. */
  public static WatchState inMemory() {
    return new WatchState(java.util.UUID.randomUUID().toString().substring(0, 13));
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

  /** The next event's id; {@link #happened} must follow. */
  synchronized String nextId() {
    return instance + "-" + (last + 1);
  }

  /** Keeps what is confirmed without an event. */
  synchronized void keep(Endpoint endpoint, Parts parts) {
    endpoints.put(endpoint, parts);
  }

  synchronized void forget(Endpoint endpoint) {
    endpoints.remove(endpoint);
  }

  /** Keeps an event together with what it was about. Blocks on file access. */
  synchronized void happened(
      WatchEvent event,
      @Nullable Endpoint endpoint,
      @Nullable Parts parts,
      Collection<String> openCauses,
      String whyBlind) {
    last++;
    events.addLast(new Numbered(last, event));
    if (events.size() > MAX_KEPT) {
      events.removeFirst();
    }
    if (endpoint != null && parts != null) {
      endpoints.put(endpoint, parts);
    }
    causes = List.copyOf(openCauses);
    blind = whyBlind;
  }

  /** The events that a listener wasn't given before; none for a new listener. */
  synchronized List<WatchEvent> owed(String listener) {
    Long until = given.get(listener);
    if (until == null) {
      given.put(listener, last);
      return List.of();
    }
    return events.stream().filter(one -> one.number() > until).map(Numbered::event).toList();
  }

  /** Notes that an event is about to be given to a listener: it won't be given again. */
  synchronized void gives(String listener, WatchEvent event) {
    String id = event.id();
    given.put(listener, Long.valueOf(id.substring(id.lastIndexOf('-') + 1)));
  }

  synchronized Optional<String> problem() {
    return Optional.empty();
  }

  /** Ends the use of the state. */
  @Override
  public synchronized void close() {
    events.clear();
  }
}
