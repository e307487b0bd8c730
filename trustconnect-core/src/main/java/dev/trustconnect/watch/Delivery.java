package dev.trustconnect.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives events to one listener, in order, on a daemon thread. An event is noted in the state before
 * it is given, so that it is never given twice. Thread-safe: one lock, this, guards the queue.
 */
final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final int MAX_QUEUE = 1_000;
  private static final long PATIENCE_MILLIS = 2_000;

  private final String name;
  private final WatchListener listener;
  private final WatchState state;
  private final Thread thread;
  private final Deque<WatchEvent> queue = new ArrayDeque<>();
  private boolean isClosed;
  private long lost;

  Delivery(String name, WatchListener listener, WatchState state) {
    this.name = name;
    this.listener = listener;
    this.state = state;
    this.thread = new Thread(this::run, "trustconnect-watch-listener-" + name);
    thread.setDaemon(true);
  }

  /** Begins with the events that weren't given before a restart. */
  void start() {
    state.owed(name).forEach(this::offer);
    thread.start();
  }

  /** Queues an event; returns at once. */
  synchronized void offer(WatchEvent event) {
    if (isClosed) {
      return;
    }
    if (queue.size() == MAX_QUEUE) {
      WatchEvent oldest = queue.removeFirst();
      lost++;
      LOG.warn("listener {} is too slow: event {} is dropped", name, oldest.id());
    }
    queue.addLast(event);
    notifyAll();
  }

  /** How many events the listener lost: dropped, or it threw. */
  synchronized long lost() {
    return lost;
  }

  private synchronized WatchEvent next() throws InterruptedException {
    while (queue.isEmpty()) {
      if (isClosed) {
        throw new InterruptedException("closed");
      }
      wait();
    }
    return queue.removeFirst();
  }

  private void run() {
    try {
      while (true) {
        WatchEvent event = next();
        state.gives(name, event);
        give(event);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void give(WatchEvent event) throws InterruptedException {
    try {
      listener.accept(event);
    } catch (InterruptedException end) {
      throw end;
    } catch (Exception | Error failed) { // the next events are given all the same
      synchronized (this) {
        lost++;
      }
      LOG.warn("listener {} failed with event {}", name, event.id(), failed);
    }
  }

  /**
   * Waits at most two seconds for the listener to take what is queued. The rest is delivered after
   * a restart, and not later in this process: the state may be closed then and couldn't record it.
   */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      queue.clear();
    }
    thread.interrupt();
  }
}
