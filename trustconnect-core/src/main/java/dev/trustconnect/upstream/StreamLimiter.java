package dev.trustconnect.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests get onto the connection one by one, and only so many travel at once.
 *
 * <p>While the first one opens a connection the others wait; on an open one each waits for the
 * moment the one before it needs to get onto it. Without it 50 questions to a cold HTTP client open
 * 50 connections, as they do when an idle connection turns out to be dead; and more questions than
 * the server allows streams fail. Guarded by its own lock; requests are called outside of it.
 */
final class StreamLimiter {
  private final int maxStreams;
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private @Nullable Ticket connecting;
  private int inFlight;

  StreamLimiter(int maxStreams) {
    this.maxStreams = maxStreams;
  }

  /** What a request is told; nothing else of it is known here. */
  interface Request {
    /** Its turn has come. */
    void go();

    /** The request it waited for found that no connection is to be had. */
    void giveUp(ExchangeException failure);
  }

  /** One request's place: waiting, inFlight or gone. */
  static final class Ticket {
    private final Request request;
    private boolean admitted;
    private boolean gone;

    Ticket(Request request) {
      this.request = request;
    }
  }

  /** Queues at the end; calls {@code go()} at once, later or, if it leaves before, never. */
  void queue(Ticket ticket) {
    synchronized (this) {
      if (ticket.gone) {
        return;
      }
      waiting.addLast(ticket);
    }
    admitNext();
  }

  /** Leaves with one ticket and queues with another, before everyone else. */
  void queueAgain(Ticket over, Ticket again) {
    synchronized (this) {
      if (over.gone) {
        return;
      }
      release(over);
      if (!again.gone) {
        waiting.addFirst(again);
      }
    }
    admitNext();
  }

  /** The request is on a connection: the next one may follow. */
  void connected(Ticket ticket) {
    synchronized (this) {
      if (connecting != ticket) {
        return;
      }
      connecting = null;
    }
    admitNext();
  }

  /** The request is over. Leaving twice does no harm. */
  void leave(Ticket ticket) {
    synchronized (this) {
      if (ticket.gone) {
        return;
      }
      release(ticket);
    }
    admitNext();
  }

  /**
   * The request is over, and no connection is to be had: those who wait for it share its fate
   * instead of knocking one after the other.
   */
  void failWaiting(Ticket ticket, ExchangeException failure) {
    List<Ticket> waiters;
    synchronized (this) {
      if (ticket.gone || connecting != ticket) {
        return;
      }
      release(ticket);
      waiters = List.copyOf(waiting);
      waiting.clear();
      waiters.forEach(other -> other.gone = true);
    }
    waiters.forEach(other -> other.request.giveUp(failure));
    admitNext();
  }

  private void release(Ticket ticket) {
    ticket.gone = true;
    if (!ticket.admitted) {
      waiting.remove(ticket);
      return;
    }
    inFlight--;
    if (connecting == ticket) {
      connecting = null;
    }
  }

  private void admitNext() {
    Ticket next;
    synchronized (this) {
      if (connecting != null || inFlight == maxStreams || waiting.isEmpty()) {
        return;
      }
      next = waiting.removeFirst();
      next.admitted = true;
      connecting = next;
      inFlight++;
    }
    next.request.go();
  }
}
