package dev.trustconnect.cli.watch;

import dev.trustconnect.watch.WatchEvent;
import dev.trustconnect.watch.WatchListener;
import java.io.IOException;

/** Takes the events of a watch to somewhere else, and counts. Thread-safe. */
interface Receiver extends WatchListener, AutoCloseable {
  /** Its name in metrics, state and messages. */
  String name();

  /**
   * Delivers an event in one attempt.
   *
   * @throws IOException with the reason if it isn't delivered
   */
  void once(WatchEvent event) throws IOException, InterruptedException;

  /** Events that were delivered. */
  long delivered();

  /** Events that were given up. */
  long lost();

  /** Attempts that failed, of all events. */
  long failedAttempts();

  @Override
  void close();
}
