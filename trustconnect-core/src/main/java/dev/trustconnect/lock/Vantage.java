package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Kind;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The same alert at many endpoints at once: the network between them and here is the likely cause,
 * such as a proxy that intercepts TLS.
 *
 * @param kind of the alert
 * @param affected how many endpoints have it
 * @param endpoints how many were compared
 * @param seen what most of them show, as in {@link Change#after}
 */
public record Vantage(Kind kind, int affected, int endpoints, String seen) {
  private static final int MIN_ENDPOINTS = 5;
  private static final double MAX_SHARE = 0.3;

  /** Of the kinds that more than 30 % of at least 5 endpoints show, the most frequent. */
  static Optional<Vantage> of(int endpoints, List<Change> changes) {
    if (endpoints < MIN_ENDPOINTS) {
      return Optional.empty();
    }
    Map<Kind, Set<String>> affected = new EnumMap<>(Kind.class);
    for (Change change : changes) {
      if (change.weight() == Change.Weight.ALERT) {
        affected
            .computeIfAbsent(change.kind(), kind -> new TreeSet<>())
            .add(change.endpoint().toString());
      }
    }
    return affected.entrySet().stream()
        .filter(entry -> entry.getValue().size() > MAX_SHARE * endpoints)
        .max(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(
            entry ->
                new Vantage(
                    entry.getKey(),
                    entry.getValue().size(),
                    endpoints,
                    mostFrequent(entry.getKey(), changes)));
  }

  private static String mostFrequent(Kind kind, List<Change> changes) {
    Map<String, Integer> counts = new HashMap<>();
    changes.stream()
        .filter(change -> change.kind() == kind)
        .forEach(change -> counts.merge(change.after(), 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse("");
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
