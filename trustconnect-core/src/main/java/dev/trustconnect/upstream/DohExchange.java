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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * Asks one DoH server: framing, deadline, checks and healing over whatever transport carries it.
 *
 * <p>A question that gets no answer is asked once more before its time is up, on a new connection
 * if nothing at all was heard on the old one. Connections die without a word, and a client may lose
 * a request that goes out while its connection is going down (that of JDK 17 does).
 *
 * <p>Safe for any number of threads: what changes is atomic or guarded by {@link StreamLimiter}.
 */
final class DohExchange implements DnsExchange {
  /** RFC 9113 §6.5.2 recommends that servers allow no fewer than 100 streams. */
  private static final int AT_ONCE = 64;

  /** Longer than most cold answers take, so that few questions are asked twice for nothing. */
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  /** Of the time there is, so that enough of it is left for another connection. */
  private static final int PATIENT_PART = 3;

  /**
   * How often one question is sent again because the server didn't process it: enough for bursts,
   * and an end to a server that refuses for ever.
   */
  private static final int MAX_REFUSALS = 10;

  /** So often a refused question goes out again at once; after that pauses begin, and double. */
  private static final int REFUSALS_WITHOUT_PAUSE = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private final String label;
  private final DohTransport transport;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer;
  private final StreamLimiter streams = new StreamLimiter(AT_ONCE);
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
  public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
    Asking asking = new Asking(name, type, timeout);
    asking.begin();
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

  /** One question, from the queue of {@link StreamLimiter} to the decoded reply. */
  private final class Asking implements StreamLimiter.Request {
    private final CompletableFuture<Message> result = new CompletableFuture<>();
    private final byte[] query;
    private final DohAnswer answer;
    private final Duration timeout;
    private volatile StreamLimiter.Ticket ticket = new StreamLimiter.Ticket(this);
    private volatile @Nullable CompletableFuture<DohResponse> post;
    private volatile boolean sent;
    private volatile boolean retried;
    private volatile boolean repeated;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile long heardBefore;
    private volatile long sentOn;

    private Asking(Name name, int type, Duration timeout) {
      this.query = DohQuery.encode(name, type);
      this.answer = new DohAnswer(label, name, type);
      this.timeout = timeout;
    }

    private void begin() {
      underWay.add(this);
      LoggedCallbacks.run(result, (reply, failure) -> end());
      if (closed) {
        failClosed();
        return;
      }
      if (timeout.isZero() || timeout.isNegative()) {
        expire();
        return;
      }
      alarm(Deadlines.nanos(timeout), this::expire);
      streams.queue(ticket);
    }

    /** Has something done in so many nanoseconds, if the question is still open by then. */
    private void alarm(long nanos, Runnable due) {
      try {
        Future<?> alarm = timer.schedule(due, nanos, TimeUnit.NANOSECONDS);
        LoggedCallbacks.run(result, (reply, failure) -> alarm.cancel(false));
      } catch (RejectedExecutionException e) {
        failClosed(); // closed between the look and the leap
      }
    }

    @Override
    public void go() {
      if (result.isDone()) {
        streams.leave(ticket);
        return;
      }
      StreamLimiter.Ticket mine = ticket;
      CompletableFuture<DohResponse> posted;
      try {
        posted = transport.post(query, () -> sending(mine));
      } catch (RuntimeException e) {
        posted = CompletableFuture.failedFuture(e);
      }
      post = posted;
      LoggedCallbacks.run(posted, (response, failure) -> answered(mine, response, failure));
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

    private void sending(StreamLimiter.Ticket mine) {
      heardBefore = heard.get();
      sentOn = connection.get();
      sent = true;
      streams.connected(mine);
      if (!repeated) {
        long part = Deadlines.nanos(timeout) / PATIENT_PART;
        alarm(Math.min(PATIENCE.toNanos(), part), () -> repeat(mine));
      }
    }

    private void answered(
        StreamLimiter.Ticket mine, @Nullable DohResponse response, @Nullable Throwable thrown) {
      if (response != null) {
        heard.incrementAndGet();
        streams.connected(mine);
        read(response);
        return;
      }
      ExchangeException failure =
          Failures.of(label, thrown == null ? new IllegalStateException("no response") : thrown);
      if (result.isDone() || mine != ticket) {
        return;
      }
      if (Failures.isNotProcessed(thrown)) {
        refused(mine, failure);
        return;
      }
      if (failure.reason() == Reason.UPSTREAM_UNREACHABLE && !retried) {
        retried = true;
        askAgain(mine); // the connection was cut under the question
        return;
      }
      if (!sent) {
        streams.failWaiting(mine, failure);
      }
      result.completeExceptionally(failure);
    }

    /**
     * RFC 9113 §8.7: the server is there and didn't process the question. That is no failure; the
     * question is asked again within its time.
     */
    private void refused(StreamLimiter.Ticket mine, ExchangeException failure) {
      heard.incrementAndGet();
      int refusal = refusals.incrementAndGet();
      if (refusal > MAX_REFUSALS) {
        result.completeExceptionally(failure);
      } else if (refusal <= REFUSALS_WITHOUT_PAUSE) {
        askAgain(mine);
      } else {
        long doublings = refusal - REFUSALS_WITHOUT_PAUSE - 1L;
        alarm(FIRST_PAUSE.toNanos() << doublings, () -> askAgain(mine));
      }
    }

    /** No answer for a while: it, or the question, may be lost. */
    private void repeat(StreamLimiter.Ticket silent) {
      CompletableFuture<DohResponse> lost = post;
      if (result.isDone() || silent != ticket) {
        return;
      }
      repeated = true;
      renewIfSilent();
      if (askAgain(silent) && lost != null) {
        lost.cancel(true);
      }
    }

    /** A question does no harm when it is asked again. False if that is being done already. */
    private boolean askAgain(StreamLimiter.Ticket before) {
      StreamLimiter.Ticket again = new StreamLimiter.Ticket(this);
      synchronized (this) {
        if (ticket != before) {
          return false;
        }
        ticket = again;
        sent = false;
      }
      streams.queueAgain(before, again);
      if (result.isDone()) {
        streams.leave(again); // it ended while it had no place to leave
      }
      return true;
    }

    private void read(DohResponse response) {
      try {
        result.complete(answer.read(response, clock.instant()));
      } catch (ExchangeException e) {
        result.completeExceptionally(e);
      } catch (RuntimeException e) {
        // Nothing an upstream sends may leave the question without an end.
        result.completeExceptionally(
            new ExchangeException(
                Reason.RESOLVE_INTERNAL, label + ": a response that we fail to read", e));
      }
    }

    /** Nothing at all was heard since we asked: this connection may be dead without saying so. */
    private void renewIfSilent() {
      if (sent
          && !result.isDone()
          && heard.get() == heardBefore
          && connection.compareAndSet(sentOn, sentOn + 1)) {
        transport.renew();
      }
    }

    private void expire() {
      renewIfSilent(); // before anyone learns of the failure: who asks again mustn't ask in vain
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
      streams.leave(ticket);
    }
  }
}
