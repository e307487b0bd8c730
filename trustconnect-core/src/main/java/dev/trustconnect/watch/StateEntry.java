package dev.trustconnect.watch;

import dev.trustconnect.survey.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a state file. Each line has a whole step, so an incomplete line means that the step
 * wasn't taken.
 */
sealed interface StateEntry {
  /**
   * The first line.
   *
   * @param instance what the ids of events begin with
   * @param number of the last event before those that follow
   * @param causes the root causes that are open
   * @param blind why the watch is blind; empty if it isn't
   */
  record Opened(String instance, long number, List<String> causes, String blind)
      implements StateEntry {}

  /** The confirmed parts of an endpoint, without an event. */
  record Confirmed(Endpoint endpoint, Parts parts) implements StateEntry {}

  /**
   * The usual state of an endpoint that isn't in a lock.
   *
   * @param lock the text of a lock of this endpoint alone
   */
  record Learned(Endpoint endpoint, String lock) implements StateEntry {}

  /** An endpoint isn't watched any more. */
  record Forgot(Endpoint endpoint) implements StateEntry {}

  /**
   * An event, and what is known since.
   *
   * @param endpoint what it is about; null for a root cause or the watch
   * @param parts what is confirmed of it; null without an endpoint
   * @param causes the root causes that are open since
   * @param blind why the watch is blind since; empty if it isn't
   */
  record Happened(
      long number,
      WatchEvent event,
      @Nullable Endpoint endpoint,
      @Nullable Parts parts,
      List<String> causes,
      String blind)
      implements StateEntry {}

  /** A listener was given, or is about to be given, all events up to a number. */
  record Given(String listener, long number) implements StateEntry {}
}
