package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Groups endpoints that show the same fault, so that one event covers all of them. Guarded by the
 * engine's lock. Bounded by the number of endpoints.
 *
 * <p>An endpoint that joins within one round of the opening is part of it. An endpoint that joins
 * later gets a separate event, since an open root cause must not hide other faults.
 */
final class Causes {
  /** Endpoints are often silent at the same time by coincidence, so it takes more of them. */
  static final String SILENCE = "several endpoints don't answer";

  /** The endpoints have nothing to do with it. */
  static final String DEFECT = "a defect of this program, which ends looks at several endpoints";

  private static final int OF_SILENCE = 5;
  private static final int USUAL = 2;

  private final Map<String, Cause> causes = new HashMap<>();

  /** One fault and the endpoints that show it. */
  static final class Cause {
    final String name;
    private final TreeMap<Endpoint, Long> endpoints = new TreeMap<>(); // since when each shows it
    private boolean isOpen;
    private boolean isGrowing;
    private long opened;
    private int reported;

    private Cause(String name) {
      this.name = name;
    }

    /** The first ones, in order, and their number. */
    List<Endpoint> first(int max) {
      return endpoints.keySet().stream().limit(max).toList();
    }

    int size() {
      return endpoints.size();
    }

    boolean isOpen() {
      return isOpen;
    }
  }

  /** The place of an event of an endpoint that shows a cause. */
  enum Place {
    /** It is reported by itself. */
    ALONE,
    /** It is part of an event for all, which is to be reported now. */
    OPENS,
    /** An event for all was reported, or will be at the end of the round. */
    COVERED
  }

  void joins(String name, Endpoint endpoint, long now) {
    if (!name.isEmpty()) {
      causes.computeIfAbsent(name, Cause::new).endpoints.putIfAbsent(endpoint, now);
    }
  }

  /** The cause, if it was open and no endpoint shows it any more. */
  @Nullable Cause leaves(String name, Endpoint endpoint) {
    Cause cause = causes.get(name);
    if (cause == null || cause.endpoints.remove(endpoint) == null || !cause.endpoints.isEmpty()) {
      return null;
    }
    causes.remove(name);
    return cause.isOpen ? cause : null;
  }

  Place place(String name, Endpoint endpoint, long now, long round) {
    Cause cause = causes.get(name);
    if (cause == null) {
      return Place.ALONE;
    }
    if (cause.isOpen) {
      Long joined = cause.endpoints.get(endpoint);
      return joined != null && joined - cause.opened <= round ? Place.COVERED : Place.ALONE;
    }
    if (cause.size() < (name.equals(SILENCE) ? OF_SILENCE : USUAL)) {
      return Place.ALONE;
    }
    cause.isOpen = true;
    cause.isGrowing = true;
    cause.opened = now;
    cause.reported = cause.size();
    return Place.OPENS;
  }

  @Nullable Cause get(String name) {
    return causes.get(name);
  }

  /** The causes that more endpoints show than were reported, once their round is over. */
  List<Cause> grown(long now, long round) {
    List<Cause> grown = new ArrayList<>();
    for (Cause cause : causes.values()) {
      if (cause.isGrowing && now - cause.opened > round) {
        cause.isGrowing = false;
        if (cause.size() > cause.reported) {
          cause.reported = cause.size();
          grown.add(cause);
        }
      }
    }
    return grown;
  }

  /** As before a restart: open, with the endpoints that show it. */
  void restore(Collection<String> open) {
    for (String name : open) {
      Cause cause = causes.get(name);
      if (cause != null) {
        cause.isOpen = true;
        cause.reported = cause.size();
      }
    }
  }

  List<String> open() {
    return causes.values().stream()
        .filter(Cause::isOpen)
        .map(cause -> cause.name)
        .sorted()
        .toList();
  }
}
