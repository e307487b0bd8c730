package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Asks one DoH server: framing, deadline, checks and healing over whatever transport carries it.
 *
 * <p>Safe for any number of threads: what changes is atomic or guarded by {@link ColdStart}.
 */
final class DohExchange implements DnsExchange {
  /** RFC 9113 §6.5.2 recommends that servers allow no fewer than 100 streams. */
  private static final int AT_ONCE = 64;

  private final String label;
  private final DohTransport transport;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer;
  private final ColdStart coldStart = new ColdStart(AT_ONCE);
  private final Set<Asking> underWay = ConcurrentHashMap.newKeySet();

  /** Counts responses, so that a request can tell whether anything was heard since it went out. */
  private final AtomicLong heard = new AtomicLong();

  /** Counts renewals, so that many requests on one silent connection renew it once. */
  private final AtomicLong connection = new AtomicLong();

  private volatile boolean closed;

  DohExchange(String label, DohTransport transport, InstantSource clock) {
    this.label = label;
    this.transport = transport;
    this.clock = clock;
    this.timer = Threads.timer("trustconnect-doh-timer-" + label);
  }

  @Override
  public CompletableFuture<DnsReply> ask(Name name, int type, Duration timeout) {
    Asking asking = new Asking(name, type);
    asking.begin(timeout);
    return asking.result;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(Asking::failClosed);
    transport.close();
    timer.shutdownNow();
  }

  /** One question, from the line at {@link ColdStart} to the decoded reply. */
  private final class Asking implements ColdStart.Request {
    private final CompletableFuture<DnsReply> result = new CompletableFuture<>();
    private final byte[] query;
    private final DohAnswer answer;
    private volatile ColdStart.Ticket ticket = coldStart.ticket(this);
    private volatile @Nullable CompletableFuture<DohResponse> post;
    private volatile boolean sent;
    private volatile boolean retried;
    private volatile long heardBefore;
    private volatile long sentOn;

    private Asking(Name name, int type) {
      this.query = DohQuery.encode(name, type);
      this.answer = new DohAnswer(label, name, type);
    }

    private void begin(Duration timeout) {
      underWay.add(this);
      result.whenComplete((reply, failure) -> end());
      if (closed) {
        failClosed();
        return;
      }
      if (timeout.isZero() || timeout.isNegative()) {
        expire(timeout);
        return;
      }
      try {
        Future<?> alarm =
            timer.schedule(() -> expire(timeout), Deadlines.nanos(timeout), TimeUnit.NANOSECONDS);
        result.whenComplete((reply, failure) -> alarm.cancel(false));
      } catch (RejectedExecutionException e) {
        failClosed(); // closed between the look and the leap
        return;
      }
      coldStart.line(ticket);
    }

    @Override
    public void go() {
      if (result.isDone()) {
        coldStart.leave(ticket);
        return;
      }
      ColdStart.Ticket mine = ticket;
      CompletableFuture<DohResponse> posted;
      try {
        posted = transport.post(query, () -> sending(mine));
      } catch (RuntimeException e) {
        posted = CompletableFuture.failedFuture(e);
      }
      post = posted;
      posted.whenComplete((response, failure) -> answered(mine, response, failure));
      if (result.isDone()) {
        posted.cancel(true); // it ended before there was anything to cancel
      }
    }

    @Override
    public void giveUp(ExchangeException failure) {
      result.completeExceptionally(
          new ExchangeException(failure.reason(), failure.getMessage(), failure));
    }

    private void sending(ColdStart.Ticket mine) {
      heardBefore = heard.get();
      sentOn = connection.get();
      sent = true;
      coldStart.opened(mine);
    }

    private void answered(
        ColdStart.Ticket mine, @Nullable DohResponse response, @Nullable Throwable thrown) {
      if (response != null) {
        heard.incrementAndGet();
        coldStart.opened(mine);
        read(response);
        return;
      }
      ExchangeException failure =
          Failures.of(label, thrown == null ? new IllegalStateException("no response") : thrown);
      if (result.isDone()) {
        return;
      }
      boolean lost = failure.reason() == Reason.UPSTREAM_UNREACHABLE;
      if (lost) {
        coldStart.cool();
      }
      if (lost && sent && !retried) {
        retry(mine);
        return;
      }
      if (!sent) {
        coldStart.leaveUnconnected(mine, failure);
      }
      result.completeExceptionally(failure);
    }

    /** The line was cut under the question, which does no harm to ask again: once, anew. */
    private void retry(ColdStart.Ticket cut) {
      retried = true;
      sent = false;
      ColdStart.Ticket again = coldStart.ticket(this);
      ticket = again;
      coldStart.leave(cut);
      if (result.isDone()) {
        return;
      }
      coldStart.line(again);
      if (result.isDone()) {
        coldStart.leave(again);
      }
    }

    private void read(DohResponse response) {
      try {
        result.complete(new DnsReply(answer.read(response, clock.instant()), label));
      } catch (ExchangeException e) {
        result.completeExceptionally(e);
      } catch (RuntimeException e) {
        // Nothing an upstream sends may leave the question without an end.
        result.completeExceptionally(
            new ExchangeException(Reason.UPSTREAM_GARBAGE, label + ": unreadable response", e));
      }
    }

    private void expire(Duration timeout) {
      String text = label + ": no complete answer within " + timeout.toMillis() + " ms";
      boolean first =
          result.completeExceptionally(new ExchangeException(Reason.UPSTREAM_TIMEOUT, text, null));
      // Nothing at all was heard since we asked: this connection may be dead without saying so.
      if (first && sent && heard.get() == heardBefore) {
        if (connection.compareAndSet(sentOn, sentOn + 1)) {
          transport.renew();
          coldStart.cool();
        }
      }
    }

    private void failClosed() {
      result.completeExceptionally(
          new ExchangeException(Reason.UPSTREAM_CLOSED, label + ": this exchange is closed", null));
    }

    private void end() {
      underWay.remove(this);
      CompletableFuture<DohResponse> open = post;
      if (open != null) {
        open.cancel(true);
      }
      coldStart.leave(ticket);
    }
  }
}
