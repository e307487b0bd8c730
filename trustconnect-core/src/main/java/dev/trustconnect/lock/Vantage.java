package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Kind;
import dev.trustconnect.survey.Endpoint;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The same new authority or root at many endpoints at once: the network between them and here is
 * the likely cause, such as a proxy that intercepts TLS. Other alerts, and those that differ by
 * endpoint, are never the network's: it can't change what names answer over DoH.
 *
 * @param kind of the alert
 * @param affected how many endpoints show the same
 * @param endpoints how many were compared
 * @param seen what they show, as in {@link Change#after}
 */
public record Vantage(Kind kind, int affected, int endpoints, String seen) {
  private static final int MIN_ENDPOINTS = 5;
  private static final double MAX_SHARE = 0.3;
  private static final Set<Kind> OF_A_PROXY = EnumSet.of(Kind.AUTHORITY_NEW, Kind.ROOT_NEW);

  /** The alert that many endpoints share. */
  private record Sight(Kind kind, String seen) {}

  /** The most frequent of the alerts that more than 30 % of at least 5 endpoints share. */
  static Optional<Vantage> of(int endpoints, List<Change> changes) {
    if (endpoints < MIN_ENDPOINTS) {
      return Optional.empty();
    }
    Map<Sight, Set<Endpoint>> affected = new LinkedHashMap<>();
    for (Change change : changes) {
      if (OF_A_PROXY.contains(change.kind())) {
        affected
            .computeIfAbsent(new Sight(change.kind(), change.after()), unused -> new HashSet<>())
            .add(change.endpoint());
      }
    }
    return affected.entrySet().stream()
        .filter(entry -> entry.getValue().size() > MAX_SHARE * endpoints)
        .max(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(
            entry ->
                new Vantage(
                    entry.getKey().kind(),
                    entry.getValue().size(),
                    endpoints,
                    entry.getKey().seen()));
  }

  /** Whether {@code change} is one of the shared alerts. */
  boolean isSeenIn(Change change) {
    return change.kind() == kind && change.after().equals(seen);
  }

  /** {@code 7 of 9 endpoints show authorities ["Proxy CA"] [drift.authority-new]: …}. */
  public String sentence() {
    return affected
        + " of "
        + endpoints
        + " endpoints show "
        + (seen.isEmpty() ? "the same" : seen)
        + " ["
        + kind.code()
        + "]: the cause is probably the network you look from, such as a proxy that intercepts TLS,"
        + " and not the endpoints";
  }
}
