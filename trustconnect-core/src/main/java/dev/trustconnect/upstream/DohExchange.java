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
 * <p>Safe for any number of threads: what changes is atomic or guarded by {@link SingleFile}.
 */
final class DohExchange implements DnsExchange {
  /** RFC 9113 §6.5.2 recommends that servers allow no fewer than 100 streams. */
  private static final int AT_ONCE = 64;

  private final String label;
  private final DohTransport transport;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer;
  private final SingleFile line = new SingleFile(AT_ONCE);
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

  /** One question, from the line at {@link SingleFile} to the decoded reply. */
  private final class Asking implements SingleFile.Request {
    private final CompletableFuture<DnsReply> result = new CompletableFuture<>();
    private final byte[] query;
    private final DohAnswer answer;
    private volatile SingleFile.Ticket ticket = new SingleFile.Ticket(this);
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
      Afterwards.run(result, (reply, failure) -> end());
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
        Afterwards.run(result, (reply, failure) -> alarm.cancel(false));
      } catch (RejectedExecutionException e) {
        failClosed(); // closed between the look and the leap
        return;
      }
      line.queue(ticket);
    }

    @Override
    public void go() {
      if (result.isDone()) {
        line.leave(ticket);
        return;
      }
      SingleFile.Ticket mine = ticket;
      CompletableFuture<DohResponse> posted;
      try {
        posted = transport.post(query, () -> sending(mine));
      } catch (RuntimeException e) {
        posted = CompletableFuture.failedFuture(e);
      }
      post = posted;
      Afterwards.run(posted, (response, failure) -> answered(mine, response, failure));
      if (result.isDone()) {
        posted.cancel(true); // it ended before there was anything to cancel
      }
    }

    @Override
    public void giveUp(ExchangeException failure) {
      // An exception of its own: who gets it may add to it.
      result.completeExceptionally(
          new ExchangeException(failure.reason(), String.valueOf(failure.getMessage()), failure));
    }

    private void sending(SingleFile.Ticket mine) {
      heardBefore = heard.get();
      sentOn = connection.get();
      sent = true;
      line.boarded(mine);
    }

    private void answered(
        SingleFile.Ticket mine, @Nullable DohResponse response, @Nullable Throwable thrown) {
      if (response != null) {
        heard.incrementAndGet();
        line.boarded(mine);
        read(response);
        return;
      }
      ExchangeException failure =
          Failures.of(label, thrown == null ? new IllegalStateException("no response") : thrown);
      if (result.isDone()) {
        return;
      }
      if (failure.reason() == Reason.UPSTREAM_UNREACHABLE && !retried) {
        retry(mine);
        return;
      }
      if (!sent) {
        line.leaveStranded(mine, failure);
      }
      result.completeExceptionally(failure);
    }

    /** The connection was cut under the question, which does no harm to ask again: once, anew. */
    private void retry(SingleFile.Ticket cut) {
      retried = true;
      sent = false;
      SingleFile.Ticket again = new SingleFile.Ticket(this);
      ticket = again;
      line.queueAgain(cut, again);
      if (result.isDone()) {
        line.leave(again); // it ended while it had no place to leave
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
      // Nothing at all was heard since we asked: this connection may be dead without saying so.
      // Renewed before anyone learns of the failure, so that who asks again doesn't ask in vain.
      if (sent
          && !result.isDone()
          && heard.get() == heardBefore
          && connection.compareAndSet(sentOn, sentOn + 1)) {
        transport.renew();
      }
      String text = label + ": no complete answer within " + timeout.toMillis() + " ms";
      result.completeExceptionally(new ExchangeException(Reason.UPSTREAM_TIMEOUT, text, null));
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
      line.leave(ticket);
    }
  }
}
