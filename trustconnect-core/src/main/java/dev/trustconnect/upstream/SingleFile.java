package dev.trustconnect.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests get onto the connection one by one, and only so many travel at once.
 *
 * <p>While the first one opens a connection the others wait; on an open one each waits for the
 * moment the one before it needs to board. Without it 50 questions to a cold HTTP client open 50
 * connections, as they do when an idle connection turns out to be dead; and more questions than the
 * server allows streams fail. Guarded by its own lock; requests are called outside of it.
 */
final class SingleFile {
  private final int seats;
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private @Nullable Ticket boarding;
  private int travelling;

  SingleFile(int seats) {
    this.seats = seats;
  }

  /** What a request is told; nothing else of it is known here. */
  interface Request {
    /** Its turn has come. */
    void go();

    /** The request it waited for found that no connection is to be had. */
    void giveUp(ExchangeException failure);
  }

  /** One request's place: waiting, travelling or gone. */
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
    letIn();
  }

  /** Leaves with one ticket and queues with another, before everyone else. */
  void queueAgain(Ticket over, Ticket again) {
    synchronized (this) {
      if (over.gone) {
        return;
      }
      depart(over);
      if (!again.gone) {
        waiting.addFirst(again);
      }
    }
    letIn();
  }

  /** The request is on a connection: the next one may follow. */
  void boarded(Ticket ticket) {
    synchronized (this) {
      if (boarding != ticket) {
        return;
      }
      boarding = null;
    }
    letIn();
  }

  /** The request is over. Leaving twice does no harm. */
  void leave(Ticket ticket) {
    synchronized (this) {
      if (ticket.gone) {
        return;
      }
      depart(ticket);
    }
    letIn();
  }

  /**
   * The request is over, and no connection is to be had: those who wait for it share its fate
   * instead of knocking one after the other.
   */
  void leaveStranded(Ticket ticket, ExchangeException failure) {
    List<Ticket> stranded;
    synchronized (this) {
      if (ticket.gone || boarding != ticket) {
        return;
      }
      depart(ticket);
      stranded = List.copyOf(waiting);
      waiting.clear();
      stranded.forEach(other -> other.gone = true);
    }
    stranded.forEach(other -> other.request.giveUp(failure));
    letIn();
  }

  private void depart(Ticket ticket) {
    ticket.gone = true;
    if (!ticket.admitted) {
      waiting.remove(ticket);
      return;
    }
    travelling--;
    if (boarding == ticket) {
      boarding = null;
    }
  }

  private void letIn() {
    Ticket next;
    synchronized (this) {
      if (boarding != null || travelling == seats || waiting.isEmpty()) {
        return;
      }
      next = waiting.removeFirst();
      next.admitted = true;
      boarding = next;
      travelling++;
    }
    next.request.go();
  }
}
