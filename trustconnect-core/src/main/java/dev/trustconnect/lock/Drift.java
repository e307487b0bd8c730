package dev.trustconnect.lock;

import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.survey.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The changes since a lock was written. Immutable.
 *
 * @param endpoints how many were compared
 * @param changes by endpoint, in the order of the lock
 * @param notJudged what couldn't be compared
 * @param vantage present if this machine's network explains the changes
 */
public record Drift(
    int endpoints, List<Change> changes, List<NotJudged> notJudged, Optional<Vantage> vantage) {
  public Drift {
    changes = List.copyOf(changes);
    notJudged = List.copyOf(notJudged);
  }

  static Drift of(int endpoints, List<Change> changes, List<NotJudged> open) {
    List<Change> sorted = new ArrayList<>(changes);
    sorted.sort(Comparator.comparing(Change::endpoint).thenComparing(Change::field));
    return new Drift(endpoints, sorted, open, Vantage.of(endpoints, sorted));
  }

  /** The changes of one weight. */
  public List<Change> changes(Weight weight) {
    return changes.stream().filter(change -> change.weight() == weight).toList();
  }

  /** The changes that look like an attack. */
  public List<Change> alerts() {
    return changes(Weight.ALERT);
  }

  /**
   * The alerts that this machine's network doesn't explain: all, if there is no {@link #vantage};
   * otherwise those about names, and those of endpoints that show other changes.
   */
  public List<Change> unexplainedAlerts() {
    Vantage network = vantage.orElse(null);
    if (network == null) {
      return alerts();
    }
    Set<Endpoint> explained = new HashSet<>();
    changes.stream().filter(network::isSeenIn).forEach(change -> explained.add(change.endpoint()));
    return alerts().stream()
        .filter(
            change ->
                !explained.contains(change.endpoint())
                    || !LockedTls.FIELDS.contains(change.field()))
        .toList();
  }

  /** The endpoints with at least one alert. */
  public Set<Endpoint> alerted() {
    Set<Endpoint> alerted = new HashSet<>();
    alerts().forEach(change -> alerted.add(change.endpoint()));
    return InOrder.by(Comparator.naturalOrder(), alerted);
  }

  /**
   * This, after a second look at the endpoints with alerts: an alert that the second look didn't
   * see is left out, and so are other changes of its endpoint that only one look saw. A change that
   * the second look couldn't judge stays: otherwise an attacker could hide it by ending
   * connections.
   *
   * @param second a comparison of those endpoints with the same lock and state
   */
  public Drift confirmedBy(Drift second) {
    Set<Endpoint> again = alerted();
    List<Change> confirmed = new ArrayList<>();
    for (Change change : changes) {
      if (!again.contains(change.endpoint())
          || second.changes.stream().anyMatch(change::isAs)
          || second.notJudged.stream().anyMatch(open -> open.hides(change))) {
        confirmed.add(change);
      }
    }
    List<NotJudged> open = new ArrayList<>(notJudged);
    open.removeIf(not -> again.contains(not.endpoint()));
    second.notJudged.stream().filter(not -> again.contains(not.endpoint())).forEach(open::add);
    return of(endpoints, confirmed, open);
  }
}
