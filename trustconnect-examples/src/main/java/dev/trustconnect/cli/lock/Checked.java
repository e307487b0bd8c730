package dev.trustconnect.cli.lock;

import dev.trustconnect.lock.Change;
import dev.trustconnect.lock.Change.Weight;
import dev.trustconnect.lock.Drift;
import dev.trustconnect.survey.Endpoint;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The result of a check, as the documents show it.
 *
 * @param at when it began
 * @param endpoints what was compared
 * @param isStrict whether a notice fails too
 */
record Checked(Instant at, Set<Endpoint> endpoints, Drift drift, boolean isStrict) {
  Checked {
    endpoints = Set.copyOf(endpoints);
  }

  int status() {
    return LockChecking.status(drift, isStrict);
  }

  /** The changes of an endpoint that aren't normal. */
  List<Change> changes(Endpoint endpoint) {
    return drift.changes().stream()
        .filter(change -> change.endpoint().equals(endpoint))
        .filter(change -> change.weight() != Weight.SILENT)
        .toList();
  }

  /** Whether the network that one looks from explains a change, so that it isn't the endpoint's. */
  boolean isOfTheNetwork(Change change) {
    return drift.vantage().isPresent()
        && change.weight() == Weight.ALERT
        && !drift.unexplainedAlerts().contains(change);
  }

  /** Whether a change fails the check. */
  boolean fails(Change change) {
    return !isOfTheNetwork(change)
        && (change.weight() == Weight.ALERT
            || (isStrict && change.weight() == Weight.NOTICE && drift.vantage().isEmpty()));
  }
}
