package dev.trustconnect.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets one request open the connection while the others wait, then a bounded number at once.
 *
 * <p>Without it 50 questions to a cold HTTP client open 50 connections, and more questions than the
 * server allows streams fail. Guarded by its own lock; requests are called outside of it.
 */
final class ColdStart {
  private final int atOnce;
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private @Nullable Ticket opener;
  private boolean warm;
  private int running;

  ColdStart(int atOnce) {
    this.atOnce = atOnce;
  }

  /** What a request is told; nothing else of it is known here. */
  interface Request {
    /** Its turn has come. */
    void go();

    /** The request it waited for found that no connection is to be had. */
    void giveUp(ExchangeException failure);
  }

  /** One request's place: waiting, running or gone. */
  static final class Ticket {
    private final Request request;
    private boolean admitted;
    private boolean gone;

    private Ticket(Request request) {
      this.request = request;
    }
  }

  /** A place in the line; {@link #line} takes it. */
  Ticket ticket(Request request) {
    return new Ticket(request);
  }

  /** Takes the place; calls {@code go()} at once, later or, if it leaves before, never. */
  void line(Ticket ticket) {
    synchronized (this) {
      if (ticket.gone) {
        return;
      }
      waiting.add(ticket);
    }
    letIn();
  }

  /** The opener's connection stands: everyone else may use it. */
  void opened(Ticket ticket) {
    synchronized (this) {
      if (opener != ticket) {
        return;
      }
      opener = null;
      warm = true;
    }
    letIn();
  }

  /** The connection is no longer to be counted on: the next request is alone again. */
  synchronized void cool() {
    warm = false;
  }

  /** The request is over. Leaving twice does no harm. */
  void leave(Ticket ticket) {
    synchronized (this) {
      if (!depart(ticket)) {
        return;
      }
    }
    letIn();
  }

  /**
   * The request is over, and before it got a connection: those who waited for it share its fate
   * instead of knocking one after the other.
   */
  void leaveUnconnected(Ticket ticket, ExchangeException failure) {
    List<Ticket> unlucky = new ArrayList<>();
    synchronized (this) {
      boolean spokeForAll = opener == ticket;
      if (!depart(ticket)) {
        return;
      }
      if (spokeForAll) {
        unlucky.addAll(waiting);
        waiting.clear();
        unlucky.forEach(t -> t.gone = true);
      }
    }
    unlucky.forEach(t -> t.request.giveUp(failure));
    letIn();
  }

  private boolean depart(Ticket ticket) {
    if (ticket.gone) {
      return false;
    }
    ticket.gone = true;
    if (!ticket.admitted) {
      waiting.remove(ticket);
      return true;
    }
    running--;
    if (opener == ticket) {
      opener = null;
    }
    if (running == 0) {
      warm = false; // an idle connection may be closed by the server without our seeing it
    }
    return true;
  }

  private void letIn() {
    List<Ticket> next = new ArrayList<>();
    synchronized (this) {
      while (!waiting.isEmpty() && opener == null && running < atOnce) {
        Ticket ticket = waiting.remove();
        ticket.admitted = true;
        running++;
        if (!warm) {
          opener = ticket;
        }
        next.add(ticket);
      }
    }
    next.forEach(t -> t.request.go());
  }
}
