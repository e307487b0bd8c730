package dev.trustconnect.resolve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** Time that a test turns by hand: a clock, a stopwatch and alarms. */
final class HandTime implements InstantSource, LongSupplier, Timer {
  private record Set(long at, Runnable task, CompletableFuture<Void> cancelled) {}

  private final List<Set> alarms = new ArrayList<>();
  private Instant now;
  private String broken;
  private long nanos = Long.MAX_VALUE - 5; // a stopwatch may start anywhere, and overflow

  HandTime(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    if (broken != null) {
      throw new IllegalStateException(broken);
    }
    return now;
  }

  @Override
  public synchronized long getAsLong() {
    return nanos;
  }

  @Override
  public synchronized Future<?> schedule(long after, Runnable task) {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    alarms.add(new Set(nanos + after, task, cancelled));
    return cancelled;
  }

  /** Lets time pass and rings what is due. */
  void pass(Duration time) {
    List<Set> due = new ArrayList<>();
    synchronized (this) {
      now = now.plus(time);
      nanos += time.toNanos();
      alarms.removeIf(
          alarm -> {
            boolean rings = alarm.at() - nanos <= 0;
            if (rings) {
              due.add(alarm);
            }
            return rings || alarm.cancelled().isDone();
          });
    }
    due.stream().filter(alarm -> !alarm.cancelled().isDone()).forEach(alarm -> alarm.task().run());
  }

  /** Sets the clock, as an administrator would; the stopwatch goes on as ever. */
  synchronized void setClock(Instant instant) {
    now = instant;
  }

  /** Makes the clock throw from now on. */
  synchronized void breakClock(String message) {
    broken = message;
  }

  /** Alarms that were neither rung nor cancelled. */
  synchronized long alarmsLeft() {
    return alarms.stream().filter(alarm -> !alarm.cancelled().isDone()).count();
  }
}
