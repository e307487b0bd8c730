package dev.trustconnect.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a watch at one moment. Immutable.
 *
 * @param at by the wall clock
 * @param endpoints in the order of {@link dev.trustconnect.survey.Endpoint}
 * @param blind why the watch can't see, in words; empty if it can
 * @param isLearning whether an endpoint is still being learned
 * @param isFirstRoundDone whether each endpoint has been looked at, or can't be
 * @param looks how many looks were made since the start
 * @param events how many events there were since the start
 * @param openRootCauses how many root causes are open
 * @param dropped how many events listeners lost: because their queue was full, or because they
 *     threw
 * @param stateProblem why the state couldn't be written the last time, in words; empty if it could
 */
public record WatchSnapshot(
    Instant at,
    List<WatchedEndpoint> endpoints,
    Optional<String> blind,
    boolean isLearning,
    boolean isFirstRoundDone,
    long looks,
    long events,
    int openRootCauses,
    long dropped,
    Optional<String> stateProblem) {
  public WatchSnapshot {
    endpoints = List.copyOf(endpoints);
  }
}
