package dev.trustconnect.watch;

/**
 * Receives the events of a watch. Each listener has a separate thread and queue: a listener that
 * blocks delays neither the others nor the watch. If its queue of 1,000 events is full, the oldest
 * one is dropped and counted.
 */
@FunctionalInterface
public interface WatchListener {
  /**
   * Takes one event. May block, for instance while it tries to send the event several times.
   *
   * @throws Exception if the event couldn't be delivered; it is logged and counted, and the event
   *     isn't passed again
   */
  void accept(WatchEvent event) throws Exception;
}
