package dev.trustconnect.upstream;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohResponse;
import dev.trustconnect.upstream.transport.DohTransport;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
 * Sends questions to one DoH server over a transport: framing, deadlines, checks and retries.
 *
 * <p>A question that gets no answer is sent again once before its deadline, on a new connection if
 * nothing at all was received on the old one. Connections can die without an error, and a client
 * may lose a request that is sent while its connection is shutting down (JDK 17's does).
 *
 * <p>Thread-safe: mutable state is atomic or guarded by {@link StreamLimiter}.
 */
final class DohExchange implements DnsExchange {
  /** RFC 9113 §6.5.2 recommends that servers allow no fewer than 100 streams. */
  private static final int MAX_STREAMS = 64;

  /**
   * How long to wait before sending again. Most uncached answers arrive sooner, so few questions
   * are sent twice needlessly.
   */
  private static final Duration REPEAT_AFTER = Duration.ofMillis(1_500);

  /**
   * Wait at most this fraction of the timeout, so that enough time is left for a new connection.
   */
  private static final int REPEAT_FRACTION = 3;

  /**
   * How often a question is sent again because the server didn't process it: enough for bursts, and
   * a limit for a server that refuses forever.
   */
  private static final int MAX_REFUSALS = 10;

  /**
   * This many refusals are retried immediately; after that each retry waits, twice as long as the
   * one before.
   */
  private static final int REFUSALS_WITHOUT_PAUSE = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private final String label;
  private final DohTransport transport;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer;
  private final StreamLimiter streams = new StreamLimiter(MAX_STREAMS);
  private final Set<PendingQuestion> underWay = ConcurrentHashMap.newKeySet();

  /**
   * Counts responses, so that a request can see whether anything was received since it was sent.
   */
  private final AtomicLong responses = new AtomicLong();

  /** Counts renewals, so that many requests on one silent connection renew it once. */
  private final AtomicLong connection = new AtomicLong();

  private volatile @Nullable Duration skew;

  private volatile boolean closed;

  DohExchange(String label, DohTransport transport, InstantSource clock) {
    this.label = label;
    this.transport = transport;
    this.clock = clock;
    this.timer = Threads.timer("trustconnect-doh-timer-" + label);
  }

  @Override
  public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
    PendingQuestion question = new PendingQuestion(name, type, timeout);
    question.begin();
    return question.result;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Optional<Duration> clockSkew() {
    return Optional.ofNullable(skew);
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(PendingQuestion::failClosed);
    transport.close();
    timer.shutdownNow();
  }

  /** One question, from the queue of {@link StreamLimiter} to the decoded reply. */
  private final class PendingQuestion implements StreamLimiter.Request {
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
    private volatile long responsesBefore;
    private volatile long sentOnConnection;

    private PendingQuestion(Name name, int type, Duration timeout) {
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
        timeOut();
        return;
      }
      schedule(Deadlines.nanos(timeout), this::timeOut);
      streams.queue(ticket);
    }

    /** Runs {@code due} after {@code nanos} unless the question has been answered by then. */
    private void schedule(long nanos, Runnable due) {
      try {
        Future<?> scheduled = timer.schedule(due, nanos, TimeUnit.NANOSECONDS);
        LoggedCallbacks.run(result, (reply, failure) -> scheduled.cancel(false));
      } catch (RejectedExecutionException e) {
        failClosed(); // closed since the check in begin()
      }
    }

    @Override
    public void start() {
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
        posted.cancel(true); // it completed before post was set, so end() had nothing to cancel
      }
    }

    @Override
    public void fail(ExchangeException failure) {
      // A separate exception for each request: the receiver may add suppressed exceptions to it.
      result.completeExceptionally(
          new ExchangeException(failure.reason(), String.valueOf(failure.getMessage()), failure));
    }

    private void sending(StreamLimiter.Ticket mine) {
      responsesBefore = responses.get();
      sentOnConnection = connection.get();
      sent = true;
      streams.connected(mine);
      if (!repeated) {
        long part = Deadlines.nanos(timeout) / REPEAT_FRACTION;
        schedule(Math.min(REPEAT_AFTER.toNanos(), part), () -> repeat(mine));
      }
    }

    private void answered(
        StreamLimiter.Ticket mine, @Nullable DohResponse response, @Nullable Throwable thrown) {
      if (response != null) {
        responses.incrementAndGet();
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
        resend(mine); // the connection was cut after the question was sent
        return;
      }
      if (!sent) {
        streams.failWaiting(mine, failure);
      }
      result.completeExceptionally(failure);
    }

    /**
     * RFC 9113 §8.7: the server is up and didn't process the question. This doesn't count as a
     * failure; the question is sent again within its deadline.
     */
    private void refused(StreamLimiter.Ticket mine, ExchangeException failure) {
      responses.incrementAndGet();
      int refusal = refusals.incrementAndGet();
      if (refusal > MAX_REFUSALS) {
        result.completeExceptionally(failure);
      } else if (refusal <= REFUSALS_WITHOUT_PAUSE) {
        resend(mine);
      } else {
        long doublings = refusal - REFUSALS_WITHOUT_PAUSE - 1L;
        schedule(FIRST_PAUSE.toNanos() << doublings, () -> resend(mine));
      }
    }

    /** No answer for a while: the question or the answer may be lost, so send it again. */
    private void repeat(StreamLimiter.Ticket silent) {
      CompletableFuture<DohResponse> lost = post;
      if (result.isDone() || silent != ticket) {
        return;
      }
      repeated = true;
      renewIfSilent();
      if (resend(silent) && lost != null) {
        lost.cancel(true);
      }
    }

    /**
     * Queues the question again; asking twice is harmless. False if {@code before} has been
     * replaced already.
     */
    private boolean resend(StreamLimiter.Ticket before) {
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
        streams.leave(again); // it completed before this ticket was queued
      }
      return true;
    }

    private void read(DohResponse response) {
      try {
        Instant now = clock.instant();
        Message read = answer.read(response, now);
        DohAnswer.clockSkew(response, now).ifPresent(seen -> skew = seen);
        result.complete(read);
      } catch (ExchangeException e) {
        result.completeExceptionally(e);
      } catch (RuntimeException e) {
        // Whatever an upstream sends, the question must complete.
        result.completeExceptionally(
            new ExchangeException(
                Reason.RESOLVE_INTERNAL,
                label + ": reading the response failed, which is a bug in TrustConnect",
                e));
      }
    }

    /**
     * Switches to a new connection if nothing at all was received since the question was sent: the
     * old one may be dead.
     */
    private void renewIfSilent() {
      if (sent
          && !result.isDone()
          && responses.get() == responsesBefore
          && connection.compareAndSet(sentOnConnection, sentOnConnection + 1)) {
        transport.renew();
      }
    }

    private void timeOut() {
      renewIfSilent(); // before reporting the failure, so that a caller's retry gets a new
      // connection
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
