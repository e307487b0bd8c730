package dev.trustconnect.resolve;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does work that several callers wait for once. Thread-safe: one lock; the only code of callers
 * that runs under it is the choice of what to join.
 *
 * <p>Each caller that joins gets a {@link Share}, and leaves it when it no longer needs the result.
 * When the last one has left, the work is cancelled. While it is held, a result can be joined for a
 * bounded time; a failure can't.
 *
 * @param <K> what names a piece of work
 * @param <V> its result
 */
final class SingleFlight<K, V> {
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<K, Flight> flights = new HashMap<>();

  private final LongSupplier nanoTime;
  private final long joinableNanos;

  /**
   * No work yet.
   *
   * @param nanoTime a clock that only runs forward
   * @param joinableNanos for how long after its start a piece of work that is done may still be
   *     joined
   */
  SingleFlight(LongSupplier nanoTime, long joinableNanos) {
    this.nanoTime = nanoTime;
    this.joinableNanos = joinableNanos;
  }

  /**
   * Takes part in all that {@code choice} returns, starting what isn't under way.
   *
   * @param choice called once, under the lock, with a look at what can be joined; must not block
   * @param start starts a piece of work; called outside the lock; cancelling the future that it
   *     returns cancels the work
   */
  List<Share> join(
      Function<Predicate<K>, ? extends Collection<K>> choice,
      Function<K, CompletableFuture<V>> start) {
    List<Share> shares = new ArrayList<>();
    synchronized (lock) {
      for (K key : choice.apply(this::isJoinable)) {
        Flight joined = joinable(key);
        Flight flight = joined == null ? takeOff(key) : joined;
        flight.holders++;
        shares.add(new Share(flight, joined == null, !flight.result.isDone()));
      }
    }
    for (Share share : shares) {
      if (share.started()) {
        share.flight.start(start);
      }
    }
    return shares;
  }

  private boolean isJoinable(K key) {
    synchronized (lock) { // held already: the choice is made under it
      return joinable(key) != null;
    }
  }

  @GuardedBy("lock")
  private @Nullable Flight joinable(K key) {
    Flight flight = flights.get(key);
    return flight == null || (flight.result.isDone() && flight.isOld()) ? null : flight;
  }

  @GuardedBy("lock")
  private Flight takeOff(K key) {
    Flight flight = new Flight(key);
    flights.put(key, flight);
    return flight;
  }

  /** One holder's part in a piece of work. */
  final class Share {
    private final Flight flight;
    private final boolean started;
    private final boolean awaited;
    private boolean left; // guarded by lock, which Error Prone can't follow through a Flight

    private Share(Flight flight, boolean started, boolean awaited) {
      this.flight = flight;
      this.started = started;
      this.awaited = awaited;
    }

    K key() {
      return flight.key;
    }

    /** The result for everyone who joined; not to be completed or cancelled by any of them. */
    CompletableFuture<V> result() {
      return flight.result;
    }

    /** Whether this share started the work. */
    boolean started() {
      return started;
    }

    /** Whether the work wasn't done yet when this share joined. */
    boolean awaited() {
      return awaited;
    }

    /** Leaves; leaving twice has no effect. */
    void leave() {
      synchronized (lock) {
        if (left) {
          return;
        }
        left = true;
        flight.holders--;
        if (flight.holders > 0) {
          return;
        }
        flights.remove(flight.key, flight);
      }
      flight.giveUp();
    }
  }

  /** One piece of work under way. */
  private final class Flight {
    private final K key;
    private final CompletableFuture<V> result = new CompletableFuture<>();
    private final long startedAt = nanoTime.getAsLong();
    private int holders; // guarded by lock, which Error Prone can't follow through a Flight

    @GuardedBy("lock")
    private @Nullable CompletableFuture<V> source;

    Flight(K key) {
      this.key = key;
    }

    boolean isOld() {
      return nanoTime.getAsLong() - startedAt >= joinableNanos;
    }

    void start(Function<K, CompletableFuture<V>> start) {
      CompletableFuture<V> work;
      try {
        work = Objects.requireNonNull(start.apply(key), "work that was started");
      } catch (RuntimeException | Error failure) { // or it would be joined, and never end
        work = CompletableFuture.failedFuture(failure);
      }
      boolean wanted;
      synchronized (lock) {
        source = work;
        wanted = holders > 0;
      }
      var unused = work.whenComplete(this::land);
      if (!wanted) {
        work.cancel(true);
      }
    }

    private void land(@Nullable V value, @Nullable Throwable failure) {
      if (failure != null || isOld()) {
        synchronized (lock) {
          flights.remove(key, this);
        }
      }
      if (failure == null) {
        result.complete(value);
      } else {
        result.completeExceptionally(
            failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure);
      }
    }

    void giveUp() {
      CompletableFuture<V> work;
      synchronized (lock) {
        work = source;
      }
      if (work != null) {
        work.cancel(true);
      }
    }
  }
}
