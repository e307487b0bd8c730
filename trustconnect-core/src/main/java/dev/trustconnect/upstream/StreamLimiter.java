package dev.trustconnect.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts requests one at a time and limits how many are in flight.
 *
 * <p>While the first request opens a connection the others wait; once it is open, each waits only
 * until the one before it has been sent. Without this, 50 questions to a cold HTTP client would
 * open 50 connections, as they would after an idle connection turns out to be dead; and questions
 * beyond the server's stream limit would fail. Thread-safe: guarded by this; requests are called
 * outside the lock.
 */
final class StreamLimiter {
  private final int maxStreams;

  @GuardedBy("this")
  private final Deque<Ticket> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private @Nullable Ticket connecting;

  @GuardedBy("this")
  private int inFlight;

  StreamLimiter(int maxStreams) {
    this.maxStreams = maxStreams;
  }

  /** The callbacks of a request. */
  interface Request {
    /** Starts the request. */
    void start();

    /** Fails the request: the one it waited for couldn't connect. */
    void fail(ExchangeException failure);
  }

  /** A request's place: waiting, in flight or gone. */
  static final class Ticket {
    private final Request request;
    private boolean admitted;
    private boolean gone;

    Ticket(Request request) {
      this.request = request;
    }
  }

  /**
   * Adds the request at the end of the queue. {@code start()} is called immediately or later, or
   * never if the ticket leaves first.
   */
  void queue(Ticket ticket) {
    synchronized (this) {
      if (ticket.gone) {
        return;
      }
      waiting.addLast(ticket);
    }
    admitNext();
  }

  /** Releases one ticket and puts another at the head of the queue. */
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

  /** The request has a connection, so the next one may start. */
  void connected(Ticket ticket) {
    synchronized (this) {
      if (connecting != ticket) {
        return;
      }
      connecting = null;
    }
    admitNext();
  }

  /** The request has ended. Further calls do nothing. */
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
   * The request couldn't connect. Fails all waiting requests too, so that they don't each try to
   * connect in turn.
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
    waiters.forEach(other -> other.request.fail(failure));
    admitNext();
  }

  @GuardedBy("this")
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
    next.request.start();
  }
}
