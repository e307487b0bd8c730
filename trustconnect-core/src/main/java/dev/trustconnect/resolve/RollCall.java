package dev.trustconnect.resolve;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Finds out which upstreams answer at all, after lookups that got no answer.
 *
 * <p>Such a lookup proves nothing about the upstreams: the owner of a name can make its servers
 * slow, or have them fail. So the upstreams are asked for the root zone's keys, which every
 * resolver has in its cache. Thread-safe, never blocks. Each upstream gets one such question at a
 * time.
 */
final class RollCall {
  private final List<Presence> presences;
  private final ResolverEvents events;
  private final Timer timer;
  private final LongSupplier nanoTime;
  private final long timeoutNanos;

  /** No upstream has failed yet. */
  RollCall(
      List<DnsExchange> upstreams,
      ResolverEvents events,
      Timer timer,
      LongSupplier nanoTime,
      long timeoutNanos) {
    this.presences = upstreams.stream().map(Presence::new).toList();
    this.events = events;
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.timeoutNanos = timeoutNanos;
  }

  /** The state of one upstream. */
  private static final class Presence {
    private final DnsExchange upstream;

    @GuardedBy("this")
    private boolean isAsked;

    @GuardedBy("this")
    private long answers;

    @GuardedBy("this")
    private @Nullable Reason failure;

    private Presence(DnsExchange upstream) {
      this.upstream = upstream;
    }

    private synchronized void answered() {
      answers++;
      failure = null;
    }

    private synchronized Optional<Reason> failure() {
      return Optional.ofNullable(failure);
    }

    /** How many answers there were before a question that is to be asked; -1 if one is asked. */
    private synchronized long begin() {
      if (isAsked) {
        return -1;
      }
      isAsked = true;
      return answers;
    }

    /** An answer to another question in the meantime outweighs the failure. */
    private synchronized void end(long answersBefore, @Nullable Reason failed) {
      isAsked = false;
      boolean isClosed = failed == Reason.UPSTREAM_CLOSED; // says nothing about the upstream
      if (answers == answersBefore && !isClosed) {
        failure = failed;
      }
    }
  }

  /** A useful reply to any question, from the upstream with this number. */
  void answered(int upstream, Message reply) {
    if (isUseful(reply)) {
      presences.get(upstream).answered();
    }
  }

  private static boolean isUseful(Message reply) {
    int rcode = reply.getRcode();
    return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
  }

  /** Asks every upstream, because a lookup got no answer. */
  void askAll() {
    presences.forEach(this::ask);
  }

  /** Asks again those that failed. */
  void askFailed() {
    List<Presence> failed = new ArrayList<>(presences);
    failed.removeIf(presence -> presence.failure().isEmpty());
    failed.forEach(this::ask);
  }

  /** Why the upstream with this number doesn't answer at all; empty if it does, or may. */
  Optional<Reason> failure(int upstream) {
    return presences.get(upstream).failure();
  }

  private void ask(Presence presence) {
    long answers = presence.begin();
    if (answers < 0) {
      return;
    }
    long start = nanoTime.getAsLong();
    CompletableFuture<Message> reply = replyOf(presence.upstream);
    AtomicBoolean isOver = new AtomicBoolean();
    Future<?> alarm =
        timer.schedule(
            timeoutNanos,
            () -> {
              if (isOver.compareAndSet(false, true)) {
                ended(presence, answers, Reason.UPSTREAM_TIMEOUT, start);
                reply.cancel(true);
              }
            });
    var unused =
        reply.whenComplete(
            (message, failure) -> {
              if (isOver.compareAndSet(false, true)) {
                alarm.cancel(false);
                ended(presence, answers, reasonOf(message, failure), start);
              }
            });
  }

  private CompletableFuture<Message> replyOf(DnsExchange upstream) {
    try {
      return upstream.ask(Name.root, Type.DNSKEY, Duration.ofNanos(timeoutNanos));
    } catch (RuntimeException | Error broken) { // the lookup that failed has its result anyway
      return CompletableFuture.failedFuture(broken);
    }
  }

  /** Null if the reply is useful. */
  private static @Nullable Reason reasonOf(@Nullable Message reply, @Nullable Throwable failure) {
    if (reply != null) {
      return isUseful(reply) ? null : Reason.UPSTREAM_RCODE;
    }
    if (failure instanceof CancellationException) {
      return Reason.UPSTREAM_CLOSED;
    }
    return failure instanceof ExchangeException known
        ? known.reason()
        : Reason.UPSTREAM_UNREACHABLE;
  }

  private void ended(Presence presence, long answers, @Nullable Reason failure, long start) {
    presence.end(answers, failure);
    events.asked(
        presence.upstream.label(), failure, Duration.ofNanos(nanoTime.getAsLong() - start));
  }
}
